-- How many people, up to twenty-one, and whether minors among them, the figures of each category and of some posts are about.
SELECT
    if(grouping(content_id) = 0, 'post', 'category') AS kind,
    1 AS current,
    if(kind = 'post', content_id, category) AS key,
    uniqUpToMerge(20)(people) AS people,
    max(minors) AS minors
FROM
(
    SELECT content_id, uniqUpToMergeState(20)(people) AS people, max(minors) AS minors
    FROM content_audience(workspace_id = {workspace_id:String}, from = {from:Date}, to = {to:Date}, time_zone = {time_zone:String})
    WHERE empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)}
    GROUP BY content_id
) AS posts
LEFT JOIN
(
    SELECT content_id, category
    FROM content FINAL
    WHERE workspace_id = {workspace_id:String}
) AS described USING (content_id)
GROUP BY GROUPING SETS ((category), (content_id))
HAVING kind = 'category' OR content_id IN {content_ids:Array(String)}
