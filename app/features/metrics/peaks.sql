-- Hours from publication until the interactions of posts came fastest, by one dimension: the median, and the ranks of its interval. Where
-- the dimension is time, a post is of the day on which it peaked; where country or campaign come in, the events themselves are read.
WITH {by:String} IN ('country', 'campaign_id') OR {country:String} != '' OR {campaign_id:String} != '' AS from_events
SELECT
    multiIf(
        {by:String} = 'platform', platform,
        {by:String} = 'content_id', content_id,
        {by:String} = 'creator_id', creator_id,
        {by:String} = 'category', toString(category),
        {by:String} = 'week', toString(toStartOfWeek(peak_day, 1)),
        {by:String} = 'month', toString(toStartOfMonth(peak_day)),
        {by:String} = 'day', toString(peak_day),
        bucket
    ) AS key,
    count() AS posts,
    arraySort(groupArray(peak_hours)) AS sorted,
    quantileExactInclusive(0.5)(peak_hours) AS median,
    sorted[greatest(1, toInt32(floor(posts / 2 - 0.98 * sqrt(posts))))] AS lower,
    sorted[least(toInt32(posts), toInt32(ceil(posts / 2 + 1 + 0.98 * sqrt(posts))))] AS upper
FROM
(
    SELECT
        content_id,
        bucket,
        any(platform) AS platform,
        any(category) AS category,
        any(creator_id) AS creator_id,
        argMax((begins + ends) / 2, (rate, -begins)) AS peak_hours,
        greatest(toDate(any(published) + toIntervalSecond(toInt64(3600 * peak_hours)), {time_zone:String}), {from:Date}) AS peak_day
    FROM
    (
        SELECT
            steps.content_id AS content_id,
            bucket,
            published,
            toString(steps.platform) AS platform,
            category,
            creator_id,
            greatest(0, dateDiff('second', published, steps.begins_at) / 3600) AS begins,
            dateDiff('second', published, steps.ends_at) / 3600 AS ends,
            interactions / (ends - begins) AS rate
        FROM
        (
            SELECT '' AS bucket, toString(content_id) AS content_id, toString(platform) AS platform, hour AS begins_at, hour + 3600 AS ends_at, sum(content_hourly.events) AS interactions
            FROM content_hourly
            WHERE NOT from_events AND workspace_id = {workspace_id:String}
                AND type IN ('like', 'comment', 'share')
                AND hour >= toDateTime({from:Date}, {time_zone:String})
                AND hour < toDateTime({to:Date} + 1, {time_zone:String})
            GROUP BY content_id, platform, hour
            UNION ALL
            SELECT
                multiIf({by:String} = 'country', toString(country), {by:String} = 'campaign_id', if(campaign_id != '', campaign_id, utm_campaign), '') AS bucket,
                toString(content_id) AS content_id,
                toString(platform) AS platform,
                toStartOfHour(toDateTime(occurred_at, 'UTC')) AS begins_at,
                begins_at + 3600 AS ends_at,
                count() AS interactions
            FROM events
            WHERE from_events
                AND workspace_id = {workspace_id:String}
                AND type IN ('like', 'comment', 'share')
                AND occurred_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
                AND occurred_at < toDateTime64(toDateTime({to:Date} + 1, {time_zone:String}), 3)
                AND ({country:String} = '' OR country = {country:String})
                AND ({campaign_id:String} = '' OR if(campaign_id != '', campaign_id, utm_campaign) = {campaign_id:String})
            GROUP BY bucket, content_id, platform, begins_at
            UNION ALL
            SELECT '' AS bucket, content_id, platform, begins_at, ends_at, interactions
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
            WHERE NOT from_events AND ends_at >= toDateTime({from:Date}, {time_zone:String})
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
    GROUP BY content_id, bucket
)
GROUP BY key
ORDER BY posts DESC, key
LIMIT {limit:UInt32}
