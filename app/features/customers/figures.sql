-- The customers of one snapshot in one reading: figures of those whom a filter leaves, each with the number of customers it was counted in;
-- what the customers of each segment are like, in the order asked for; and how many customers have which word, the 50 commonest of each column.
SELECT
    count() AS everybody,
    countIf(asked) AS customers,
    countIf(asked AND account_type = 'Premium') AS premium,
    countIf(asked AND account_type != '') AS with_account_type,
    avgIf(churn_30_day, asked) AS churn,
    countIf(churn_30_day, asked) AS with_churn,
    avgIf(total_revenue_month_usd, asked) AS arpu,
    countIf(total_revenue_month_usd, asked) AS with_revenue,
    avgIf(engagement_score, asked) AS engagement,
    countIf(engagement_score, asked) AS with_engagement,
    avgIf(lifetime_value_usd, asked) AS lifetime_value,
    countIf(lifetime_value_usd, asked) AS with_lifetime_value,
    countResample(0, 8, 1)(place) AS segment_customers,
    avgResample(0, 8, 1)(engagement_score, place) AS segment_engagement,
    avgResample(0, 8, 1)(tenure_months, place) AS segment_tenure,
    avgResample(0, 8, 1)(total_revenue_month_usd, place) AS segment_arpu,
    sumResample(0, 8, 1)(total_revenue_month_usd, place) AS segment_revenue,
    avgResample(0, 8, 1)(churn_30_day, place) AS segment_churn,
    arraySlice(arraySort(pair -> (-pair.2, pair.1), sumMap(map(toString(gender), toInt64(1)))::Array(Tuple(String, Int64))), 1, 50) AS gender_words,
    arraySlice(arraySort(pair -> (-pair.2, pair.1), sumMap(map(toString(location), toInt64(1)))::Array(Tuple(String, Int64))), 1, 50) AS location_words,
    arraySlice(arraySort(pair -> (-pair.2, pair.1), sumMap(map(toString(account_type), toInt64(1)))::Array(Tuple(String, Int64))), 1, 50) AS account_type_words,
    arraySlice(arraySort(pair -> (-pair.2, pair.1), sumMap(map(toString(platform_primary), toInt64(1)))::Array(Tuple(String, Int64))), 1, 50) AS platform_primary_words
FROM
(
    SELECT
        gender,
        location,
        account_type,
        platform_primary,
        tenure_months,
        churn_30_day,
        total_revenue_month_usd,
        engagement_score,
        lifetime_value_usd,
        toUInt8(indexOf({segments:Array(String)}, segment) - 1) AS place,
        ({segment:String} = '' OR segment = {segment:String})
            AND ({gender:String} = '' OR gender = {gender:String})
            AND ({location:String} = '' OR location = {location:String})
            AND ({account_type:String} = '' OR account_type = {account_type:String})
            AND ({platform_primary:String} = '' OR platform_primary = {platform_primary:String}) AS asked
    FROM segmented_customers(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date})
)
