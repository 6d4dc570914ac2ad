-- How many posts of each platform are stored, and when the newest was published.
SELECT
    platform,
    count() AS posts,
    toUnixTimestamp64Milli(max(published_at)) AS newest_milliseconds
FROM content FINAL
WHERE workspace_id = {workspace_id:String} AND platform IN {platforms:Array(String)}
GROUP BY platform
