-- The latest posts of a platform in a span of time whose views and interactions are known, with who published them and what kind they are.
SELECT
    content.content_id AS content_id,
    creator_id,
    kind,
    toUnixTimestamp64Milli(assumeNotNull(published_at)) AS published_milliseconds,
    totals.views AS views,
    totals.interactions AS interactions
FROM content FINAL
INNER JOIN
(
    SELECT content_id, views, interactions
    FROM content_totals(workspace_id = {workspace_id:String})
    WHERE isNotNull(views) AND isNotNull(interactions)
) AS totals ON totals.content_id = content.content_id
WHERE workspace_id = {workspace_id:String}
    AND platform = {platform:String}
    AND published_at >= fromUnixTimestamp64Milli({first_milliseconds:Int64}, 'UTC')
    AND published_at < fromUnixTimestamp64Milli({last_milliseconds:Int64}, 'UTC')
ORDER BY published_milliseconds DESC, content_id
LIMIT {limit:UInt32}
