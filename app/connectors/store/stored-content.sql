-- How these posts are described already.
SELECT
    content_id,
    kind,
    title,
    creator_id,
    creator_name,
    category,
    tags,
    url,
    thumbnail_url,
    toUnixTimestamp64Milli(published_at) AS published_at_milliseconds
FROM content FINAL
WHERE workspace_id = {workspace_id:String} AND content_id IN {content_ids:Array(String)}
