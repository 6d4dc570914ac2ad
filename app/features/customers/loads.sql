-- From which files and simulations the customers of a workspace come: customers left of each load by day, the latest first.
SELECT
    load_id,
    provenance,
    toString(observed_on) AS observed_on,
    count() AS customers,
    toUnixTimestamp64Milli(max(current_customers.loaded_at)) AS loaded_at_milliseconds
FROM current_customers
WHERE workspace_id = {workspace_id:String}
GROUP BY load_id, provenance, current_customers.observed_on
ORDER BY loaded_at_milliseconds DESC, load_id, observed_on
LIMIT 500
