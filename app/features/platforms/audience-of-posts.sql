-- The same of each post, whenever it was.
SELECT content_id, uniqUpToMerge(20)(people) AS people, max(minors) AS minors
FROM content_people
WHERE workspace_id = {workspace_id:String} AND content_id != ''
GROUP BY content_id
