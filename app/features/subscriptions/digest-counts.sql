-- How many events of each type a metric counts (all others as '') there were in the period (`current` 1) and in the one before, by
-- provenance.
SELECT
    toDate(quarter, {time_zone:String}) >= {from:Date} AS current,
    provenance,
    if(type IN {types:Array(String)}, type, '') AS name,
    sum(events) AS amount
FROM platform_quarter_hourly
WHERE workspace_id = {workspace_id:String}
    AND quarter >= toDateTime({previous_from:Date}, {time_zone:String})
    AND quarter < toDateTime({to:Date} + 1, {time_zone:String})
GROUP BY current, provenance, name
ORDER BY current, provenance, name
