-- The newest posts of these platforms.
SELECT
    content_id,
    platform,
    title,
    creator_name,
    url,
    toUnixTimestamp64Milli(published_at) AS published_milliseconds
FROM content FINAL
WHERE workspace_id = {workspace_id:String} AND platform IN {platforms:Array(String)} AND provenance = 'measured'
ORDER BY published_at DESC, content_id
LIMIT {limit:UInt32}
