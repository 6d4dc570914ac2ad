-- A page of the customers of one snapshot that a filter leaves, after the last one of the page before. Missing numbers stand last.
SELECT
    customer_id,
    segment,
    age,
    gender,
    location,
    tenure_months,
    account_type,
    platform_primary,
    followers_count,
    sessions_last_7_days,
    days_since_last_active,
    total_revenue_month_usd,
    lifetime_value_usd,
    if({direction:Int8} = 0, 0., ifNull({direction:Int8} * toFloat64({sort_column:Identifier}), 1e300)) AS place
FROM segmented_customers(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date})
WHERE ({segment:String} = '' OR segment = {segment:String})
    AND ({gender:String} = '' OR gender = {gender:String})
    AND ({location:String} = '' OR location = {location:String})
    AND ({account_type:String} = '' OR account_type = {account_type:String})
    AND ({platform_primary:String} = '' OR platform_primary = {platform_primary:String})
    AND (place, customer_id) > ({after_place:Float64}, {after_id:String})
    AND ({search:String} = '' OR startsWith(customer_id, {search:String}) OR customer_id IN {names:Array(String)})
ORDER BY place, customer_id
LIMIT {limit:UInt32}
