-- About how many people, up to twenty-one, the figures of each post are that events tell of, and whether minors are among them.
SELECT content_id, uniqUpToMerge(20)(people) AS people, max(minors) AS minors
FROM content_people
WHERE workspace_id = {workspace_id:String} AND content_id != ''
GROUP BY content_id
