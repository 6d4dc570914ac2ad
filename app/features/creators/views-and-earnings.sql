-- How many creators have so many views a post and earn so much, in fifths of a power of ten: of views and one more, and of earnings.
SELECT
    toInt32(floor(5 * log10(1 + assumeNotNull(avg_views_per_post)))) AS views_step,
    toInt32(floor(5 * log10(assumeNotNull(creator_earnings_month_usd)))) AS earnings_step,
    count() AS customers
FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
    platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
WHERE is_creator = 1 AND creator_earnings_month_usd > 0 AND isNotNull(avg_views_per_post)
GROUP BY views_step, earnings_step
ORDER BY views_step, earnings_step
