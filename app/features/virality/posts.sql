-- Posts published in a span of time with the shares and comments of their first days, the newest first; of named posts or creators, or all.
SELECT
    posts.content_id AS content_id,
    posts.platform AS platform,
    posts.category AS category,
    posts.creator_id AS creator_id,
    posts.title AS title,
    posts.hashtags AS hashtags,
    posts.provenance AS provenance,
    posts.published AS published,
    1 + ifNull(spread.shares, 0) AS size
FROM
(
    SELECT content_id, toString(platform) AS platform, toString(category) AS category, creator_id, title, length(tags) AS hashtags,
        toString(provenance) AS provenance,
        toUnixTimestamp64Milli(assumeNotNull(published_at)) AS published
    FROM content FINAL
    WHERE workspace_id = {workspace_id:String}
        AND published_at >= fromUnixTimestamp64Milli({first_milliseconds:Int64}, 'UTC')
        AND published_at < fromUnixTimestamp64Milli({last_milliseconds:Int64}, 'UTC')
        AND (empty({content_ids:Array(String)}) OR content_id IN {content_ids:Array(String)})
        AND (empty({creators:Array(String)}) OR creator_id IN {creators:Array(String)})
) AS posts
LEFT JOIN
(
    SELECT events.content_id AS content_id, count() AS shares
    FROM events
    INNER JOIN
    (
        SELECT content_id, assumeNotNull(published_at) AS published_at
        FROM content FINAL
        WHERE workspace_id = {workspace_id:String}
            AND published_at >= fromUnixTimestamp64Milli({first_milliseconds:Int64}, 'UTC')
            AND published_at < fromUnixTimestamp64Milli({last_milliseconds:Int64}, 'UTC')
            AND (empty({content_ids:Array(String)}) OR content_id IN {content_ids:Array(String)})
            AND (empty({creators:Array(String)}) OR creator_id IN {creators:Array(String)})
    ) AS own ON own.content_id = events.content_id
    WHERE events.workspace_id = {workspace_id:String}
        AND events.type IN ('share', 'comment')
        AND (empty({content_ids:Array(String)}) OR events.content_id IN {content_ids:Array(String)})
        AND events.occurred_at >= fromUnixTimestamp64Milli({first_milliseconds:Int64}, 'UTC')
        AND events.occurred_at < fromUnixTimestamp64Milli({last_milliseconds:Int64} + {horizon_milliseconds:Int64}, 'UTC')
        AND events.occurred_at >= own.published_at
        AND events.occurred_at <= own.published_at + toIntervalMillisecond({horizon_milliseconds:Int64})
    GROUP BY content_id
) AS spread ON spread.content_id = posts.content_id
WHERE size >= {size_min:UInt32}
ORDER BY published DESC, content_id
LIMIT {limit:UInt32}
