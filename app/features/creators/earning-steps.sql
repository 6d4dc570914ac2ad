-- How many creators earn between which powers of ten a month, in fifths of a power; those who earn nothing first.
SELECT if(creator_earnings_month_usd > 0, toInt32(floor(5 * log10(creator_earnings_month_usd))), NULL) AS step, count() AS customers
FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
    platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
WHERE is_creator = 1 AND isNotNull(creator_earnings_month_usd)
GROUP BY step
ORDER BY step ASC NULLS FIRST
