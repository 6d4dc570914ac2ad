-- Categories of the YouTube videos of a workspace, those of most videos first.
SELECT category, count() AS videos
FROM content FINAL
WHERE workspace_id = {workspace_id:String} AND platform = 'youtube' AND category != ''
GROUP BY category
ORDER BY videos DESC, category
LIMIT 50
