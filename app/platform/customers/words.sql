-- How many customers of a snapshot have which word, for each column that filters; nothing is filtered here.
SELECT
    multiIf(
        grouping(platform_primary) = 0, 'platform_primary',
        grouping(account_type) = 0, 'account_type',
        grouping(gender) = 0, 'gender',
        'location') AS field,
    concat(platform_primary, account_type, gender, location) AS word,
    count() AS customers
FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
    platform_primary = '', account_type = '', gender = '', location = '')
GROUP BY GROUPING SETS ((platform_primary), (account_type), (gender), (location))
ORDER BY field, customers DESC, word
LIMIT 50 BY field
