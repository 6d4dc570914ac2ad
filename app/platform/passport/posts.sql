-- Which posts were published in a span of time, by provenance, and when the newest of them was.
SELECT
    toString(provenance) AS provenance,
    toInt64(0) AS events,
    toInt64(0) AS snapshots,
    count() AS posts,
    toInt64(toUnixTimestamp64Milli(assumeNotNull(max(published_at)))) AS newest_milliseconds
FROM content FINAL
WHERE workspace_id = {workspace_id:String}
    AND published_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
    AND published_at < toDateTime64(toDateTime({to:Date} + 1, {time_zone:String}), 3)
    AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
GROUP BY provenance
ORDER BY provenance
