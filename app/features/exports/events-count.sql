-- How many events a period has, whole days of the workspace's clock.
SELECT count() AS rows
FROM events
WHERE workspace_id = {workspace_id:String}
    AND toDate(occurred_at) >= {from:Date} - 1
    AND toDate(occurred_at) <= {to:Date} + 1
    AND occurred_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
    AND occurred_at < toDateTime64(toDateTime({to:Date} + 1, {time_zone:String}), 3)
    AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    AND ({with_minors:Bool} OR NOT (startsWith(actor_id, 'minor.') OR startsWith(anonymous_id, 'minor.')))
