-- In how many posts of each hour some terms were used: hours since the first one, and the posts of each. The term '' of the kind
-- `post` is every post.
SELECT kind, term, groupArray(at) AS hours, groupArray(posts) AS counts
FROM
(
    SELECT kind, term, intDiv(toUnixTimestamp(hour) - {first_seconds:UInt32}, 3600) AS at, sum(sign) AS posts
    FROM trends_posts
    WHERE workspace_id = {workspace_id:String}
        AND (kind, term) IN (SELECT pair.1, pair.2 FROM (SELECT arrayJoin(arrayZip({kinds:Array(String)}, {terms:Array(String)})) AS pair))
        AND hour >= toDateTime({first_seconds:UInt32}, 'UTC')
        AND hour < toDateTime({end_seconds:UInt32}, 'UTC')
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
        AND ({category:String} = '' OR category = {category:String})
    GROUP BY kind, term, hour
    HAVING posts > 0
    ORDER BY kind, term, hour
)
GROUP BY kind, term
