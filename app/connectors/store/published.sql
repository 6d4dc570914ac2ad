-- Which of these posts are events already.
SELECT toString(content_id) AS content_id
FROM content_daily
WHERE workspace_id = {workspace_id:String} AND content_id IN {content_ids:Array(String)}
GROUP BY content_id
HAVING sumMap(types)['content_publish'] > 0
