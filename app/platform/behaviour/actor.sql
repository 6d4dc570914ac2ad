-- What people did up to a moment: the features of contract/behaviour-features.ts in their order, of those named, or of everybody.
-- Sums are whole numbers and lists are sorted, so that one and all give the same to the last bit. What is imported or simulated counts
-- by when it happened: its arrival says nothing about when it was known.
-- The engine takes longer to understand this query than to answer it for one person, by every function and above all by every AND and OR
-- of an upper level: events are therefore read once, by whom they concern, conditions stand as low as they can, and a share whose whole is
-- nought is left to 0 / 0, which is missing too.
WITH
    {as_of_milliseconds:Int64} AS until,
    fromUnixTimestamp64Milli({as_of_milliseconds:Int64}, 'UTC') AS as_of,
    86400000 AS day_length,
    until - 28 * day_length AS since_28d,
    until - 90 * day_length AS since_90d,
    empty({actors:Array(String)}) AS everybody,
    (numerator, denominator) -> if(denominator = 0, nan, numerator / denominator) AS ratio,
    (numbers) -> arraySum(numbers) / length(numbers) AS mean,
    (numbers) -> arrayReduce('quantileExactInclusive(0.5)', numbers) AS middle,
    (moment) -> if(moment = 0, nan, (until - moment) / day_length) AS days_since,
    made AS
    (
        SELECT content_id, creator_id
        FROM content FINAL
        WHERE workspace_id = {workspace_id:String} AND creator_id != ''
    ),
    authored AS
    (
        SELECT content_id
        FROM made
        WHERE everybody OR creator_id IN {actors:Array(String)}
    ),
    happened AS
    (
        SELECT
            multiIf(actor_id != '', actor_id, startsWith(anonymous_id, 'unlinked.'), '', anonymous_id) AS doer,
            toString(events.type) AS type,
            toUnixTimestamp64Milli(occurred_at) AS at,
            occurred_at >= as_of - toIntervalDay(28) AS in_28d,
            if(in_28d AND type IN ('follow', 'swipe_right', 'match', 'message', 'date_scheduled', 'date_completed'), target_id, '') AS addressee,
            content_id,
            in_28d AND content_id != '' AND type != 'content_publish' AS on_post,
            toHour(occurred_at, {time_zone:String}) AS hour,
            toDayOfWeek(occurred_at, 0, {time_zone:String}) AS weekday,
            toString(events.platform) AS platform,
            device,
            currency,
            referrer != '' OR utm_source != '' OR campaign_id != '' AS is_referred,
            ifNull(toInt64(round(events.value * 10000)), 0) AS value_10000,
            isNotNull(events.value) AS has_value
        FROM events
        WHERE workspace_id = {workspace_id:String}
            AND occurred_at >= as_of - toIntervalDay(90)
            AND occurred_at <= as_of
            AND (received_at <= as_of OR provenance != 'measured')
            AND (everybody
                OR actor_id IN {actors:Array(String)}
                OR anonymous_id IN {actors:Array(String)}
                OR target_id IN {actors:Array(String)}
                OR content_id IN (SELECT content_id FROM authored))
    ),
    touched AS
    (
        SELECT content_id
        FROM events
        WHERE workspace_id = {workspace_id:String}
            AND occurred_at >= as_of - toIntervalDay(28)
            AND occurred_at <= as_of
            AND (actor_id IN {actors:Array(String)} OR anonymous_id IN {actors:Array(String)})
    ),
    posts AS
    (
        SELECT content_id, toUnixTimestamp64Milli(published_at) AS published, toString(category) AS category, creator_id
        FROM
        (
            SELECT content_id, published_at, category
            FROM content_first_described FINAL
            WHERE workspace_id = {workspace_id:String} AND published_at <= as_of AND (first_at <= as_of OR provenance != 'measured')
        ) AS described
        INNER JOIN made USING (content_id)
        WHERE everybody OR content_id IN (SELECT content_id FROM touched UNION ALL SELECT content_id FROM authored)
    ),
    -- Each event once for who did it, once for whom it addressed, and once for who published what it was done with; a post without events
    -- once for who published it.
    concerned AS
    (
        SELECT
            *, role, actor, partner,
            role = 'doer' AS own,
            if(own, in_28d, false) AS recent,
            if(own, on_post, false) AS touches,
            if(own, intDiv(until - 1 - at, day_length), 1000) AS day,
            if(own, type, '') AS own_type,
            if(recent, type, '') AS recent_type,
            multiIf(role = 'creator', '', partner IN ('', actor), '', type) AS met_type,
            if(own, '', met_type) AS incoming_type,
            multiIf(role != 'creator', '', partner = actor, '', type) AS heard_type,
            multiIf(published < since_90d, false, partner = '', false, heard_type IN ('view', 'page', 'screen')) AS reached
        FROM happened
        FULL JOIN posts USING (content_id)
        ARRAY JOIN
            ['doer', 'addressee', 'creator'] AS role,
            [doer, addressee, creator_id] AS actor,
            [addressee, doer, doer] AS partner
        WHERE actor != '' AND NOT startsWith(actor, 'minor.') AND (everybody OR actor IN {actors:Array(String)})
    ),
    gathered AS
    (
        SELECT
            actor,
            arraySort(groupArrayIf(at, own)) AS times,
            -- Of each session when it began, how long it took and its events.
            arrayMap(session -> (session[1], session[-1] - session[1], length(session)), arraySplit((moment, gap) -> gap > {session_pause_milliseconds:Int64}, times, arrayDifference(times))) AS sessions,
            arrayFilter(session -> session.1 >= since_28d, sessions) AS recent_sessions,
            arraySort(arrayPopFront(arrayDifference(sessions.1))) AS session_gaps,
            arraySort(groupUniqArrayIf(day, own)) AS days,
            arrayCount(day -> day < 28, days) AS recent_days,
            uniqExactIf(intDiv(day, 7), own) AS weeks,
            countIf(day < 1) AS events_1d,
            countIf(day < 7) AS events_7d,
            countIf(intDiv(day, 7) = 1) AS events_before,
            countIf(recent) AS events_28d,
            sumIf(27 - 2 * day, recent) AS slope_sum,
            countIf(recent_type IN ('view', 'page', 'screen')) AS views,
            countIf(recent_type IN ('like', 'comment', 'share', 'save')) AS interactions,
            sumIf(day < 7, own_type IN ('like', 'comment', 'share', 'save')) AS interactions_7d,
            sumIf(intDiv(day, 7) = 1, own_type IN ('like', 'comment', 'share', 'save')) AS interactions_before,
            maxIf(at, own_type IN ('like', 'comment', 'share', 'save')) AS last_interaction_at,
            groupArrayIf(type, recent) AS types,
            groupArrayIf(hour, recent) AS hours,
            groupArrayIf(weekday, recent) AS weekdays,
            groupArrayIf(platform, recent) AS platforms,
            groupUniqArrayIf((content_id, partner, published), reached) AS readers,
            -- How often each word of a list stands in it.
            mapApply((of, words) -> (of, mapValues(arrayReduce('sumMap', arrayMap(word -> map(word, 1), arrayFilter(word -> word != '', words))))), map(
                'hour', CAST(hours AS Array(String)),
                'weekday', CAST(weekdays AS Array(String)),
                'type', types,
                'content', groupArrayIf(content_id, touches),
                'creator', groupArrayIf(creator_id, touches),
                'category', groupArrayIf(category, touches),
                'reader', readers.1)) AS counts,
            mapApply((of, numbers) -> (of, if(empty(numbers), nan, abs(arraySum((n, all) -> n / all * log2(n / all), arraySort(numbers), arrayWithConstant(length(numbers), arraySum(numbers)))))), counts) AS entropies,
            sumIf(device != '', recent) AS with_device,
            sumIf(device = 'mobile', recent) AS on_mobile,
            sumIf(is_referred, recent) AS referred,
            sumIf(has_value, recent_type = 'quiz_complete') AS scored,
            sumIf(value_10000, recent_type = 'quiz_complete') AS score_10000,
            uniqExactIf(content_id, recent_type = 'quiz_start') AS quizzes,
            arraySort(groupArrayIf((content_id, at, type = 'quiz_answer'), recent_type IN ('quiz_start', 'quiz_answer'))) AS quiz_steps,
            arrayFilter(i -> if(quiz_steps[i].3, quiz_steps[i].1 = quiz_steps[i - 1].1, false), arrayPopFront(arrayEnumerate(quiz_steps))) AS answers,
            countIf(own_type = 'purchase') AS purchases,
            countIf(own_type = 'refund') AS refunds,
            uniqExactIf(currency, own_type = 'purchase') AS currencies,
            sumIf(value_10000, own_type = 'purchase') AS spent_10000,
            maxIf(at, own_type = 'purchase') AS last_purchase_at,
            groupUniqArrayIf((partner, own), met_type != '') AS met,
            arraySort(groupArrayIf((partner, at, own), met_type = 'message')) AS said,
            arrayFilter(i -> if(said[i].1 = said[i - 1].1, said[i].3 > said[i - 1].3, false), arrayPopFront(arrayEnumerate(said))) AS replies,
            uniqExactIf(partner, incoming_type = 'message') AS wrote,
            countIf(incoming_type = 'follow') AS follows_received,
            sumIf(in_28d, heard_type = 'like') AS likes_received,
            sumIf(in_28d, heard_type = 'comment') AS comments_received,
            sumIf(in_28d, heard_type = 'share') AS shares_received,
            groupUniqArrayIf((content_id, published), role = 'creator').2 AS posted,
            arrayCount(moment -> moment >= since_28d, posted) AS posts_28d,
            arrayCount(moment -> moment >= since_90d, posted) AS posts_90d,
            arrayCount(moment -> moment >= since_28d, readers.3) AS recent_readers
        FROM concerned
        GROUP BY actor
        HAVING notEmpty(times)
    )
SELECT
    actor AS actor_id,
    (until - times[-1]) / day_length AS days_since_last_event,
    (until - times[1]) / day_length AS days_since_first_event,
    days_since(last_interaction_at) AS days_since_last_interaction,
    if(posts_90d = 0, nan, (until - arrayMax(posted)) / day_length) AS days_since_last_post,
    days_since(last_purchase_at) AS days_since_last_purchase,
    toFloat64(gathered.events_1d) AS events_1d,
    toFloat64(gathered.events_7d) AS events_7d,
    toFloat64(gathered.events_28d) AS events_28d,
    toFloat64(length(times)) AS events_90d,
    toFloat64(arrayCount(day -> day < 7, days)) AS active_days_7d,
    toFloat64(recent_days) AS active_days_28d,
    toFloat64(length(days)) AS active_days_90d,
    gathered.events_28d / recent_days AS events_per_active_day_28d,
    toFloat64(views) AS views_28d,
    toFloat64(interactions) AS interactions_28d,
    mean(session_gaps) / 3600000 AS session_gap_mean_90d,
    middle(session_gaps) / 3600000 AS session_gap_median_90d,
    if(length(session_gaps) < 2, nan, sqrt(arrayAvg(gap -> pow(gap - arrayAvg(session_gaps), 2), session_gaps)) / arrayAvg(session_gaps)) AS session_gap_variation_90d,
    ratio(until - times[-1], mean(session_gaps)) AS silence_over_usual_gap_90d,
    entropies['hour'] AS hour_entropy_28d,
    entropies['weekday'] AS weekday_entropy_28d,
    toFloat64(arrayCount(start -> start >= until - 7 * day_length, sessions.1)) AS sessions_7d,
    toFloat64(length(recent_sessions)) AS sessions_28d,
    middle(recent_sessions.2) / 1000 AS session_seconds_median_28d,
    mean(recent_sessions.2) / 1000 AS session_seconds_mean_28d,
    mean(recent_sessions.3) AS session_events_mean_28d,
    countEqual(recent_sessions.3, 1) / length(recent_sessions) AS session_bounce_share_28d,
    views / gathered.events_28d AS view_share_28d,
    countEqual(types, 'like') / gathered.events_28d AS like_share_28d,
    countEqual(types, 'comment') / gathered.events_28d AS comment_share_28d,
    countEqual(types, 'share') / gathered.events_28d AS share_share_28d,
    ratio(interactions, views) AS interactions_per_view_28d,
    entropies['type'] AS event_type_entropy_28d,
    toFloat64(length(counts['content'])) AS contents_28d,
    entropies['content'] AS content_entropy_28d,
    (arraySum(counts['content']) - length(counts['content'])) / arraySum(counts['content']) AS repeat_content_share_28d,
    toFloat64(length(counts['creator'])) AS creators_28d,
    entropies['creator'] AS creator_entropy_28d,
    entropies['category'] AS category_entropy_28d,
    ratio(gathered.events_7d, events_before) AS events_trend_7d,
    ratio(interactions_7d, interactions_before) AS interactions_trend_7d,
    slope_sum / 3654 AS events_slope_28d,
    toFloat64(arrayCount((day, i) -> day = i - 1, days, arrayEnumerate(days))) AS streak_current_90d,
    toFloat64(arrayMax(arrayMap(run -> length(run), arraySplit((day, step) -> step > 1, days, arrayDifference(days))))) AS streak_longest_90d,
    toFloat64(weeks) AS active_weeks_90d,
    arrayCount(hour -> hour IN (22, 23, 0, 1, 2, 3, 4, 5, 6), hours) / gathered.events_28d AS night_share_28d,
    arrayCount(day -> day > 5, weekdays) / gathered.events_28d AS weekend_share_28d,
    toFloat64(countEqual(types, 'like')) AS likes_given_28d,
    toFloat64(countEqual(types, 'comment')) AS comments_given_28d,
    toFloat64(countEqual(types, 'share')) AS shares_given_28d,
    toFloat64(countEqual(types, 'follow')) AS follows_given_28d,
    toFloat64(likes_received) AS likes_received_28d,
    toFloat64(comments_received) AS comments_received_28d,
    toFloat64(shares_received) AS shares_received_28d,
    toFloat64(follows_received) AS follows_received_28d,
    toFloat64(arrayUniq(met.1)) AS partners_28d,
    (length(met) - arrayUniq(met.1)) / countEqual(met.2, true) AS reciprocity_28d,
    toFloat64(gathered.posts_28d) AS posts_28d,
    toFloat64(gathered.posts_90d) AS posts_90d,
    length(readers) / gathered.posts_90d AS post_reach_mean_90d,
    if(gathered.posts_90d = 0, nan, toFloat64(arrayMax(counts['reader']))) AS post_reach_best_90d,
    ratio(recent_readers / gathered.posts_28d, (length(readers) - recent_readers) / (gathered.posts_90d - gathered.posts_28d)) AS post_reach_trend_90d,
    toFloat64(countEqual(types, 'swipe_right') + countEqual(types, 'swipe_left')) AS swipes_28d,
    countEqual(types, 'swipe_right') / (countEqual(types, 'swipe_right') + countEqual(types, 'swipe_left')) AS swipe_right_share_28d,
    toFloat64(countEqual(types, 'match')) AS matches_28d,
    ratio(countEqual(types, 'match'), countEqual(types, 'swipe_right')) AS matches_per_swipe_right_28d,
    toFloat64(countEqual(types, 'message')) AS messages_28d,
    arrayUniq(arrayMap(i -> said[i].1, replies)) / wrote AS reply_share_28d,
    middle(arrayMap(i -> said[i].2 - said[i - 1].2, replies)) / 1000 AS reply_seconds_median_28d,
    toFloat64(countEqual(types, 'date_completed')) AS dates_28d,
    toFloat64(countEqual(types, 'quiz_start')) AS quizzes_started_28d,
    toFloat64(countEqual(types, 'quiz_complete')) AS quizzes_completed_28d,
    ratio(countEqual(types, 'quiz_complete'), countEqual(types, 'quiz_start')) AS quiz_completion_rate_28d,
    score_10000 / (10000 * scored) AS quiz_score_mean_28d,
    toFloat64(countEqual(types, 'quiz_start') - quizzes) AS quiz_retries_28d,
    middle(arrayMap(i -> quiz_steps[i].2 - quiz_steps[i - 1].2, answers)) / 1000 AS quiz_answer_seconds_median_28d,
    toFloat64(purchases) AS purchases_90d,
    if(currencies > 1, nan, spent_10000 / 10000) AS spend_90d,
    if(currencies > 1, nan, spent_10000 / (10000 * purchases)) AS basket_mean_90d,
    ratio(refunds, purchases) AS refunds_per_purchase_90d,
    arrayMax(arrayMap(platform -> countEqual(platforms, platform), arrayDistinct(platforms))) / gathered.events_28d AS main_platform_share_28d,
    on_mobile / with_device AS mobile_share_28d,
    referred / gathered.events_28d AS referred_share_28d,
    toFloat64(events_before > 0) AS active_in_second_week,
    if(until - times[1] < 8 * day_length, nan, toFloat64(arrayExists(moment -> intDiv(moment - times[1], day_length) IN (1, 2, 3, 4, 5, 6, 7), times))) AS returned_within_week_90d
FROM gathered
ORDER BY actor_id
SETTINGS compile_expressions = 0, compile_aggregate_expressions = 0
