-- In how many rows of a table of customers each column says something.
SELECT
    * EXCEPT ('^(workspace_id|provenance|observed_on|customer_id|load_id|loaded_at|expires_at|gender|location|account_type|premium_tier|platform_primary)$') APPLY (count),
    count() AS customer_id,
    countIf(current_customers.gender != '') AS gender,
    countIf(current_customers.location != '') AS location,
    countIf(current_customers.account_type != '') AS account_type,
    countIf(current_customers.premium_tier != '') AS premium_tier,
    countIf(current_customers.platform_primary != '') AS platform_primary
FROM current_customers
WHERE workspace_id = {workspace_id:String} AND provenance = {provenance:String} AND observed_on = {observed_on:Date}
