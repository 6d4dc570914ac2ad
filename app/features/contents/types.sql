-- How many events of each type happened to a post in a period.
SELECT type, sum(content_activity.events) AS events
FROM content_activity(workspace_id = {workspace_id:String}, from = {from:Date}, to = {to:Date}, time_zone = {time_zone:String}) AS content_activity
WHERE content_id = {content_id:String}
GROUP BY type
ORDER BY events DESC, type
LIMIT 1000
