-- What happened in each hour of the period on the workspace's clock: events by type, growth by counter, and a `clock` row
-- for quiet hours too. The hour that a clock shows twice in autumn is one, the hour it skips in spring is none.
SELECT at, kind, name, sum(amount) AS amount
FROM
(
    SELECT
        formatDateTime(toDateTime({from:Date}, {time_zone:String}) + 1800 * number, '%Y-%m-%dT%H:00', {time_zone:String}) AS at,
        'clock' AS kind,
        '' AS name,
        toInt64(0) AS amount
    FROM numbers(toUInt64(intDiv(toDateTime({to:Date} + 1, {time_zone:String}) - toDateTime({from:Date}, {time_zone:String}), 1800)))
    UNION ALL
    SELECT
        formatDateTime(quarter, '%Y-%m-%dT%H:00', {time_zone:String}) AS at,
        'events' AS kind,
        if(type IN {types:Array(String)}, type, '') AS name,
        toInt64(sum(events)) AS amount
    FROM platform_quarter_hourly
    WHERE workspace_id = {workspace_id:String}
        AND quarter >= toDateTime({from:Date}, {time_zone:String})
        AND quarter < toDateTime({to:Date} + 1, {time_zone:String})
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    GROUP BY at, name
    UNION ALL
    SELECT
        formatDateTime(observed_at, '%Y-%m-%dT%H:00', {time_zone:String}) AS at,
        'growth' AS kind,
        step.1 AS name,
        sum(step.2) AS amount
    FROM content_growth(workspace_id = {workspace_id:String}, to = {to:Date}, time_zone = {time_zone:String})
    ARRAY JOIN [('views', views_growth), ('likes', likes_growth), ('comments', comments_growth), ('shares', shares_growth), ('saves', saves_growth)] AS step
    WHERE observed_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    GROUP BY at, name
)
GROUP BY at, kind, name
ORDER BY at, kind, name
