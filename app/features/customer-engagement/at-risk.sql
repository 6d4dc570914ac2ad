-- Customers who may leave, behind a place in the list: who takes little part, or is likely to go by the table's own probability, the likeliest first.
SELECT
    customer_id,
    engagement_score,
    churn_probability,
    days_since_last_active,
    tenure_months,
    account_type,
    platform_primary,
    -ifNull(toFloat64(churn_probability), -1.) AS churn_place,
    ifNull(toFloat64(engagement_score), 1e300) AS engagement_place
FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
    platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
WHERE (engagement_score < {engagement_below:Float64} OR churn_probability >= {churn_from:Float64})
    AND (churn_place, engagement_place, customer_id) > ({after_churn:Float64}, {after_engagement:Float64}, {after_id:String})
ORDER BY churn_place, engagement_place, customer_id
LIMIT {limit:UInt32}
