-- How many customers have which engagement score, in twentieths.
SELECT least(toUInt8(floor(20 * assumeNotNull(engagement_score))), 19) AS step, count() AS customers
FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
    platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
WHERE isNotNull(engagement_score)
GROUP BY step
ORDER BY step
