-- How some posts are called, where they were published and by whom. A post that only events tell of has the platform of
-- most of them and no name.
SELECT
    content_id,
    argMax(title, described) AS title,
    argMax(platform, (described, weight)) AS platform,
    argMax(creator_name, described) AS creator_name
FROM
(
    SELECT content_id, title, platform, creator_name, 1 AS described, toInt64(0) AS weight
    FROM content FINAL
    WHERE workspace_id = {workspace_id:String} AND content_id IN {content_ids:Array(String)}
    UNION ALL
    SELECT content_id, '' AS title, platform, '' AS creator_name, 0 AS described, sum(events) AS weight
    FROM content_daily
    WHERE workspace_id = {workspace_id:String} AND content_id IN {content_ids:Array(String)}
    GROUP BY content_id, platform
)
GROUP BY content_id
