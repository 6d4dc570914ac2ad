-- How platforms' counters grew on a day of the period before up to a moment of it, and what posts brought along.
SELECT
    step.1 AS counter,
    sum(step.2) AS growth,
    sum(step.3) AS brought,
    sum(step.4) AS reported,
    count() AS snapshots
FROM content_growth(workspace_id = {workspace_id:String}, to = {previous_day:Date}, time_zone = {time_zone:String})
ARRAY JOIN
    [
        ('views', views_growth, views_brought, views_reported),
        ('likes', likes_growth, likes_brought, likes_reported),
        ('comments', comments_growth, comments_brought, comments_reported),
        ('shares', shares_growth, shares_brought, shares_reported),
        ('saves', saves_growth, saves_brought, saves_reported)
    ] AS step
WHERE observed_at >= toDateTime64(toDateTime({previous_day:Date}, {time_zone:String}), 3)
    AND observed_at < parseDateTime64BestEffort({previous_until:String}, 3, {time_zone:String})
    AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
GROUP BY counter
ORDER BY counter
