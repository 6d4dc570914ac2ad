-- Customers who may leave: who takes little part, or is likely to go by the table's own probability, the likeliest first.
SELECT
    customer_id,
    engagement_score,
    churn_probability,
    days_since_last_active,
    tenure_months,
    account_type,
    platform_primary
FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
    platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
WHERE engagement_score < {engagement_below:Float64} OR churn_probability >= {churn_from:Float64}
ORDER BY churn_probability DESC NULLS LAST, engagement_score, customer_id
