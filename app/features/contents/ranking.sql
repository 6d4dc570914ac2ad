-- Which posts were active in the period and what they gathered: one page of them in the order asked for, and how many
-- there are in all. Descriptions, saves, impressions and reach are read only when the search or the order needs them. A rate orders by the lower end of Wilson's
-- interval about the rate with its prior added, those of fewer than 30 after all others.
WITH
    {sort:String} = 'engagement_rate_by_reach' AS by_reach,
    toFloat64(if(by_reach, reach, views)) AS people,
    people + {prior_successes:Float64} + {prior_failures:Float64} AS trials,
    (greatest(least(toFloat64(interactions), people), 0) + {prior_successes:Float64}) / trials AS rate
SELECT
    gathered.content_id AS content_id,
    views,
    likes,
    comments,
    shares,
    reach,
    interactions,
    events,
    if(views > 0, 100 * interactions / views, NULL) AS engagement_rate,
    count() OVER () AS total
FROM
(
    SELECT
        content_id,
        sum(view_count) AS views,
        sum(like_count) AS likes,
        sum(comment_count) AS comments,
        sum(share_count) AS shares,
        sum(save_count) AS saves,
        sum(impression_count) AS impressions,
        sum(reach_count) AS reach,
        sum(interaction_count) AS interactions,
        sum(event_count) AS events
    FROM
    (
        SELECT
            content_id,
            toInt64(sum(activity.views)) AS view_count,
            toInt64(sum(activity.likes)) AS like_count,
            toInt64(sum(activity.comments)) AS comment_count,
            toInt64(sum(activity.shares)) AS share_count,
            toInt64(0) AS save_count,
            toInt64(0) AS impression_count,
            toInt64(0) AS reach_count,
            like_count + comment_count + share_count AS interaction_count,
            toInt64(sum(activity.events)) AS event_count
        FROM content_activity(workspace_id = {workspace_id:String}, from = {from:Date}, to = {to:Date}, time_zone = {time_zone:String}) AS activity
        WHERE content_id != '' AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
        GROUP BY content_id
        HAVING event_count != 0
        UNION ALL
        SELECT
            content_id,
            sum(views_growth + views_brought),
            sum(likes_growth + likes_brought),
            sum(comments_growth + comments_brought),
            sum(shares_growth + shares_brought),
            toInt64(0),
            toInt64(0),
            toInt64(0),
            sum(likes_growth + likes_brought + comments_growth + comments_brought + shares_growth + shares_brought),
            toInt64(0)
        FROM content_growth(workspace_id = {workspace_id:String}, to = {to:Date}, time_zone = {time_zone:String})
        WHERE observed_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
            AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
        GROUP BY content_id
        UNION ALL
        SELECT content_id, 0, 0, 0, 0, toInt64(sum(types['save'])), toInt64(sum(types['impression'])), 0, 0, 0
        FROM content_activity(workspace_id = {workspace_id:String}, from = {from:Date}, to = {to:Date}, time_zone = {time_zone:String})
        WHERE {sort:String} IN ('saves', 'impressions')
            AND content_id != ''
            AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
        GROUP BY content_id
        UNION ALL
        SELECT
            content_id,
            0,
            0,
            0,
            0,
            sum(saves_growth + saves_brought),
            sum(impressions_growth + impressions_brought),
            sum(reach_growth + reach_brought),
            0,
            0
        FROM content_growth(workspace_id = {workspace_id:String}, to = {to:Date}, time_zone = {time_zone:String})
        WHERE {sort:String} IN ('saves', 'impressions', 'reach', 'engagement_rate_by_reach')
            AND observed_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
            AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
        GROUP BY content_id
    )
    GROUP BY content_id
) AS gathered
LEFT JOIN
(
    SELECT content_id, title, creator_id, creator_name, tags, published_at
    FROM content FINAL
    WHERE workspace_id = {workspace_id:String} AND ({search:String} != '' OR {sort:String} IN ('title', 'published_at'))
) AS described USING (content_id)
WHERE {search:String} = ''
    OR positionCaseInsensitiveUTF8(gathered.content_id, {search:String}) > 0
    OR positionCaseInsensitiveUTF8(described.title, {search:String}) > 0
    OR positionCaseInsensitiveUTF8(creator_name, {search:String}) > 0
    OR positionCaseInsensitiveUTF8(creator_id, {search:String}) > 0
    OR arrayExists(tag -> positionCaseInsensitiveUTF8(tag, {search:String}) > 0, tags)
ORDER BY
    {sort:String} IN ('engagement_rate', 'engagement_rate_by_reach') AND people < 30 ASC,
    multiIf(
        {sort:String} = 'views', toFloat64(views),
        {sort:String} = 'likes', toFloat64(likes),
        {sort:String} = 'comments', toFloat64(comments),
        {sort:String} = 'shares', toFloat64(shares),
        {sort:String} = 'interactions', toFloat64(interactions),
        {sort:String} = 'saves', toFloat64(saves),
        {sort:String} = 'impressions', toFloat64(impressions),
        {sort:String} = 'reach', toFloat64(reach),
        {sort:String} IN ('engagement_rate', 'engagement_rate_by_reach'),
            if(people > 0, (rate + 1.920729 / trials - 1.959964 * sqrt(rate * (1 - rate) / trials + 0.960365 / (trials * trials))) / (1 + 3.841459 / trials), NULL),
        {sort:String} = 'events', toFloat64(events),
        {sort:String} = 'published_at', toFloat64(toUnixTimestamp64Milli(published_at)),
        0
    ) * if({order:String} = 'asc', 1, -1) ASC NULLS LAST,
    if({sort:String} = 'title' AND {order:String} = 'asc', lowerUTF8(if(described.title = '', gathered.content_id, described.title)), '') ASC,
    if({sort:String} = 'title' AND {order:String} = 'desc', lowerUTF8(if(described.title = '', gathered.content_id, described.title)), '') DESC,
    gathered.content_id ASC
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
