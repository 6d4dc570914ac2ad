-- What figures of engagement are made of, of everybody, by kind of app or by tenure: sums, from which means and their intervals come.
SELECT
    multiIf(
        {by:String} = 'platform_primary', platform_primary,
        {by:String} != 'tenure' OR isNull(tenure_months), '',
        tenure_months <= 3, '0–3 months',
        tenure_months <= 6, '4–6 months',
        tenure_months <= 12, '7–12 months',
        tenure_months <= 24, '13–24 months',
        tenure_months <= 48, '25–48 months',
        '49 months and more') AS bucket,
    pair.1 AS figure,
    count() AS units,
    sum(assumeNotNull(pair.2)) AS numerator,
    count() AS denominator,
    sum(pow(assumeNotNull(pair.2), 2)) AS numerator_squares,
    count() AS denominator_squares,
    sum(assumeNotNull(pair.2)) AS products
FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
    platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
ARRAY JOIN [
    ('engagement_score', engagement_score),
    ('at_risk_pct', 100. * (engagement_score < {engagement_below:Float64})),
    ('churn_pct', 100. * churn_30_day),
    ('sessions_week', toFloat64(sessions_last_7_days)),
    ('session_minutes', session_duration_avg_min),
    ('app_opens_day', toFloat64(app_opens_day)),
    ('days_inactive', toFloat64(days_since_last_active)),
    ('stories_viewed_day', toFloat64(stories_viewed_day)),
    ('reels_watched_day', toFloat64(reels_watched_day)),
    ('feed_minutes_day', feed_time_minutes_day),
    ('posts_30_days', toFloat64(posts_last_30_days)),
    ('matches_day', toFloat64(matches_per_day)),
    ('dates_scheduled_month', toFloat64(dates_scheduled_month))] AS pair
WHERE isNotNull(pair.2)
GROUP BY bucket, figure
ORDER BY if({by:String} = 'tenure', min(tenure_months), 0), units DESC, bucket
