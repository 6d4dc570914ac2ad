-- Views and interactions of each local day of a period, by platform.
SELECT platform, toString(day) AS day, sum(view_count) AS views, sum(interaction_count) AS interactions
FROM
(
    SELECT
        platform,
        toDate(quarter, {time_zone:String}) AS day,
        sumIf(platform_quarter_hourly.events, type IN ('view', 'page', 'screen')) AS view_count,
        sumIf(platform_quarter_hourly.events, type IN ('like', 'comment', 'share')) AS interaction_count
    FROM platform_quarter_hourly
    WHERE workspace_id = {workspace_id:String}
        AND quarter >= toDateTime({from:Date}, {time_zone:String})
        AND quarter < toDateTime({to:Date} + 1, {time_zone:String})
    GROUP BY platform, day
    UNION ALL
    SELECT
        platform,
        toDate(observed_at, {time_zone:String}) AS day,
        sum(views_growth + views_brought),
        sum(likes_growth + likes_brought + comments_growth + comments_brought + shares_growth + shares_brought)
    FROM content_growth(workspace_id = {workspace_id:String}, to = {to:Date}, time_zone = {time_zone:String})
    WHERE observed_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
    GROUP BY platform, day
)
WHERE empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)}
GROUP BY platform, day
ORDER BY platform, day
