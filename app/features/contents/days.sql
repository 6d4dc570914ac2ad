-- How many events of each type that a metric counts (all others as '') happened to a post on each day of UTC.
SELECT
    toUnixTimestamp(toDateTime(day, 'UTC')) AS start_seconds,
    if(type IN {types:Array(String)}, type, '') AS counted_type,
    sum(type_events) AS events
FROM content_daily
ARRAY JOIN mapKeys(types) AS type, mapValues(types) AS type_events
WHERE workspace_id = {workspace_id:String} AND content_id = {content_id:String}
GROUP BY start_seconds, counted_type
ORDER BY start_seconds
