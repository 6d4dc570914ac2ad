-- How many people, up to twenty-one, and whether minors among them, did something with a post on each day of UTC.
SELECT toString(day) AS day, uniqUpToMerge(20)(people) AS people, max(minors) AS minors
FROM content_people
WHERE workspace_id = {workspace_id:String} AND content_id = {content_id:String}
GROUP BY day
