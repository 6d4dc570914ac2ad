-- Hashtags that posts with a topic have too, in the period: in how many of them, and in how many posts at all.
SELECT together.term AS hashtag, together.posts AS posts, everywhere.posts AS everywhere
FROM
(
    SELECT term, sum(sign) AS posts
    FROM trends_posts
    WHERE workspace_id = {workspace_id:String}
        AND kind = 'hashtag'
        AND NOT (kind = {kind:String} AND term = {term:String})
        AND content_id IN
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
    GROUP BY term
    HAVING posts >= 2
    ORDER BY posts DESC, term
    LIMIT 12
) AS together
INNER JOIN
(
    SELECT term, sum(posts) AS posts
    FROM
    (
        SELECT term, hour, platform, category, sum(sign) AS posts
        FROM trends_posts
        WHERE workspace_id = {workspace_id:String}
            AND kind = 'hashtag'
            AND hour >= toDateTime({from_seconds:UInt32}, 'UTC')
            AND hour < toDateTime({end_seconds:UInt32}, 'UTC')
            AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
            AND ({category:String} = '' OR category = {category:String})
        GROUP BY term, hour, platform, category
    )
    GROUP BY term
) AS everywhere ON everywhere.term = together.term
ORDER BY posts DESC, hashtag
