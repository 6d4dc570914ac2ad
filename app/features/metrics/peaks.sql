-- Hours from publication until the interactions of posts came fastest, by one dimension: the median, and the ranks of its interval.
SELECT
    multiIf({by:String} = 'platform', platform, {by:String} = 'content_id', content_id, {by:String} = 'creator_id', creator_id, {by:String} = 'category', toString(category), '') AS key,
    count() AS posts,
    arraySort(groupArray(peak_hours)) AS sorted,
    quantileExactInclusive(0.5)(peak_hours) AS median,
    sorted[greatest(1, toInt32(floor(posts / 2 - 0.98 * sqrt(posts))))] AS lower,
    sorted[least(toInt32(posts), toInt32(ceil(posts / 2 + 1 + 0.98 * sqrt(posts))))] AS upper
FROM
(
    SELECT
        content_id,
        any(platform) AS platform,
        any(category) AS category,
        any(creator_id) AS creator_id,
        argMax((begins + ends) / 2, (rate, -begins)) AS peak_hours
    FROM
    (
        SELECT
            steps.content_id AS content_id,
            toString(steps.platform) AS platform,
            category,
            creator_id,
            greatest(0, dateDiff('second', published, steps.begins_at) / 3600) AS begins,
            dateDiff('second', published, steps.ends_at) / 3600 AS ends,
            interactions / (ends - begins) AS rate
        FROM
        (
            SELECT toString(content_id) AS content_id, platform, hour AS begins_at, hour + 3600 AS ends_at, sum(content_hourly.events) AS interactions
            FROM content_hourly
            WHERE workspace_id = {workspace_id:String}
                AND type IN ('like', 'comment', 'share')
                AND hour >= toDateTime({from:Date}, {time_zone:String})
                AND hour < toDateTime({to:Date} + 1, {time_zone:String})
            GROUP BY content_id, platform, hour
            UNION ALL
            SELECT content_id, platform, begins_at, ends_at, interactions
            FROM
            (
                SELECT
                    content_id,
                    platform,
                    toDateTime(lagInFrame(observed_at, 1, toDateTime64(0, 3, 'UTC')) OVER before, 'UTC') AS begins_at,
                    toDateTime(observed_at, 'UTC') AS ends_at,
                    likes_growth + likes_brought + comments_growth + comments_brought + shares_growth + shares_brought AS interactions
                FROM content_growth(workspace_id = {workspace_id:String}, to = {to:Date}, time_zone = {time_zone:String})
                WINDOW before AS (PARTITION BY content_id ORDER BY observed_at ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
            )
            WHERE ends_at >= toDateTime({from:Date}, {time_zone:String})
        ) AS steps
        INNER JOIN
        (
            SELECT content_id, category, creator_id, toDateTime(published_at, 'UTC') AS published
            FROM content FINAL
            WHERE workspace_id = {workspace_id:String}
                AND isNotNull(published_at)
                AND ({category:String} = '' OR category = {category:String})
                AND ({creator_id:String} = '' OR creator_id = {creator_id:String})
        ) AS described USING (content_id)
        WHERE (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
            AND ({content_id:String} = '' OR content_id = {content_id:String})
            AND interactions > 0
            AND ends > begins
    )
    GROUP BY content_id
)
GROUP BY key
ORDER BY posts DESC, key
LIMIT {limit:UInt32}
