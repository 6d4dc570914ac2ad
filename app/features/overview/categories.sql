-- What each category gathered in the period, the hundred most viewed; and first (`is_all`) what all of them did, with the ten
-- most viewed posts, best first.
SELECT
    grouping(category) AS is_all,
    category,
    sum(post_views) AS views,
    sum(post_interactions) AS interactions,
    sum(post_events) AS events,
    arrayMap(
        post -> (post.3, -post.1, -post.2),
        groupArraySortedIf(10)((-post_views, -post_interactions, content_id), content_id != '' AND (post_views != 0 OR post_interactions != 0))
    ) AS top
FROM
(
    SELECT
        content_id,
        sum(view_count) AS post_views,
        sum(interaction_count) AS post_interactions,
        sum(event_count) AS post_events
    FROM
    (
        SELECT
            content_id,
            toInt64(sum(views)) AS view_count,
            toInt64(sum(likes) + sum(comments) + sum(shares)) AS interaction_count,
            toInt64(sum(events)) AS event_count
        FROM content_activity(workspace_id = {workspace_id:String}, from = {from:Date}, to = {to:Date}, time_zone = {time_zone:String})
        WHERE empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)}
        GROUP BY content_id
        UNION ALL
        SELECT
            content_id,
            sum(views_growth + views_brought),
            sum(likes_growth + likes_brought + comments_growth + comments_brought + shares_growth + shares_brought),
            toInt64(0)
        FROM content_growth(workspace_id = {workspace_id:String}, to = {to:Date}, time_zone = {time_zone:String})
        WHERE observed_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
            AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
        GROUP BY content_id
    )
    GROUP BY content_id
) AS posts
LEFT JOIN
(
    SELECT content_id, category
    FROM content FINAL
    WHERE workspace_id = {workspace_id:String}
) AS described USING (content_id)
GROUP BY GROUPING SETS ((category), ())
ORDER BY is_all DESC, views DESC, interactions DESC, category ASC
LIMIT 101
