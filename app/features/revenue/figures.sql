-- What figures of revenue are made of, of everybody and of each group of customers: sums, from which ratios and their intervals come.
SELECT by, bucket, figure, units, numerator, denominator, numerator_squares, denominator_squares, products
FROM
(
    SELECT
        multiIf(
            grouping(premium_tier) = 0, 'premium_tier',
            grouping(platform_primary) = 0, 'platform_primary',
            grouping(location) = 0, 'location',
            grouping(tenure) = 0, 'tenure',
            grouping(value_step) = 0, 'value_step',
            '') AS by,
        concat(premium_tier, platform_primary, location, ifNull(toString(tenure), ''), ifNull(toString(value_step), '')) AS bucket,
        coalesce(tenure, value_step) AS place,
        count() AS customers,
        arrayConcat([COLUMNS('^mean_') APPLY count], [count(numerator_arppu_all_revenue)]) AS units,
        [COLUMNS('^(mean|numerator)_') APPLY sum] AS numerator,
        arrayConcat([COLUMNS('^mean_') APPLY (x -> toFloat64(count(x)))], [sum(denominator_arppu_all_revenue)]) AS denominator,
        [COLUMNS('^(mean|numerator)_') APPLY (x -> sum(x * x))] AS numerator_squares,
        arrayConcat([COLUMNS('^mean_') APPLY (x -> toFloat64(count(x)))], [sum(pow(denominator_arppu_all_revenue, 2))]) AS denominator_squares,
        arrayConcat([COLUMNS('^mean_') APPLY sum], [sum(numerator_arppu_all_revenue * denominator_arppu_all_revenue)]) AS products
    FROM
    (
        SELECT
            premium_tier,
            platform_primary,
            location,
            roundDown(tenure_months, {tenure_bands:Array(UInt32)}) AS tenure,
            if(lifetime_value_usd > 0, toInt32(floor(5 * log10(lifetime_value_usd))), NULL) AS value_step,
            if(account_type = '', NULL, account_type = 'Premium') AS is_paying,
            total_revenue_month_usd AS mean_revenue_month,
            monthly_subscription_usd AS mean_subscriptions_month,
            iap_spending_month_usd AS mean_in_app_month,
            ad_revenue_generated_month_usd AS mean_ads_month,
            total_revenue_month_usd AS mean_arpu,
            if(is_paying, total_revenue_month_usd, NULL) AS mean_arppu_own_revenue,
            100. * is_paying AS mean_paying_pct,
            if(is_paying, 100. * (premium_tier = 'Platinum'), NULL) AS mean_platinum_pct,
            lifetime_value_usd AS mean_lifetime_value,
            if(isNull(is_paying), NULL, total_revenue_month_usd) AS numerator_arppu_all_revenue,
            if(isNull(total_revenue_month_usd), NULL, toFloat64(is_paying)) AS denominator_arppu_all_revenue
        FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
            platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
    )
    GROUP BY GROUPING SETS ((), (premium_tier), (platform_primary), (location), (tenure), (value_step))
)
ARRAY JOIN
    [
        'revenue_month', 'subscriptions_month', 'in_app_month', 'ads_month', 'arpu', 'arppu_own_revenue', 'paying_pct', 'platinum_pct',
        'lifetime_value', 'arppu_all_revenue'
    ] AS figure,
    units, numerator, denominator, numerator_squares, denominator_squares, products
WHERE units > 0
ORDER BY by, place ASC NULLS FIRST, customers DESC, bucket
