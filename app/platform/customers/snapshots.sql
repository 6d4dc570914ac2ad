-- Which tables of customers a workspace has: provenance, day, how many customers, when the newest of their rows was loaded.
SELECT
    provenance,
    toString(observed_on) AS observed_on,
    count() AS customers,
    toUnixTimestamp64Milli(max(customers.loaded_at)) AS loaded_at_milliseconds
FROM customers FINAL
WHERE workspace_id = {workspace_id:String}
GROUP BY provenance, customers.observed_on
ORDER BY provenance, customers.observed_on
