-- Which tables of customers a workspace has: provenance, day, how many customers, when the newest of their rows was loaded.
SELECT
    provenance,
    toString(observed_on) AS observed_on,
    count() AS customers,
    toUnixTimestamp64Milli(max(current_customers.loaded_at)) AS loaded_at_milliseconds
FROM current_customers
WHERE workspace_id = {workspace_id:String}
GROUP BY provenance, current_customers.observed_on
ORDER BY provenance, current_customers.observed_on
