-- About how many people, up to twenty-one, the events of posts are in a period, by platform, and whether minors are among them.
SELECT platform, uniqUpToMerge(20)(people) AS people, max(minors) AS minors
FROM content_audience(workspace_id = {workspace_id:String}, from = {from:Date}, to = {to:Date}, time_zone = {time_zone:String})
WHERE content_id != '' AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
GROUP BY platform
