-- What figures of stories, reels, the feed and creators are made of, of everybody or by kind of app: sums, from which means and intervals come.
SELECT
    if({by:String} = 'platform_primary', platform_primary, '') AS bucket,
    pair.1 AS figure,
    count() AS units,
    sum(assumeNotNull(pair.2)) AS numerator,
    sum(assumeNotNull(pair.3)) AS denominator,
    sum(pow(assumeNotNull(pair.2), 2)) AS numerator_squares,
    sum(pow(assumeNotNull(pair.3), 2)) AS denominator_squares,
    sum(assumeNotNull(pair.2) * assumeNotNull(pair.3)) AS products
FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
    platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
ARRAY JOIN [
    ('stories_posted_week', toFloat64(stories_posted_week), 1.),
    ('stories_viewed_day', toFloat64(stories_viewed_day), 1.),
    ('story_completion_pct', story_completion_rate_pct, 1.),
    ('reels_created_week', toFloat64(reels_created_week), 1.),
    ('reels_watched_day', toFloat64(reels_watched_day), 1.),
    ('reel_completion_pct', reel_completion_rate_pct, 1.),
    ('video_hours_week', video_watch_hours_week, 1.),
    ('feed_minutes_day', feed_time_minutes_day, 1.),
    ('posts_30_days', toFloat64(posts_last_30_days), 1.),
    ('post_engagement_pct', engagement_rate_pct, 1.),
    ('creators_pct', 100. * is_creator, 1.),
    ('creator_earnings_usd', if(is_creator = 1, creator_earnings_month_usd, NULL), 1.),
    ('creator_views_per_post', if(is_creator = 1, toFloat64(avg_views_per_post), NULL), 1.)] AS pair
WHERE isNotNull(pair.2)
GROUP BY bucket, figure
ORDER BY units DESC, bucket
