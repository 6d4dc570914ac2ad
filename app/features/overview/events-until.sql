-- How many events of each type a metric counts (all others as '') there were on a day of the period before, up to a moment
-- of it: full quarters of an hour from their sums, the rest from the events themselves.
WITH
    parseDateTime64BestEffort({previous_until:String}, 3, {time_zone:String}) AS until,
    toStartOfFifteenMinutes(toDateTime(until, 'UTC')) AS last_quarter
SELECT counted_type AS type, sum(event_count) AS events
FROM
(
    SELECT if(type IN {types:Array(String)}, type, '') AS counted_type, sum(events) AS event_count
    FROM platform_quarter_hourly
    WHERE workspace_id = {workspace_id:String}
        AND quarter >= toDateTime({previous_day:Date}, {time_zone:String})
        AND quarter < last_quarter
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    GROUP BY counted_type
    UNION ALL
    SELECT if(type IN {types:Array(String)}, type, '') AS counted_type, toInt64(count()) AS event_count
    FROM events
    WHERE workspace_id = {workspace_id:String}
        AND occurred_at >= toDateTime64(last_quarter, 3)
        AND occurred_at < until
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    GROUP BY counted_type
)
GROUP BY counted_type
ORDER BY counted_type
