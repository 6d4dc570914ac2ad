-- What figures of dating are made of, of everybody, by gender and by profile quality: sums, from which ratios and their intervals come, how
-- many did it at all, and how closely profile quality and the logarithm of matches and one more go together.
SELECT by, bucket, figure, units, numerator, denominator, numerator_squares, denominator_squares, products, doing, correlation
FROM
(
    SELECT
        multiIf(grouping(gender) = 0, 'gender', grouping(quality) = 0, 'profile_quality', '') AS by,
        concat(gender, ifNull(toString(quality), '')) AS bucket,
        quality AS place,
        count() AS customers,
        corrStable(mean_profile_quality, log_matches) AS correlation,
        arrayConcat([COLUMNS('^mean_') APPLY count], [COLUMNS('^numerator_') APPLY count]) AS units,
        [COLUMNS('^(mean|numerator)_') APPLY sum] AS numerator,
        arrayConcat([COLUMNS('^mean_') APPLY (x -> toFloat64(count(x)))], [COLUMNS('^denominator_') APPLY sum]) AS denominator,
        [COLUMNS('^(mean|numerator)_') APPLY (x -> sum(x * x))] AS numerator_squares,
        arrayConcat([COLUMNS('^mean_') APPLY (x -> toFloat64(count(x)))], [COLUMNS('^denominator_') APPLY (x -> sum(x * x))]) AS denominator_squares,
        arrayConcat([COLUMNS('^mean_') APPLY sum], [COLUMNS('^product_') APPLY sum]) AS products,
        [COLUMNS('^(mean|numerator)_') APPLY (x -> countIf(x > 0))] AS doing
    FROM
    (
        SELECT
            gender,
            least(toUInt8(floor(profile_quality_score / 10)), 9) AS quality,
            log(1 + matches_per_day) AS log_matches,
            {days_of_month:Float64} * swipes_right_day AS mean_swipes_right_month,
            {days_of_month:Float64} * matches_per_day AS mean_matches_month,
            {days_of_month:Float64} * messages_sent_day AS mean_messages_month,
            toFloat64(dates_scheduled_month) AS mean_dates_scheduled_month,
            toFloat64(dates_completed_month) AS mean_dates_completed_month,
            match_rate_pct AS mean_match_rate_of_users_pct,
            match_to_date_conversion_pct AS mean_date_conversion_of_users_pct,
            date_show_up_rate_pct AS mean_show_up_of_users_pct,
            avg_conversation_length AS mean_conversation_length,
            response_rate_pct AS mean_response_rate_pct,
            first_message_response_rate_pct AS mean_first_response_rate_pct,
            match_satisfaction_score AS mean_match_satisfaction,
            profile_quality_score AS mean_profile_quality,
            toFloat64(matches_per_day) AS mean_matches_day,
            if(isNull(log_matches), NULL, profile_quality_score) AS mean_quality_matches_correlation,
            if(isNull(swipes_right_day), NULL, 100. * matches_per_day) AS numerator_match_rate,
            if(isNull(matches_per_day), NULL, toFloat64(messages_sent_day)) AS numerator_messages,
            if(isNull(matches_per_day), NULL, 100. * dates_scheduled_month) AS numerator_dates,
            if(isNull(dates_scheduled_month), NULL, 100. * dates_completed_month) AS numerator_show_up,
            if(isNull(numerator_match_rate), NULL, toFloat64(swipes_right_day)) AS denominator_match_rate,
            if(isNull(numerator_messages), NULL, toFloat64(matches_per_day)) AS denominator_messages,
            if(isNull(numerator_dates), NULL, {days_of_month:Float64} * matches_per_day) AS denominator_dates,
            if(isNull(numerator_show_up), NULL, toFloat64(dates_scheduled_month)) AS denominator_show_up,
            numerator_match_rate * denominator_match_rate AS product_match_rate,
            numerator_messages * denominator_messages AS product_messages,
            numerator_dates * denominator_dates AS product_dates,
            numerator_show_up * denominator_show_up AS product_show_up
        FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
            platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
    )
    GROUP BY GROUPING SETS ((), (gender), (quality))
)
ARRAY JOIN
    [
        'swipes_right_month', 'matches_month', 'messages_month', 'dates_scheduled_month', 'dates_completed_month', 'match_rate_of_users_pct',
        'date_conversion_of_users_pct', 'show_up_of_users_pct', 'conversation_length', 'response_rate_pct', 'first_response_rate_pct',
        'match_satisfaction', 'profile_quality', 'matches_day', 'quality_matches_correlation', 'match_rate_of_sums_pct', 'messages_per_match',
        'dates_per_match_pct', 'show_up_of_sums_pct'
    ] AS figure,
    units, numerator, denominator, numerator_squares, denominator_squares, products, doing
WHERE units > 0
ORDER BY by, place ASC NULLS FIRST, customers DESC, bucket
