-- In how many posts a topic was used on each local day.
SELECT toString(toDate(hour, {time_zone:String})) AS day, sum(sign) AS uses
FROM trends_posts
WHERE workspace_id = {workspace_id:String}
    AND kind = {kind:String}
    AND term = {term:String}
    AND hour >= toDateTime({from:Date}, {time_zone:String})
    AND hour < toDateTime({to:Date} + 1, {time_zone:String})
    AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    AND ({category:String} = '' OR category = {category:String})
GROUP BY day
HAVING uses > 0
ORDER BY day
