-- How many people, up to twenty-one, and whether minors among them, did something with some posts.
SELECT content_id, uniqUpToMerge(20)(people) AS people, max(minors) AS minors
FROM content_people
WHERE workspace_id = {workspace_id:String} AND content_id IN {content_ids:Array(String)}
GROUP BY content_id
