-- How closely views and earnings of creators who earn go together: correlated as logarithms, and as ranks.
SELECT
    count() AS creators,
    if(creators > 1, corrStable(log(1 + assumeNotNull(avg_views_per_post)), log(assumeNotNull(creator_earnings_month_usd))), NULL) AS correlation,
    if(creators > 1, rankCorr(toFloat64(assumeNotNull(avg_views_per_post)), assumeNotNull(creator_earnings_month_usd)), NULL) AS rank_correlation
FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
    platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
WHERE is_creator = 1 AND creator_earnings_month_usd > 0 AND isNotNull(avg_views_per_post)
