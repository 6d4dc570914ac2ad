-- The most viewed posts of the period, best first: what each gathered, how it is called, and how many people that is about.
SELECT
    posts.content_id AS content_id,
    any(described.title) AS title,
    any(described.platform) AS platform,
    any(post_views) AS views,
    any(post_interactions) AS interactions,
    uniqUpToMerge(20)(audience.people) AS people,
    max(audience.minors) AS minors
FROM
(
    SELECT content_id, sum(view_count) AS post_views, sum(interaction_count) AS post_interactions
    FROM
    (
        SELECT content_id, toInt64(sum(views)) AS view_count, toInt64(sum(likes) + sum(comments) + sum(shares)) AS interaction_count
        FROM content_activity(workspace_id = {workspace_id:String}, from = {from:Date}, to = {to:Date}, time_zone = {time_zone:String})
        WHERE content_id != ''
        GROUP BY content_id
        UNION ALL
        SELECT
            content_id,
            sum(views_growth + views_brought),
            sum(likes_growth + likes_brought + comments_growth + comments_brought + shares_growth + shares_brought)
        FROM content_growth(workspace_id = {workspace_id:String}, to = {to:Date}, time_zone = {time_zone:String})
        WHERE observed_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
        GROUP BY content_id
    )
    GROUP BY content_id
    HAVING post_views > 0 OR post_interactions > 0
    ORDER BY post_views DESC, post_interactions DESC, content_id ASC
    LIMIT {limit:UInt32}
) AS posts
LEFT JOIN
(
    SELECT content_id, title, platform
    FROM content FINAL
    WHERE workspace_id = {workspace_id:String}
) AS described ON described.content_id = posts.content_id
LEFT JOIN
(
    SELECT content_id, people, minors
    FROM content_audience(workspace_id = {workspace_id:String}, from = {from:Date}, to = {to:Date}, time_zone = {time_zone:String})
) AS audience ON audience.content_id = posts.content_id
GROUP BY content_id
ORDER BY views DESC, interactions DESC, content_id ASC
