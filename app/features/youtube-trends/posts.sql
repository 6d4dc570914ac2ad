-- Posts of some platforms that were published in a window, both ends included, the latest of each platform, with the
-- counters that were last reported; null is not reported. With keywords, those that hold one of them without punctuation.
-- Which posts may be meant is found once and without FINAL, which would merge every post of the workspace; then only those
-- are merged. Titles are read of posts of the window only, which the engine does not choose by itself.
WITH
(
    SELECT groupUniqArray(content_id)
    FROM content
    PREWHERE workspace_id = {workspace_id:String}
        AND platform IN {platforms:Array(String)}
        AND published_at >= fromUnixTimestamp64Milli({first_milliseconds:Int64}, 'UTC')
        AND published_at <= fromUnixTimestamp64Milli({last_milliseconds:Int64}, 'UTC')
    WHERE empty({keywords:Array(String)})
        OR multiSearchAny(replaceRegexpAll(lowerUTF8(title), '[^\\p{L}\\p{M}\\p{N}_\\s]', ''), {keywords:Array(String)})
) AS found
SELECT
    posts.content_id AS content_id,
    posts.platform AS platform,
    posts.title AS title,
    posts.creator_name AS creator_name,
    toUnixTimestamp64Milli(posts.published_at) AS published_at_milliseconds,
    tupleElement(latest, 1) AS views,
    tupleElement(latest, 2) AS impressions,
    tupleElement(latest, 3) AS likes,
    tupleElement(latest, 4) AS comments,
    tupleElement(latest, 5) AS shares,
    tupleElement(latest, 6) AS upvote_ratio
FROM
(
    SELECT content_id, platform, title, creator_name, published_at
    FROM content FINAL
    WHERE workspace_id = {workspace_id:String}
        AND content_id IN (SELECT arrayJoin(found))
        AND platform IN {platforms:Array(String)}
        AND published_at >= fromUnixTimestamp64Milli({first_milliseconds:Int64}, 'UTC')
        AND published_at <= fromUnixTimestamp64Milli({last_milliseconds:Int64}, 'UTC')
        AND
        (
            empty({keywords:Array(String)})
            OR multiSearchAny(replaceRegexpAll(lowerUTF8(title), '[^\\p{L}\\p{M}\\p{N}_\\s]', ''), {keywords:Array(String)})
        )
    ORDER BY published_at DESC, content_id
    LIMIT {limit:UInt32} BY platform
) AS posts
LEFT JOIN
(
    SELECT content_id, argMax(tuple(views, impressions, likes, comments, shares, upvote_ratio), (observed_at, received_at)) AS latest
    FROM content_snapshots
    WHERE workspace_id = {workspace_id:String} AND content_id IN (SELECT arrayJoin(found))
    GROUP BY content_id
) AS reported USING (content_id)
