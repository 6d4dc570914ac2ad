-- Posts published in a span of time with the shares and comments of their first days, the newest first; of named posts or creators, or all.
WITH own AS
(
    SELECT content_id, toString(platform) AS platform, toString(category) AS category, creator_id, title, length(tags) AS hashtags,
        toString(provenance) AS provenance, assumeNotNull(published_at) AS published_at
    FROM content FINAL
    WHERE workspace_id = {workspace_id:String}
        AND published_at >= fromUnixTimestamp64Milli({first_milliseconds:Int64}, 'UTC')
        AND published_at < fromUnixTimestamp64Milli({last_milliseconds:Int64}, 'UTC')
        AND (empty({content_ids:Array(String)}) OR content_id IN {content_ids:Array(String)})
        AND (empty({creators:Array(String)}) OR creator_id IN {creators:Array(String)})
)
SELECT
    posts.content_id AS content_id,
    posts.platform AS platform,
    posts.category AS category,
    posts.creator_id AS creator_id,
    posts.title AS title,
    posts.hashtags AS hashtags,
    posts.provenance AS provenance,
    toUnixTimestamp64Milli(posts.published_at) AS published,
    1 + ifNull(spread.shares, 0) AS size
FROM own AS posts
LEFT JOIN
(
    SELECT events.content_id AS content_id, count() AS shares
    FROM events
    INNER JOIN own ON own.content_id = events.content_id
    WHERE events.workspace_id = {workspace_id:String}
        AND events.type IN ('share', 'comment')
        AND events.content_id IN (SELECT content_id FROM own)
        AND events.occurred_at >= (SELECT min(published_at) FROM own)
        AND events.occurred_at <= (SELECT max(published_at) FROM own) + toIntervalMillisecond({horizon_milliseconds:Int64})
        AND events.occurred_at >= own.published_at
        AND events.occurred_at <= own.published_at + toIntervalMillisecond({horizon_milliseconds:Int64})
    GROUP BY content_id
) AS spread ON spread.content_id = posts.content_id
WHERE size >= {size_min:UInt32}
ORDER BY published DESC, content_id
LIMIT {limit:UInt32}
