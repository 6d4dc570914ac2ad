-- The segments of the customers of one snapshot: how many, and what each is like.
SELECT
    segment,
    count() AS customers,
    avg(engagement_score) AS engagement,
    avg(tenure_months) AS tenure,
    avg(total_revenue_month_usd) AS arpu,
    sum(total_revenue_month_usd) AS revenue,
    avg(churn_30_day) AS churn
FROM segmented_customers(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date})
GROUP BY segment
ORDER BY customers DESC, segment
