-- How closely profile quality and matches go together: the score is correlated with the logarithm of matches and one more.
SELECT
    count() AS customers,
    if(customers > 1, corrStable(assumeNotNull(profile_quality_score), log(1 + assumeNotNull(matches_per_day))), NULL) AS correlation
FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
    platform_primary = {platform_primary:String}, account_type = {account_type:String}, gender = {gender:String}, location = {location:String})
WHERE isNotNull(profile_quality_score) AND isNotNull(matches_per_day)
