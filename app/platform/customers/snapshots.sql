-- Of which days tables of customers are there, by provenance, the newest first.
SELECT provenance, toString(observed_on) AS observed_on
FROM customers
WHERE workspace_id = {workspace_id:String}
GROUP BY provenance, observed_on
ORDER BY observed_on DESC, provenance
LIMIT 1000
