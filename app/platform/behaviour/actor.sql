-- What people did up to a moment: the features of contract/behaviour-features.ts in their order, of those named, or of everybody.
-- Sums are whole numbers and lists are sorted, so that one and all give the same to the last bit. What is imported or simulated counts
-- by when it happened: its arrival says nothing about when it was known.
WITH
    {as_of_milliseconds:Int64} AS until,
    fromUnixTimestamp64Milli({as_of_milliseconds:Int64}, 'UTC') AS as_of,
    86400000 AS day_length,
    until - 28 * day_length AS since_28d,
    empty({actors:Array(String)}) AS everybody,
    (numerator, denominator) -> if(denominator = 0, nan, numerator / denominator) AS ratio,
    (numbers) -> if(empty(numbers), nan, arraySum(numbers) / length(numbers)) AS mean,
    (sorted) -> if(empty(sorted), nan, (sorted[intDiv(length(sorted) + 1, 2)] + sorted[intDiv(length(sorted) + 2, 2)]) / 2) AS middle,
    (counts) -> if(empty(counts), nan, abs(arraySum(n -> n / arraySum(counts) * log2(n / arraySum(counts)), arraySort(counts)))) AS entropy,
    (moment) -> if(moment = 0, nan, (until - moment) / day_length) AS days_since,
    did AS
    (
        SELECT
            multiIf(actor_id != '', actor_id, startsWith(anonymous_id, 'unlinked.'), '', anonymous_id) AS actor,
            toString(events.type) AS type,
            content_id,
            target_id,
            toString(events.platform) AS platform,
            device,
            currency,
            occurred_at,
            referrer != '' OR utm_source != '' OR campaign_id != '' AS is_referred,
            ifNull(toInt64(round(events.value * 10000)), 0) AS value_10000,
            isNotNull(events.value) AS has_value,
            toUnixTimestamp64Milli(occurred_at) AS at
        FROM events
        WHERE workspace_id = {workspace_id:String}
            AND occurred_at >= as_of - toIntervalDay(90)
            AND occurred_at <= as_of
            AND (received_at <= as_of OR provenance != 'measured')
            AND (everybody OR actor_id IN {actors:Array(String)} OR (actor_id = '' AND anonymous_id IN {actors:Array(String)}))
            AND (actor_id != '' OR anonymous_id != '')
    ),
    met_by AS
    (
        SELECT
            target_id AS actor,
            multiIf(actor_id != '', actor_id, startsWith(anonymous_id, 'unlinked.'), '', anonymous_id) AS partner,
            toString(events.type) AS type,
            toUnixTimestamp64Milli(occurred_at) AS at
        FROM events
        WHERE workspace_id = {workspace_id:String}
            AND events.type IN ('follow', 'swipe_right', 'match', 'message', 'date_scheduled', 'date_completed')
            AND target_id != ''
            AND occurred_at >= as_of - toIntervalDay(28)
            AND occurred_at <= as_of
            AND (received_at <= as_of OR provenance != 'measured')
            AND (everybody OR target_id IN {actors:Array(String)})
    ),
    described AS
    (
        SELECT content_id, toUnixTimestamp64Milli(published_at) AS published, CAST(category AS String) AS category
        FROM content_first_described FINAL
        WHERE workspace_id = {workspace_id:String} AND published_at <= as_of AND (first_at <= as_of OR provenance != 'measured')
    ),
    made AS
    (
        SELECT content_id, creator_id
        FROM content FINAL
        WHERE workspace_id = {workspace_id:String} AND creator_id != ''
    ),
    own AS
    (
        SELECT
            actor,
            min(at) AS first_at,
            max(at) AS last_at,
            maxIf(at, is_interaction) AS last_interaction_at,
            maxIf(at, type = 'purchase') AS last_purchase_at,
            arraySort(groupUniqArray(day)) AS days,
            uniqExact(intDiv(day, 7)) AS weeks,
            arraySort(groupArray(at)) AS times,
            arraySplit((moment, gap) -> gap > {session_pause_milliseconds:Int64}, times, arrayDifference(times)) AS sessions,
            arrayMap(session -> session[1], sessions) AS starts,
            arraySort(arrayPopFront(arrayDifference(starts))) AS session_gaps,
            arrayFilter(session -> session[1] >= since_28d, sessions) AS recent_sessions,
            arraySort(arrayMap(session -> session[-1] - session[1], recent_sessions)) AS session_lengths,
            countIf(day < 1) AS events_1d,
            countIf(day < 7) AS events_7d,
            countIf(day BETWEEN 7 AND 13) AS events_before,
            countIf(recent) AS events_28d,
            count() AS events_90d,
            sumIf(27 - 2 * day, recent) AS slope_sum,
            countIf(recent AND type IN ('view', 'page', 'screen')) AS views,
            countIf(recent AND is_interaction) AS interactions,
            countIf(day < 7 AND is_interaction) AS interactions_7d,
            countIf(day BETWEEN 7 AND 13 AND is_interaction) AS interactions_before,
            sumMapIf(map(toHour(occurred_at, {time_zone:String}), 1), recent) AS hours,
            sumMapIf(map(toDayOfWeek(occurred_at, 0, {time_zone:String}), 1), recent) AS weekdays,
            sumMapIf(map(type, 1), recent) AS types,
            sumMapIf(map(platform, 1), recent) AS platforms,
            countIf(recent AND device != '') AS with_device,
            countIf(recent AND device = 'mobile') AS on_mobile,
            countIf(recent AND is_referred) AS referred,
            countIf(recent AND has_value AND type = 'quiz_complete') AS scored,
            sumIf(value_10000, recent AND type = 'quiz_complete') AS score_10000,
            uniqExactIf(content_id, recent AND type = 'quiz_start') AS quizzes,
            arraySort(groupArrayIf((content_id, at, type = 'quiz_answer'), recent AND type IN ('quiz_start', 'quiz_answer'))) AS quiz_steps,
            arrayFilter(i -> i > 1 AND quiz_steps[i].3 AND quiz_steps[i].1 = quiz_steps[i - 1].1, arrayEnumerate(quiz_steps)) AS answers,
            arraySort(arrayMap(i -> quiz_steps[i].2 - quiz_steps[i - 1].2, answers)) AS answer_times,
            countIf(type = 'purchase') AS purchases,
            countIf(type = 'refund') AS refunds,
            uniqExactIf(currency, type = 'purchase') AS currencies,
            sumIf(value_10000, type = 'purchase') AS spent_10000
        FROM
        (
            SELECT
                *,
                intDiv(until - 1 - at, day_length) AS day,
                day < 28 AS recent,
                type IN ('like', 'comment', 'share', 'save') AS is_interaction
            FROM did
        )
        WHERE actor != '' AND NOT startsWith(actor, 'minor.')
        GROUP BY actor
    ),
    touched AS
    (
        SELECT
            actor,
            sum(times) AS on_posts,
            count() AS contents,
            groupArray(times) AS by_content,
            sumMapIf(map(creator_id, times), creator_id != '') AS by_creator,
            sumMapIf(map(category, times), category != '') AS by_category
        FROM
        (
            SELECT actor, content_id, count() AS times
            FROM did
            WHERE content_id != '' AND type != 'content_publish' AND at >= since_28d
            GROUP BY actor, content_id
        ) AS counted
        LEFT JOIN
        (
            SELECT content_id, creator_id, category
            FROM (SELECT * FROM described WHERE everybody OR content_id IN (SELECT content_id FROM did)) AS descriptions
            INNER JOIN (SELECT * FROM made WHERE everybody OR content_id IN (SELECT content_id FROM did)) AS creators USING (content_id)
        ) AS posts USING (content_id)
        GROUP BY actor
    ),
    met AS
    (
        SELECT
            actor,
            count() AS partners,
            countIf(addressed) AS addressed_people,
            countIf(addressed AND came_back) AS mutual_people,
            sum(follows_in) AS follows_received,
            countIf(messages_in > 0) AS wrote,
            countIf(notEmpty(waits)) AS answered,
            arraySort(groupArrayArray(waits)) AS reply_times
        FROM
        (
            SELECT
                actor,
                partner,
                max(outgoing) AS addressed,
                max(NOT outgoing) AS came_back,
                countIf(NOT outgoing AND type = 'follow') AS follows_in,
                countIf(NOT outgoing AND type = 'message') AS messages_in,
                arraySort(groupArrayIf((at, outgoing), type = 'message')) AS said,
                arrayFilter(i -> i > 1 AND said[i].2 AND NOT said[i - 1].2, arrayEnumerate(said)) AS replies,
                arrayMap(i -> said[i].1 - said[i - 1].1, replies) AS waits
            FROM
            (
                SELECT actor, target_id AS partner, type, at, true AS outgoing
                FROM did
                WHERE type IN ('follow', 'swipe_right', 'match', 'message', 'date_scheduled', 'date_completed') AND target_id != '' AND at >= since_28d
                UNION ALL
                SELECT actor, partner, type, at, false AS outgoing
                FROM met_by
            )
            WHERE partner != actor AND partner != ''
            GROUP BY actor, partner
        )
        GROUP BY actor
    ),
    authored AS
    (
        SELECT content_id, published, creator_id
        FROM (SELECT * FROM described WHERE everybody OR content_id IN (SELECT content_id FROM made WHERE creator_id IN {actors:Array(String)})) AS descriptions
        INNER JOIN (SELECT * FROM made WHERE everybody OR creator_id IN {actors:Array(String)}) AS creators USING (content_id)
    ),
    heard AS
    (
        SELECT
            creator_id AS actor,
            max(published_at) AS last_post_at,
            groupArrayIf(reach, published_at >= since_28d) AS recent_reach,
            groupArrayIf(reach, published_at >= until - 90 * day_length AND published_at < since_28d) AS earlier_reach,
            arrayConcat(recent_reach, earlier_reach) AS reaches,
            sum(likes) AS likes_received,
            sum(comments) AS comments_received,
            sum(shares) AS shares_received
        FROM
        (
            SELECT
                creator_id,
                max(published) AS published_at,
                uniqExactIf(person, type IN ('view', 'page', 'screen') AND person != '' AND person != creator_id) AS reach,
                countIf(type = 'like' AND recent AND person != creator_id) AS likes,
                countIf(type = 'comment' AND recent AND person != creator_id) AS comments,
                countIf(type = 'share' AND recent AND person != creator_id) AS shares
            FROM
            (
                SELECT
                    content_id,
                    toString(events.type) AS type,
                    multiIf(actor_id != '', actor_id, startsWith(anonymous_id, 'unlinked.'), '', anonymous_id) AS person,
                    occurred_at >= as_of - toIntervalDay(28) AS recent
                FROM events
                WHERE workspace_id = {workspace_id:String}
                    AND events.type IN ('view', 'page', 'screen', 'like', 'comment', 'share')
                    AND occurred_at >= as_of - toIntervalDay(90)
                    AND occurred_at <= as_of
                    AND (received_at <= as_of OR provenance != 'measured')
                    AND (everybody OR content_id IN (SELECT content_id FROM made WHERE creator_id IN {actors:Array(String)}))
            ) AS received
            RIGHT JOIN authored USING (content_id)
            GROUP BY creator_id, content_id
        )
        GROUP BY creator_id
    )
SELECT
    own.actor AS actor_id,
    days_since(last_at) AS days_since_last_event,
    days_since(first_at) AS days_since_first_event,
    days_since(last_interaction_at) AS days_since_last_interaction,
    days_since(if(last_post_at >= until - 90 * day_length, last_post_at, 0)) AS days_since_last_post,
    days_since(last_purchase_at) AS days_since_last_purchase,
    toFloat64(own.events_1d) AS events_1d,
    toFloat64(own.events_7d) AS events_7d,
    toFloat64(own.events_28d) AS events_28d,
    toFloat64(own.events_90d) AS events_90d,
    toFloat64(arrayCount(day -> day < 7, days)) AS active_days_7d,
    toFloat64(arrayCount(day -> day < 28, days)) AS active_days_28d,
    toFloat64(length(days)) AS active_days_90d,
    ratio(own.events_28d, arrayCount(day -> day < 28, days)) AS events_per_active_day_28d,
    toFloat64(own.views) AS views_28d,
    toFloat64(own.interactions) AS interactions_28d,
    mean(session_gaps) / 3600000 AS session_gap_mean_90d,
    middle(session_gaps) / 3600000 AS session_gap_median_90d,
    if(length(session_gaps) < 2, nan, sqrt(arrayAvg(gap -> pow(gap - arrayAvg(session_gaps), 2), session_gaps)) / arrayAvg(session_gaps)) AS session_gap_variation_90d,
    ratio(until - last_at, mean(session_gaps)) AS silence_over_usual_gap_90d,
    entropy(mapValues(hours)) AS hour_entropy_28d,
    entropy(mapValues(weekdays)) AS weekday_entropy_28d,
    toFloat64(arrayCount(start -> start >= until - 7 * day_length, starts)) AS sessions_7d,
    toFloat64(length(recent_sessions)) AS sessions_28d,
    middle(session_lengths) / 1000 AS session_seconds_median_28d,
    mean(session_lengths) / 1000 AS session_seconds_mean_28d,
    mean(arrayMap(session -> length(session), recent_sessions)) AS session_events_mean_28d,
    ratio(arrayCount(session -> length(session) = 1, recent_sessions), length(recent_sessions)) AS session_bounce_share_28d,
    ratio(own.views, own.events_28d) AS view_share_28d,
    ratio(types['like'], own.events_28d) AS like_share_28d,
    ratio(types['comment'], own.events_28d) AS comment_share_28d,
    ratio(types['share'], own.events_28d) AS share_share_28d,
    ratio(own.interactions, own.views) AS interactions_per_view_28d,
    entropy(mapValues(types)) AS event_type_entropy_28d,
    toFloat64(contents) AS contents_28d,
    entropy(by_content) AS content_entropy_28d,
    ratio(on_posts - contents, on_posts) AS repeat_content_share_28d,
    toFloat64(length(by_creator)) AS creators_28d,
    entropy(mapValues(by_creator)) AS creator_entropy_28d,
    entropy(mapValues(by_category)) AS category_entropy_28d,
    ratio(own.events_7d, events_before) AS events_trend_7d,
    ratio(interactions_7d, interactions_before) AS interactions_trend_7d,
    slope_sum / 3654 AS events_slope_28d,
    toFloat64(arrayCount((day, i) -> day = i - 1, days, arrayEnumerate(days))) AS streak_current_90d,
    toFloat64(arrayMax(arrayMap(run -> length(run), arraySplit((day, step) -> step > 1, days, arrayDifference(days))))) AS streak_longest_90d,
    toFloat64(weeks) AS active_weeks_90d,
    ratio(arraySum(hour -> hours[hour], [22, 23, 0, 1, 2, 3, 4, 5, 6]), own.events_28d) AS night_share_28d,
    ratio(weekdays[6] + weekdays[7], own.events_28d) AS weekend_share_28d,
    toFloat64(types['like']) AS likes_given_28d,
    toFloat64(types['comment']) AS comments_given_28d,
    toFloat64(types['share']) AS shares_given_28d,
    toFloat64(types['follow']) AS follows_given_28d,
    toFloat64(likes_received) AS likes_received_28d,
    toFloat64(comments_received) AS comments_received_28d,
    toFloat64(shares_received) AS shares_received_28d,
    toFloat64(follows_received) AS follows_received_28d,
    toFloat64(partners) AS partners_28d,
    ratio(mutual_people, addressed_people) AS reciprocity_28d,
    toFloat64(length(recent_reach)) AS posts_28d,
    toFloat64(length(reaches)) AS posts_90d,
    mean(reaches) AS post_reach_mean_90d,
    if(empty(reaches), nan, toFloat64(arrayMax(reaches))) AS post_reach_best_90d,
    ratio(mean(recent_reach), mean(earlier_reach)) AS post_reach_trend_90d,
    toFloat64(types['swipe_right'] + types['swipe_left']) AS swipes_28d,
    ratio(types['swipe_right'], types['swipe_right'] + types['swipe_left']) AS swipe_right_share_28d,
    toFloat64(types['match']) AS matches_28d,
    ratio(types['match'], types['swipe_right']) AS matches_per_swipe_right_28d,
    toFloat64(types['message']) AS messages_28d,
    ratio(answered, wrote) AS reply_share_28d,
    middle(reply_times) / 1000 AS reply_seconds_median_28d,
    toFloat64(types['date_completed']) AS dates_28d,
    toFloat64(types['quiz_start']) AS quizzes_started_28d,
    toFloat64(types['quiz_complete']) AS quizzes_completed_28d,
    ratio(types['quiz_complete'], types['quiz_start']) AS quiz_completion_rate_28d,
    ratio(score_10000, 10000 * scored) AS quiz_score_mean_28d,
    toFloat64(types['quiz_start'] - quizzes) AS quiz_retries_28d,
    middle(answer_times) / 1000 AS quiz_answer_seconds_median_28d,
    toFloat64(purchases) AS purchases_90d,
    if(currencies > 1, nan, spent_10000 / 10000) AS spend_90d,
    if(currencies > 1, nan, ratio(spent_10000, 10000 * purchases)) AS basket_mean_90d,
    ratio(refunds, purchases) AS refunds_per_purchase_90d,
    ratio(arrayMax(mapValues(platforms)), own.events_28d) AS main_platform_share_28d,
    ratio(on_mobile, with_device) AS mobile_share_28d,
    ratio(referred, own.events_28d) AS referred_share_28d,
    toFloat64(events_before > 0) AS active_in_second_week,
    if(until - first_at < 8 * day_length, nan, toFloat64(arrayExists(moment -> moment - first_at BETWEEN day_length AND 8 * day_length - 1, times))) AS returned_within_week_90d
FROM own
LEFT JOIN touched ON own.actor = touched.actor
LEFT JOIN met ON own.actor = met.actor
LEFT JOIN heard ON own.actor = heard.actor
ORDER BY actor_id
SETTINGS compile_expressions = 0, compile_aggregate_expressions = 0
