-- How many people, up to twenty-one, and whether minors among them, the figures of some posts in a period are about.
SELECT content_id, uniqUpToMerge(20)(people) AS people, max(minors) AS minors
FROM content_audience(workspace_id = {workspace_id:String}, from = {from:Date}, to = {to:Date}, time_zone = {time_zone:String})
WHERE content_id IN {content_ids:Array(String)} AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
GROUP BY content_id
