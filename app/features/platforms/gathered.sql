-- What posts gathered in a period, by platform, with the sums of squares and products over posts that intervals of rates are made of.
-- Rates are of posts whose views are known.
SELECT
    platform,
    count() AS active_posts,
    sum(post_views) AS views,
    sum(post_interactions) AS interactions,
    countIf(post_views > 0) AS units,
    sumIf(post_views, post_views > 0) AS rated_views,
    sumIf(toFloat64(post_views) * post_views, post_views > 0) AS views_squares,
    sumIf(post_interactions, post_views > 0) AS rated_interactions,
    sumIf(toFloat64(post_interactions) * post_interactions, post_views > 0) AS interactions_squares,
    sumIf(toFloat64(post_interactions) * post_views, post_views > 0) AS interactions_products,
    sumIf(post_comments, post_views > 0) AS rated_comments,
    sumIf(toFloat64(post_comments) * post_comments, post_views > 0) AS comments_squares,
    sumIf(toFloat64(post_comments) * post_views, post_views > 0) AS comments_products,
    sumIf(post_shares, post_views > 0) AS rated_shares,
    sumIf(toFloat64(post_shares) * post_shares, post_views > 0) AS shares_squares,
    sumIf(toFloat64(post_shares) * post_views, post_views > 0) AS shares_products
FROM
(
    SELECT
        platform,
        content_id,
        sum(view_count) AS post_views,
        sum(like_count) + sum(comment_count) + sum(share_count) AS post_interactions,
        sum(comment_count) AS post_comments,
        sum(share_count) AS post_shares
    FROM
    (
        SELECT
            platform,
            toString(content_id) AS content_id,
            toInt64(sum(activity.views)) AS view_count,
            toInt64(sum(activity.likes)) AS like_count,
            toInt64(sum(activity.comments)) AS comment_count,
            toInt64(sum(activity.shares)) AS share_count
        FROM content_activity(workspace_id = {workspace_id:String}, from = {from:Date}, to = {to:Date}, time_zone = {time_zone:String}) AS activity
        WHERE activity.content_id != ''
        GROUP BY platform, content_id
        UNION ALL
        SELECT
            platform,
            content_id,
            sum(views_growth + views_brought),
            sum(likes_growth + likes_brought),
            sum(comments_growth + comments_brought),
            sum(shares_growth + shares_brought)
        FROM content_growth(workspace_id = {workspace_id:String}, to = {to:Date}, time_zone = {time_zone:String})
        WHERE observed_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
        GROUP BY platform, content_id
    )
    WHERE empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)}
    GROUP BY platform, content_id
)
GROUP BY platform
ORDER BY views DESC, interactions DESC, platform
LIMIT 100
