-- What figures of revenue are made of, of everybody or of each group of customers: sums, from which ratios and their intervals come.
SELECT
    multiIf(
        {by:String} = 'platform_primary', platform_primary,
        {by:String} = 'premium_tier', premium_tier,
        {by:String} = 'location', location,
        {by:String} != 'tenure' OR isNull(tenure_months), '',
        tenure_months <= 3, '0–3 months',
        tenure_months <= 6, '4–6 months',
        tenure_months <= 12, '7–12 months',
        tenure_months <= 24, '13–24 months',
        tenure_months <= 48, '25–48 months',
        '49 months and more') AS bucket,
    pair.1 AS figure,
    count() AS units,
    sum(assumeNotNull(pair.2)) AS numerator,
    sum(assumeNotNull(pair.3)) AS denominator,
    sum(pow(assumeNotNull(pair.2), 2)) AS numerator_squares,
    sum(pow(assumeNotNull(pair.3), 2)) AS denominator_squares,
    sum(assumeNotNull(pair.2) * assumeNotNull(pair.3)) AS products
FROM
(
    SELECT *, if(account_type = '', NULL, account_type = 'Premium') AS is_paying
    FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
        platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
)
ARRAY JOIN [
    ('revenue_month', total_revenue_month_usd, 1.),
    ('subscriptions_month', monthly_subscription_usd, 1.),
    ('in_app_month', iap_spending_month_usd, 1.),
    ('ads_month', ad_revenue_generated_month_usd, 1.),
    ('arpu', total_revenue_month_usd, 1.),
    ('arppu_all_revenue', total_revenue_month_usd, toFloat64(is_paying)),
    ('arppu_own_revenue', if(is_paying, total_revenue_month_usd, NULL), 1.),
    ('paying_pct', 100. * is_paying, 1.),
    ('platinum_pct', if(is_paying, 100. * (premium_tier = 'Platinum'), NULL), 1.),
    ('lifetime_value', lifetime_value_usd, 1.)] AS pair
WHERE isNotNull(pair.2) AND isNotNull(pair.3)
GROUP BY bucket, figure
ORDER BY if({by:String} = 'tenure', min(tenure_months), 0), units DESC, bucket
