-- How many customers have a lifetime value between which powers of ten, in fifths of a power; those without any value first.
SELECT if(lifetime_value_usd > 0, toInt32(floor(5 * log10(lifetime_value_usd))), NULL) AS step, count() AS customers
FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
    platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
WHERE isNotNull(lifetime_value_usd)
GROUP BY step
ORDER BY step ASC NULLS FIRST
