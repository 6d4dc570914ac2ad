-- How platforms' counters grew, and what posts brought along when they were first observed: on each day of the period and
-- of the one before, and in the period by platform and by provenance.
SELECT
    cut.1 AS split,
    cut.2 AS key,
    counter,
    sum(growth_sum) AS growth,
    sum(brought_sum) AS brought,
    sum(reported_count) AS reported,
    sum(snapshot_count) AS snapshots
FROM
(
    SELECT
        toDate(observed_at, {time_zone:String}) AS day,
        platform,
        provenance,
        step.1 AS counter,
        sum(step.2) AS growth_sum,
        sum(step.3) AS brought_sum,
        sum(step.4) AS reported_count,
        count() AS snapshot_count
    FROM content_growth(workspace_id = {workspace_id:String}, to = {to:Date}, time_zone = {time_zone:String})
    ARRAY JOIN
        [
            ('views', views_growth, views_brought, views_reported),
            ('likes', likes_growth, likes_brought, likes_reported),
            ('comments', comments_growth, comments_brought, comments_reported),
            ('shares', shares_growth, shares_brought, shares_reported),
            ('saves', saves_growth, saves_brought, saves_reported)
        ] AS step
    WHERE observed_at >= toDateTime64(toDateTime({previous_from:Date}, {time_zone:String}), 3)
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    GROUP BY day, platform, provenance, counter
)
ARRAY JOIN if(day >= {from:Date}, [('day', toString(day)), ('platform', toString(platform)), ('provenance', toString(provenance))], [('day', toString(day))]) AS cut
GROUP BY cut, counter
ORDER BY cut, counter
