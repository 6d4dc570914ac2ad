-- Of the posts of a period: how many are counted, how many are left out and why, and which categories they have.
SELECT kind, if(kind = 'post', category, term) AS key, sum(sign) AS posts
FROM trends_posts
WHERE workspace_id = {workspace_id:String}
    AND kind IN ('post', 'left_out')
    AND hour >= toDateTime({from_seconds:UInt32}, 'UTC')
    AND hour < toDateTime({end_seconds:UInt32}, 'UTC')
    AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
GROUP BY kind, key
HAVING posts > 0
ORDER BY posts DESC, key
LIMIT 500
