-- Who published the most posts with a topic in the period, of the latest ten thousand.
SELECT creator_id, argMax(creator_name, updated_at) AS creator_name, argMax(platform, updated_at) AS platform, count() AS posts
FROM content FINAL
WHERE workspace_id = {workspace_id:String}
    AND creator_id != ''
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
GROUP BY creator_id
ORDER BY posts DESC, creator_id
LIMIT 50
