-- How many events of each type that a metric counts (all others as '') happened to a post in each hour of UTC.
SELECT
    toUnixTimestamp(hour) AS start_seconds,
    if(type IN {types:Array(String)}, type, '') AS counted_type,
    sum(content_hourly.events) AS events
FROM content_hourly
WHERE workspace_id = {workspace_id:String}
    AND content_id = {content_id:String}
    AND hour >= toDateTime({first_seconds:UInt32} - {first_seconds:UInt32} % 3600, 'UTC')
    AND hour <= toDateTime({last_seconds:UInt32}, 'UTC')
GROUP BY start_seconds, counted_type
ORDER BY start_seconds
