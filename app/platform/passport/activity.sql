-- What figures of a period rest on, by provenance: events, readings of counters, and when the newest of them was seen.
SELECT
    provenance,
    toInt64(sum(event_count)) AS events,
    toInt64(sum(snapshot_count)) AS snapshots,
    toInt64(0) AS posts,
    toInt64(max(newest)) AS newest_milliseconds
FROM
(
    SELECT
        toString(provenance) AS provenance,
        sum(events) AS event_count,
        0 AS snapshot_count,
        toInt64(toUnixTimestamp(max(quarter))) * 1000 AS newest
    FROM platform_quarter_hourly
    WHERE workspace_id = {workspace_id:String}
        AND quarter >= toDateTime({from:Date}, {time_zone:String})
        AND quarter < toDateTime({to:Date} + 1, {time_zone:String})
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    GROUP BY provenance
    HAVING event_count != 0
    UNION ALL
    SELECT toString(provenance), 0, count(), toUnixTimestamp64Milli(max(observed_at))
    FROM content_snapshots FINAL
    WHERE workspace_id = {workspace_id:String}
        AND observed_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
        AND observed_at < toDateTime64(toDateTime({to:Date} + 1, {time_zone:String}), 3)
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    GROUP BY provenance
)
GROUP BY provenance
ORDER BY provenance
