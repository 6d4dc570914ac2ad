-- The latest posts of a period with their hashtags and what they gathered up to now; with it how many posts there are in all.
SELECT posts.content_id AS content_id, platform, category, hashtags, total, totals.views AS views, totals.interactions AS interactions
FROM
(
    SELECT
        content_id,
        anyIf(platform, kind = 'post') AS platform,
        anyIf(category, kind = 'post') AS category,
        arraySort(groupArrayIf(term, kind = 'hashtag')) AS hashtags,
        max(hour) AS latest,
        count() OVER () AS total
    FROM
    (
        SELECT content_id, kind, term, toString(platform) AS platform, toString(category) AS category, hour
        FROM trends_posts
        WHERE workspace_id = {workspace_id:String}
            AND kind IN ('post', 'hashtag')
            AND hour >= toDateTime({from:Date}, {time_zone:String})
            AND hour < toDateTime({to:Date} + 1, {time_zone:String})
            AND (empty({platforms:Array(String)}) OR trends_posts.platform IN {platforms:Array(String)})
            AND ({category:String} = '' OR trends_posts.category = {category:String})
        GROUP BY content_id, kind, term, platform, category, hour
        HAVING sum(sign) > 0
    )
    GROUP BY content_id
    ORDER BY latest DESC, content_id
    LIMIT {limit:UInt32}
) AS posts
LEFT JOIN
(
    SELECT content_id, views, interactions
    FROM content_totals(workspace_id = {workspace_id:String})
) AS totals ON totals.content_id = posts.content_id
ORDER BY latest DESC, content_id
SETTINGS join_use_nulls = 1
