-- How many customers of a snapshot have which word, for each column that filters; nothing is filtered here.
SELECT filter.1 AS field, filter.2 AS word, count() AS customers
FROM customer_snapshot(workspace_id = {workspace_id:String}, provenance = {provenance:String}, observed_on = {observed_on:Date},
    platform_primary = '', account_type = '', gender = '', location = '')
ARRAY JOIN [('platform_primary', platform_primary), ('account_type', account_type), ('gender', gender), ('location', location)] AS filter
GROUP BY field, word
ORDER BY field, customers DESC, word
LIMIT 50 BY field
