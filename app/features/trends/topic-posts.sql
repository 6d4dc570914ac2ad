-- The posts with a topic in the period that gathered the most views, of the latest ten thousand.
SELECT
    content.content_id AS content_id,
    title,
    platform,
    creator_id,
    creator_name,
    toUnixTimestamp64Milli(assumeNotNull(published_at)) AS published_milliseconds,
    totals.views AS views,
    totals.interactions AS interactions
FROM content FINAL
LEFT JOIN
(
    SELECT content_id, views, interactions
    FROM content_totals(workspace_id = {workspace_id:String})
    WHERE content_id IN
    (
        SELECT content_id
        FROM trends_posts
        WHERE workspace_id = {workspace_id:String} AND kind = {kind:String} AND term = {term:String}
            AND hour >= toDateTime({from_seconds:UInt32}, 'UTC') AND hour < toDateTime({end_seconds:UInt32}, 'UTC')
        GROUP BY content_id
        HAVING sum(sign) > 0
        ORDER BY max(hour) DESC, content_id
        LIMIT 10000
    )
) AS totals ON totals.content_id = content.content_id
WHERE workspace_id = {workspace_id:String}
    AND content.content_id IN
    (
        SELECT content_id
        FROM trends_posts
        WHERE workspace_id = {workspace_id:String} AND kind = {kind:String} AND term = {term:String}
            AND hour >= toDateTime({from_seconds:UInt32}, 'UTC') AND hour < toDateTime({end_seconds:UInt32}, 'UTC')
            AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
            AND ({category:String} = '' OR category = {category:String})
        GROUP BY content_id
        HAVING sum(sign) > 0
        ORDER BY max(hour) DESC, content_id
        LIMIT 10000
    )
    AND isNotNull(published_at)
ORDER BY views DESC NULLS LAST, published_milliseconds DESC, content_id
LIMIT 20
SETTINGS join_use_nulls = 1
