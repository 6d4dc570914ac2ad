-- How many events of each type happened to a post in a period.
SELECT type, sum(type_events) AS events
FROM content_activity(workspace_id = {workspace_id:String}, from = {from:Date}, to = {to:Date}, time_zone = {time_zone:String})
ARRAY JOIN mapKeys(types) AS type, mapValues(types) AS type_events
WHERE content_id = {content_id:String}
GROUP BY type
HAVING events != 0
ORDER BY events DESC, type
LIMIT 1000
