-- Events of a period, whole days of the workspace's clock, in the order they are stored in, so that nothing is sorted in memory.
SELECT
    message_id,
    type,
    toUnixTimestamp64Milli(occurred_at) AS occurred_at_milliseconds,
    toUnixTimestamp64Milli(received_at) AS received_at_milliseconds,
    provenance,
    actor_id,
    anonymous_id,
    session_id,
    content_id,
    target_id,
    parent_message_id,
    platform,
    country,
    language,
    device,
    value,
    currency,
    text,
    properties
FROM events
WHERE workspace_id = {workspace_id:String}
    AND toDate(occurred_at) >= {from:Date} - 1
    AND toDate(occurred_at) <= {to:Date} + 1
    AND occurred_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
    AND occurred_at < toDateTime64(toDateTime({to:Date} + 1, {time_zone:String}), 3)
    AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    AND ({with_minors:Bool} OR NOT (startsWith(actor_id, 'minor.') OR startsWith(anonymous_id, 'minor.')))
ORDER BY workspace_id, toDate(occurred_at), type, events.occurred_at
