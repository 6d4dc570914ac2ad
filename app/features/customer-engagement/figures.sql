-- What figures of engagement are made of, of everybody, by kind of app, by tenure and by twentieth of the score: sums, from which means and
-- their intervals come.
SELECT by, bucket, figure, units, numerator, units AS denominator, numerator_squares, units AS denominator_squares, numerator AS products
FROM
(
    SELECT
        multiIf(
            grouping(platform_primary) = 0, 'platform_primary',
            grouping(tenure) = 0, 'tenure',
            grouping(score_step) = 0, 'score_step',
            '') AS by,
        concat(platform_primary, ifNull(toString(tenure), ''), ifNull(toString(score_step), '')) AS bucket,
        coalesce(tenure, score_step) AS place,
        count() AS customers,
        [COLUMNS('^mean_') APPLY count] AS units,
        [COLUMNS('^mean_') APPLY sum] AS numerator,
        [COLUMNS('^mean_') APPLY (x -> sum(x * x))] AS numerator_squares
    FROM
    (
        SELECT
            platform_primary,
            roundDown(tenure_months, {tenure_bands:Array(UInt32)}) AS tenure,
            least(toUInt8(floor(20 * engagement_score)), 19) AS score_step,
            engagement_score AS mean_engagement_score,
            100. * (engagement_score < {engagement_below:Float64}) AS mean_at_risk_pct,
            100. * churn_30_day AS mean_churn_pct,
            toFloat64(sessions_last_7_days) AS mean_sessions_week,
            session_duration_avg_min AS mean_session_minutes,
            toFloat64(app_opens_day) AS mean_app_opens_day,
            toFloat64(days_since_last_active) AS mean_days_inactive,
            toFloat64(stories_viewed_day) AS mean_stories_viewed_day,
            toFloat64(reels_watched_day) AS mean_reels_watched_day,
            feed_time_minutes_day AS mean_feed_minutes_day,
            toFloat64(posts_last_30_days) AS mean_posts_30_days,
            toFloat64(matches_per_day) AS mean_matches_day,
            toFloat64(dates_scheduled_month) AS mean_dates_scheduled_month
        FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
            platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
    )
    GROUP BY GROUPING SETS ((), (platform_primary), (tenure), (score_step))
)
ARRAY JOIN
    [
        'engagement_score', 'at_risk_pct', 'churn_pct', 'sessions_week', 'session_minutes', 'app_opens_day', 'days_inactive',
        'stories_viewed_day', 'reels_watched_day', 'feed_minutes_day', 'posts_30_days', 'matches_day', 'dates_scheduled_month'
    ] AS figure,
    units, numerator, numerator_squares
WHERE units > 0
ORDER BY by, place ASC NULLS FIRST, customers DESC, bucket
