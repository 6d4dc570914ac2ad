-- How platforms' counters grew with what posts brought along, and how many were reported, in the period (`current` 1) and in the one
-- before, by provenance.
SELECT
    toDate(observed_at, {time_zone:String}) >= {from:Date} AS current,
    provenance,
    step.1 AS name,
    sum(step.2) AS amount,
    sum(step.3) AS reported
FROM content_growth(workspace_id = {workspace_id:String}, to = {to:Date}, time_zone = {time_zone:String})
ARRAY JOIN
    [
        ('views', views_growth + views_brought, views_reported),
        ('likes', likes_growth + likes_brought, likes_reported),
        ('comments', comments_growth + comments_brought, comments_reported),
        ('shares', shares_growth + shares_brought, shares_reported)
    ] AS step
WHERE observed_at >= toDateTime64(toDateTime({previous_from:Date}, {time_zone:String}), 3)
GROUP BY current, provenance, name
ORDER BY current, provenance, name
