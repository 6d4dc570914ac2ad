-- What is known about some posts, whichever platform they are on.
SELECT
    content_id,
    platform,
    title,
    creator_id,
    creator_name,
    category,
    url,
    thumbnail_url,
    toUnixTimestamp64Milli(published_at) AS published_at_milliseconds,
    provenance
FROM content FINAL
WHERE workspace_id = {workspace_id:String} AND content_id IN {content_ids:Array(String)}
