-- How posts of the last 90 days stood at a moment: the features of contract/behaviour-features.ts in their order, of those named, or of
-- all; with who published each, and whether minors did something with it. Sums are whole numbers, so that one and all give the same to
-- the last bit. What is imported or simulated counts by when it happened: its arrival says nothing about when it was known.
WITH
    {as_of_milliseconds:Int64} AS until,
    fromUnixTimestamp64Milli({as_of_milliseconds:Int64}, 'UTC') AS as_of,
    3600000 AS hour_length,
    24 * hour_length AS day_length,
    empty({contents:Array(String)}) AS everything,
    (numerator, denominator) -> if(denominator = 0, nan, numerator / denominator) AS ratio,
    (wait, number) -> if(until - asked.published < wait, nan, toFloat64(number)) AS over_after,
    described AS
    (
        SELECT content_id, toUnixTimestamp64Milli(published_at) AS published, CAST(category AS String) AS category_name, title_length, hashtags
        FROM content_first_described FINAL
        WHERE workspace_id = {workspace_id:String}
            AND published_at <= as_of
            AND published_at >= as_of - toIntervalDay(90)
            AND (first_at <= as_of OR provenance != 'measured')
    ),
    made AS
    (
        SELECT content_id, creator_id
        FROM content FINAL
        WHERE workspace_id = {workspace_id:String}
    ),
    asked AS
    (
        SELECT content_id, creator_id, published, category_name, title_length, hashtags
        FROM (SELECT * FROM described WHERE everything OR content_id IN {contents:Array(String)}) AS descriptions
        INNER JOIN (SELECT * FROM made WHERE everything OR content_id IN {contents:Array(String)}) AS creators USING (content_id)
    ),
    of_creators AS
    (
        SELECT content_id, creator_id
        FROM made
        WHERE creator_id != '' AND (everything OR creator_id IN (SELECT creator_id FROM made WHERE content_id IN {contents:Array(String)}))
    ),
    did AS
    (
        SELECT
            content_id,
            toString(events.type) AS type,
            multiIf(actor_id != '', actor_id, startsWith(anonymous_id, 'unlinked.'), '', anonymous_id) AS person,
            startsWith(actor_id, 'minor.') OR startsWith(anonymous_id, 'minor.') AS is_minor,
            toUnixTimestamp64Milli(occurred_at) AS at,
            message_id,
            parent_message_id,
            language,
            lengthUTF8(text) AS text_length,
            position(properties, '"sentiment"') > 0 AS tells,
            if(tells, lower(JSONExtractString(properties, 'sentiment')), '') AS sentiment_word,
            if(tells, JSONType(properties, 'sentiment') IN ('Int64', 'UInt64', 'Double'), false) AS has_number,
            multiIf(has_number, toInt64(round(1000000 * JSONExtractFloat(properties, 'sentiment'))), sentiment_word = 'positive', 1000000, sentiment_word = 'negative', -1000000, 0) AS sentiment_millionths,
            has_number OR sentiment_word IN ('positive', 'neutral', 'negative') AS has_sentiment
        FROM events
        WHERE workspace_id = {workspace_id:String}
            AND content_id != ''
            AND occurred_at >= as_of - toIntervalDay(91)
            AND occurred_at <= as_of
            AND (received_at <= as_of OR provenance != 'measured')
    ),
    gathered AS
    (
        SELECT
            content_id,
            argMinIf(language, (at, message_id), type = 'content_publish' AND language != '') AS language_name,
            max(is_minor) AS minors,
            countIf(is_other) AS events_all,
            countIf(type IN ('view', 'page', 'screen')) AS views_all,
            countIf(type = 'like') AS likes_all,
            countIf(type = 'comment') AS comments_all,
            countIf(type = 'share') AS shares_all,
            countIf(type IN ('like', 'comment', 'share', 'save')) AS interactions,
            countIf(type = 'complete') AS completions,
            countIf(type = 'impression') AS impressions,
            uniqExactIf(person, person != '' AND is_other) AS people_all,
            uniqExactIf(person, person != '' AND type IN ('view', 'page', 'screen')) AS viewers_all,
            uniqExactIf(person, person != '' AND is_other AND at >= until - day_length) AS people_24h,
            uniqExactIf(person, person != '' AND is_other AND at < until - day_length) AS people_before,
            countIf(is_other AND at >= until - hour_length) AS events_1h,
            countIf(is_other AND at >= until - 2 * hour_length AND at < until - hour_length) AS events_hour_before,
            countIf(is_other AND at >= until - day_length) AS events_24h,
            countIf(is_other AND at >= until - 2 * day_length AND at < until - day_length) AS events_day_before,
            sumMapIf(map(intDiv(greatest(at - published, 0), hour_length), 1), is_other) AS by_hour,
            countIf(is_other AND at < published + 900000) AS events_15min,
            countIf(is_other AND at < published + hour_length) AS events_first_hour,
            countIf(is_other AND at < published + 2 * hour_length) AS events_2h,
            countIf(is_other AND at < published + 6 * hour_length) AS events_6h,
            countIf(is_other AND at < published + day_length) AS events_first_day,
            uniqExactIf(person, person != '' AND is_other AND at < published + 2 * hour_length) AS people_2h,
            minIf(at - published, is_other AND person != creator_id) AS first_delay,
            countIf(is_other AND person != creator_id) AS by_others,
            countIf(type = 'comment' AND text_length > 0) AS worded,
            sumIf(text_length, type = 'comment') AS words_length,
            sumIf(sentiment_millionths, has_sentiment) AS sentiment_sum,
            countIf(has_sentiment) AS sentiments
        FROM
        (
            SELECT *, type != 'content_publish' AS is_other
            FROM (SELECT * FROM did WHERE everything OR content_id IN {contents:Array(String)}) AS done
            INNER JOIN asked USING (content_id)
        )
        GROUP BY content_id
    ),
    edges AS
    (
        SELECT content_id, message_id, parent_message_id
        FROM did
        WHERE type = 'share' AND (everything OR content_id IN {contents:Array(String)})
    ),
    passed_on AS
    (
        SELECT
            content_id,
            countIf(steps > 1) AS reshares,
            max(steps) AS depth,
            arrayMax(arrayPushFront(mapValues(sumMapIf(map(parent_message_id, 1), steps > 1)), 0)) AS breadth
        FROM
        (
            SELECT
                first.content_id AS content_id,
                first.parent_message_id AS parent_message_id,
                multiIf(fourth.message_id != '', 4, third.message_id != '', 3, second.message_id != '', 2, 1) AS steps
            FROM edges AS first
            LEFT ANY JOIN edges AS second ON first.content_id = second.content_id AND first.parent_message_id = second.message_id
            LEFT ANY JOIN edges AS third ON second.content_id = third.content_id AND second.parent_message_id = third.message_id
            LEFT ANY JOIN edges AS fourth ON third.content_id = fourth.content_id AND third.parent_message_id = fourth.message_id
        )
        GROUP BY content_id
    ),
    histories AS
    (
        SELECT creator_id, groupArray((published_first, first_day_views)) AS posts
        FROM
        (
            SELECT
                creator_id,
                max(published) AS published_first,
                countIf(type IN ('view', 'page', 'screen') AND at < published + day_length) AS first_day_views
            FROM
            (
                SELECT content_id, creator_id, published, '' AS type, toInt64(0) AS at
                FROM described
                INNER JOIN of_creators USING (content_id)
                UNION ALL
                SELECT content_id, creator_id, published, type, at
                FROM (SELECT * FROM did WHERE type IN ('view', 'page', 'screen') AND (everything OR content_id IN (SELECT content_id FROM of_creators))) AS seen
                INNER JOIN (SELECT * FROM described INNER JOIN of_creators USING (content_id)) AS posts USING (content_id)
            )
            GROUP BY creator_id, content_id
        )
        GROUP BY creator_id
    ),
    reports AS
    (
        SELECT
            content_id,
            argMax(views, (observed_at, received_at)) AS last_views,
            argMaxIf(views, (observed_at, received_at), observed_at <= as_of - toIntervalDay(1)) AS earlier_views,
            countIf(observed_at <= as_of - toIntervalDay(1)) AS earlier_reports,
            count() AS reports
        FROM content_snapshots
        WHERE workspace_id = {workspace_id:String}
            AND observed_at <= as_of
            AND isNotNull(views)
            AND (received_at <= as_of OR provenance != 'measured')
            AND (everything OR content_id IN {contents:Array(String)})
        GROUP BY content_id
    )
SELECT
    asked.content_id AS content_id,
    asked.creator_id AS creator_id,
    toUInt8(minors) AS minors,
    (until - asked.published) / hour_length AS age_hours,
    toFloat64(events_all) AS events,
    toFloat64(views_all) AS views,
    toFloat64(likes_all) AS likes,
    toFloat64(comments_all) AS comments,
    toFloat64(shares_all) AS shares,
    toFloat64(people_all) AS people,
    toFloat64(viewers_all) AS viewers,
    ratio(interactions, views_all) AS interactions_per_view,
    ratio(interactions, viewers_all) AS interactions_per_viewer,
    ratio(shares_all, views_all) AS shares_per_view,
    ratio(completions, views_all) AS completions_per_view,
    ratio(views_all, impressions) AS views_per_impression,
    ratio(events_all, people_all) AS events_per_person,
    ratio(views_all, age_hours) AS views_per_hour,
    toFloat64(events_1h) AS events_last_1h,
    toFloat64(events_24h) AS events_last_24h,
    toFloat64(toInt64(events_1h) - toInt64(events_hour_before)) AS acceleration_1h,
    ratio(events_24h, events_day_before) AS events_trend_24h,
    ratio(arrayMax(arrayPushFront(mapValues(by_hour), 0)), events_all) AS peak_hour_share,
    ratio(people_all - people_before, people_24h) AS new_people_share_24h,
    ratio(reshares, shares_all) AS reshare_share,
    toFloat64(depth) AS share_depth,
    toFloat64(breadth) AS share_breadth,
    ratio(words_length, worded) AS comment_length_mean,
    ratio(sentiment_sum, 1000000 * sentiments) AS sentiment_mean,
    over_after(hour_length / 4, events_15min) AS events_first_15min,
    over_after(hour_length, events_first_hour) AS events_first_1h,
    over_after(2 * hour_length, events_2h) AS events_first_2h,
    over_after(6 * hour_length, events_6h) AS events_first_6h,
    over_after(day_length, events_first_day) AS events_first_24h,
    over_after(2 * hour_length, people_2h) AS people_first_2h,
    if(by_others = 0, nan, first_delay / 1000) AS first_event_seconds,
    if(asked.creator_id = '', nan, toFloat64(arrayCount(post -> post.1 < asked.published, posts))) AS creator_posts_before,
    ratio(arraySum(post -> if(post.1 + day_length <= asked.published, toInt64(post.2), 0), posts), arrayCount(post -> post.1 + day_length <= asked.published, posts)) AS creator_first_day_views_mean,
    toFloat64(24 * toDayOfWeek(fromUnixTimestamp64Milli(asked.published), 1, {time_zone:String}) + toHour(fromUnixTimestamp64Milli(asked.published), {time_zone:String})) AS hour_of_week,
    toFloat64(asked.title_length) AS title_length,
    toFloat64(asked.hashtags) AS hashtags,
    category_name AS category,
    language_name AS language,
    if(reports = 0, nan, toFloat64(assumeNotNull(last_views))) AS reported_views,
    if(earlier_reports = 0, nan, toFloat64(toInt64(assumeNotNull(last_views)) - toInt64(assumeNotNull(earlier_views)))) AS reported_views_growth_24h
FROM asked
LEFT JOIN gathered ON asked.content_id = gathered.content_id
LEFT JOIN passed_on ON asked.content_id = passed_on.content_id
LEFT JOIN histories ON asked.creator_id = histories.creator_id
LEFT JOIN reports ON asked.content_id = reports.content_id
ORDER BY content_id
SETTINGS compile_expressions = 0, compile_aggregate_expressions = 0
