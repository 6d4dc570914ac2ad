-- Of some terms: how many known creators used each in the last seven days, how often the most active one did, and in how many posts a
-- creator is known.
SELECT kind, term, count() AS authors, max(posts) AS top_author_uses, sum(posts) AS known_uses
FROM
(
    SELECT kind, term, creator, sum(sign) AS posts
    FROM trends_posts
    WHERE workspace_id = {workspace_id:String}
        AND (kind, term) IN (SELECT pair.1, pair.2 FROM (SELECT arrayJoin(arrayZip({kinds:Array(String)}, {terms:Array(String)})) AS pair))
        AND hour >= toDateTime({end_seconds:UInt32}, 'UTC') - toIntervalDay(7)
        AND hour < toDateTime({end_seconds:UInt32}, 'UTC')
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
        AND ({category:String} = '' OR category = {category:String})
        AND creator != 0
    GROUP BY kind, term, creator
    HAVING posts > 0
)
GROUP BY kind, term
