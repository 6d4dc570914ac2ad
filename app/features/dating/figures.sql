-- What figures of dating are made of, of everybody, by gender or by profile quality: sums, from which ratios and their intervals come.
SELECT
    multiIf(
        {by:String} = 'gender', gender,
        {by:String} = 'profile_quality' AND isNotNull(profile_quality_score),
        concat(toString(10 * least(toUInt8(floor(assumeNotNull(profile_quality_score) / 10)), 9)), ' to ', toString(10 * least(toUInt8(floor(assumeNotNull(profile_quality_score) / 10)), 9) + 10)),
        '') AS bucket,
    pair.1 AS figure,
    count() AS units,
    sum(assumeNotNull(pair.2)) AS numerator,
    sum(assumeNotNull(pair.3)) AS denominator,
    sum(pow(assumeNotNull(pair.2), 2)) AS numerator_squares,
    sum(pow(assumeNotNull(pair.3), 2)) AS denominator_squares,
    sum(assumeNotNull(pair.2) * assumeNotNull(pair.3)) AS products
FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
    platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
ARRAY JOIN [
    ('swipes_right_month', {days_of_month:Float64} * swipes_right_day, 1.),
    ('matches_month', {days_of_month:Float64} * matches_per_day, 1.),
    ('messages_month', {days_of_month:Float64} * messages_sent_day, 1.),
    ('dates_scheduled_month', toFloat64(dates_scheduled_month), 1.),
    ('dates_completed_month', toFloat64(dates_completed_month), 1.),
    ('match_rate_of_sums_pct', 100. * matches_per_day, toFloat64(swipes_right_day)),
    ('match_rate_of_users_pct', match_rate_pct, 1.),
    ('messages_per_match', toFloat64(messages_sent_day), toFloat64(matches_per_day)),
    ('dates_per_match_pct', 100. * dates_scheduled_month, {days_of_month:Float64} * matches_per_day),
    ('date_conversion_of_users_pct', match_to_date_conversion_pct, 1.),
    ('show_up_of_sums_pct', 100. * dates_completed_month, toFloat64(dates_scheduled_month)),
    ('show_up_of_users_pct', date_show_up_rate_pct, 1.),
    ('conversation_length', avg_conversation_length, 1.),
    ('response_rate_pct', response_rate_pct, 1.),
    ('first_response_rate_pct', first_message_response_rate_pct, 1.),
    ('match_satisfaction', match_satisfaction_score, 1.),
    ('profile_quality', profile_quality_score, 1.),
    ('matches_day', toFloat64(matches_per_day), 1.)] AS pair
WHERE isNotNull(pair.2) AND isNotNull(pair.3)
GROUP BY bucket, figure
ORDER BY if({by:String} = 'profile_quality', min(profile_quality_score), 0), units DESC, bucket
