-- How many customers of one snapshot there are with each word of gender, location, account and platform.
SELECT
    pair.1 AS column,
    pair.2 AS word,
    count() AS customers
FROM
(
    SELECT arrayJoin([('gender', toString(gender)), ('location', toString(location)), ('account_type', toString(account_type)), ('platform_primary', toString(platform_primary))]) AS pair
    FROM customers FINAL
    WHERE workspace_id = {workspace_id:String} AND provenance = {provenance:String} AND observed_on = {observed_on:Date}
)
GROUP BY column, word
ORDER BY column, customers DESC, word
LIMIT 50 BY column
