-- How many posts were published in a period, by platform.
SELECT platform, sum(sign) AS posts
FROM trends_posts
WHERE workspace_id = {workspace_id:String}
    AND kind = 'post'
    AND hour >= toDateTime({from:Date}, {time_zone:String})
    AND hour < toDateTime({to:Date} + 1, {time_zone:String})
    AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
GROUP BY platform
HAVING posts > 0
LIMIT 100
