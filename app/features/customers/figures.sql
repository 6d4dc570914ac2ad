-- The figures of the customers of one snapshot that a filter leaves, each with the number of customers it was counted in.
SELECT
    count() AS customers,
    countIf(account_type = 'Premium') AS premium,
    countIf(account_type != '') AS with_account_type,
    avg(churn_30_day) AS churn,
    count(churn_30_day) AS with_churn,
    avg(total_revenue_month_usd) AS arpu,
    count(total_revenue_month_usd) AS with_revenue,
    avg(engagement_score) AS engagement,
    count(engagement_score) AS with_engagement,
    avg(lifetime_value_usd) AS lifetime_value,
    count(lifetime_value_usd) AS with_lifetime_value,
    avg(tenure_months) AS tenure,
    count(tenure_months) AS with_tenure
FROM segmented_customers(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date})
WHERE ({segment:String} = '' OR segment = {segment:String})
    AND ({gender:String} = '' OR gender = {gender:String})
    AND ({location:String} = '' OR location = {location:String})
    AND ({account_type:String} = '' OR account_type = {account_type:String})
    AND ({platform_primary:String} = '' OR platform_primary = {platform_primary:String})
