-- What is known of some posts, as far as they are counted by it.
SELECT
    content_id,
    platform,
    category,
    title,
    arraySlice(tags, 1, 500) AS tags,
    toString(if(creator_id = '', 0, cityHash64(creator_id))) AS creator,
    toUnixTimestamp64Milli(published_at) AS published_milliseconds,
    toUnixTimestamp64Milli(updated_at) AS updated_milliseconds
FROM content FINAL
WHERE workspace_id = {workspace_id:String} AND content_id IN {content_ids:Array(String)}
