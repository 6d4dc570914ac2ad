-- On which platforms, and in which categories, the posts with a topic were published in the period.
SELECT if(grouping(platform) = 0, 'platform', 'category') AS split, if(split = 'platform', platform, category) AS key, sum(sign) AS posts
FROM trends_posts
WHERE workspace_id = {workspace_id:String}
    AND kind = {kind:String}
    AND term = {term:String}
    AND hour >= toDateTime({from_seconds:UInt32}, 'UTC')
    AND hour < toDateTime({end_seconds:UInt32}, 'UTC')
    AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    AND ({category:String} = '' OR category = {category:String})
GROUP BY GROUPING SETS ((platform), (category))
HAVING posts > 0
ORDER BY posts DESC, key
LIMIT 200
