-- When some terms were first used, as far as posts are kept.
SELECT kind, term, min(first_seconds) AS first_seconds
FROM
(
    SELECT kind, term, toUnixTimestamp(hour) AS first_seconds, sum(sign) AS posts
    FROM trends_posts
    WHERE workspace_id = {workspace_id:String}
        AND (kind, term) IN (SELECT pair.1, pair.2 FROM (SELECT arrayJoin(arrayZip({kinds:Array(String)}, {terms:Array(String)})) AS pair))
    GROUP BY kind, term, hour
    HAVING posts > 0
)
GROUP BY kind, term
