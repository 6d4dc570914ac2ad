-- What figures of stories, reels, the feed and creators are made of, of everybody and by kind of app, and how many creators earn how much, and
-- with how many views: sums, from which means and intervals come. Steps are fifths of a power of ten, of views and one more.
SELECT
    by,
    bucket,
    figure,
    units,
    numerator,
    units AS denominator,
    numerator_squares,
    units AS denominator_squares,
    numerator AS products,
    views_step,
    earnings_step
FROM
(
    SELECT
        multiIf(
            grouping(platform_primary) = 0, 'platform_primary',
            grouping(views_step) = 0, 'views_and_earnings',
            grouping(earnings_step) = 0, 'earnings_step',
            '') AS by,
        concat(platform_primary, if(by = 'earnings_step', ifNull(toString(earnings_step), ''), '')) AS bucket,
        views_step,
        earnings_step,
        count() AS customers,
        [COLUMNS('^mean_') APPLY count] AS units,
        [COLUMNS('^mean_') APPLY sum] AS numerator,
        [COLUMNS('^mean_') APPLY (x -> sum(x * x))] AS numerator_squares
    FROM
    (
        SELECT
            platform_primary,
            if(mean_creator_earnings_usd > 0, toInt32(floor(5 * log10(mean_creator_earnings_usd))), NULL) AS earnings_step,
            toInt32(floor(5 * log10(1 + mean_creator_views_per_post))) AS views_step,
            toFloat64(stories_posted_week) AS mean_stories_posted_week,
            toFloat64(stories_viewed_day) AS mean_stories_viewed_day,
            story_completion_rate_pct AS mean_story_completion_pct,
            toFloat64(reels_created_week) AS mean_reels_created_week,
            toFloat64(reels_watched_day) AS mean_reels_watched_day,
            reel_completion_rate_pct AS mean_reel_completion_pct,
            video_watch_hours_week AS mean_video_hours_week,
            feed_time_minutes_day AS mean_feed_minutes_day,
            toFloat64(posts_last_30_days) AS mean_posts_30_days,
            engagement_rate_pct AS mean_post_engagement_pct,
            100. * is_creator AS mean_creators_pct,
            if(is_creator = 1, creator_earnings_month_usd, NULL) AS mean_creator_earnings_usd,
            if(is_creator = 1, toFloat64(avg_views_per_post), NULL) AS mean_creator_views_per_post
        FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
            platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
    )
    GROUP BY GROUPING SETS ((), (platform_primary), (earnings_step), (views_step, earnings_step))
)
ARRAY JOIN
    [
        'stories_posted_week', 'stories_viewed_day', 'story_completion_pct', 'reels_created_week', 'reels_watched_day', 'reel_completion_pct',
        'video_hours_week', 'feed_minutes_day', 'posts_30_days', 'post_engagement_pct', 'creators_pct', 'creator_earnings_usd',
        'creator_views_per_post'
    ] AS figure,
    units, numerator, numerator_squares
WHERE units > 0 AND (by IN ('', 'platform_primary') OR figure = 'creator_earnings_usd')
ORDER BY by, views_step ASC NULLS FIRST, earnings_step ASC NULLS FIRST, customers DESC, bucket
