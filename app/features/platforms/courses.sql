-- How the interactions of the latest posts of a period grew: hours since publication, and how many there were until then, by events at
-- the end of each hour and by the counters that platforms reported.
SELECT content_id, any(platform) AS platform, source, arraySort(groupArray((hours, amount))) AS readings
FROM
(
    SELECT content_id, source, at, amount, platform, greatest((at - published_seconds) / 3600, 0) AS hours
    FROM
    (
        SELECT content_id, 'events' AS source, toUnixTimestamp(hour) + 3600 AS at, toFloat64(sum(content_hourly.events)) AS amount
        FROM content_hourly
        WHERE workspace_id = {workspace_id:String}
            AND type IN ('like', 'comment', 'share')
            AND hour >= toStartOfHour(toDateTime({from:Date}, {time_zone:String}), 'UTC')
            AND hour < toDateTime({to:Date} + 8, {time_zone:String})
        GROUP BY content_id, hour
        UNION ALL
        SELECT
            content_id,
            'reports' AS source,
            toUnixTimestamp(observed_at) AS at,
            toFloat64(ifNull(likes, 0) + ifNull(comments, 0) + ifNull(shares, 0)) AS amount
        FROM content_snapshots FINAL
        WHERE workspace_id = {workspace_id:String}
            AND NOT (isNull(likes) AND isNull(comments) AND isNull(shares))
            AND observed_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
    ) AS counted
    INNER JOIN
    (
        SELECT content_id, toString(platform) AS platform, toUnixTimestamp(assumeNotNull(published_at)) AS published_seconds
        FROM content FINAL
        WHERE workspace_id = {workspace_id:String}
            AND published_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
            AND published_at < toDateTime64(toDateTime({to:Date} + 1, {time_zone:String}), 3)
            AND (empty({platforms:Array(String)}) OR content.platform IN {platforms:Array(String)})
        ORDER BY published_at DESC
        LIMIT {limit:UInt32}
    ) AS described USING (content_id)
    WHERE at >= published_seconds AND at <= published_seconds + 169 * 3600
)
GROUP BY content_id, source
