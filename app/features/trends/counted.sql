-- What some posts count for at present.
SELECT content_id, kind, term, platform, category, toString(creator) AS creator, toUnixTimestamp(hour) AS hour_seconds, sum(sign) AS times
FROM trends_posts
WHERE workspace_id = {workspace_id:String} AND content_id IN {content_ids:Array(String)}
GROUP BY content_id, kind, term, platform, category, creator, hour
HAVING times != 0
