-- How many different posts something happened to on each day, in the period (`period`) and in the one before (`previous`).
-- Where local days begin within an hour of UTC, the events themselves are read instead of their hours.
SELECT
    if(grouping(day) = 0, toString(day), if(current, 'period', 'previous')) AS key,
    uniqMerge(seen) AS posts
FROM
(
    SELECT local_day, uniqState(content_id) AS seen
    FROM
    (
        SELECT toDate(hour, {time_zone:String}) AS local_day, content_id
        FROM content_hourly
        WHERE {whole_hours:Bool}
            AND workspace_id = {workspace_id:String}
            AND hour >= toDateTime({previous_from:Date}, {time_zone:String})
            AND hour < toDateTime({to:Date} + 1, {time_zone:String})
            AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
            AND content_id != ''
        GROUP BY local_day, content_id
        HAVING sum(content_hourly.events) != 0
    )
    GROUP BY local_day
    UNION ALL
    SELECT toDate(occurred_at, {time_zone:String}) AS local_day, uniqState(content_id) AS seen
    FROM events
    WHERE NOT {whole_hours:Bool}
        AND workspace_id = {workspace_id:String}
        AND occurred_at >= toDateTime64(toDateTime({previous_from:Date}, {time_zone:String}), 3)
        AND occurred_at < toDateTime64(toDateTime({to:Date} + 1, {time_zone:String}), 3)
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
        AND content_id != ''
    GROUP BY local_day
    UNION ALL
    SELECT toDate(observed_at, {time_zone:String}) AS local_day, uniqState(content_id) AS seen
    FROM content_snapshots
    WHERE workspace_id = {workspace_id:String}
        AND observed_at >= toDateTime64(toDateTime({previous_from:Date}, {time_zone:String}), 3)
        AND observed_at < toDateTime64(toDateTime({to:Date} + 1, {time_zone:String}), 3)
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    GROUP BY local_day
)
GROUP BY GROUPING SETS ((local_day AS day), (local_day >= {from:Date} AS current))
