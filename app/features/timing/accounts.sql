-- Which accounts published how many posts since a day; the busiest first.
SELECT creator_id, argMax(creator_name, updated_at) AS creator_name, platform, count() AS posts
FROM content FINAL
WHERE workspace_id = {workspace_id:String}
    AND creator_id != ''
    AND published_at >= fromUnixTimestamp64Milli({first_milliseconds:Int64}, 'UTC')
    AND published_at < fromUnixTimestamp64Milli({last_milliseconds:Int64}, 'UTC')
    AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
GROUP BY creator_id, platform
ORDER BY posts DESC, creator_id, platform
LIMIT 200
