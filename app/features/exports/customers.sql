-- The customers of one snapshot, all columns, in the order of their ids.
SELECT * EXCEPT (workspace_id, observed_on, load_id, loaded_at, expires_at)
FROM customers FINAL
WHERE workspace_id = {workspace_id:String} AND provenance = {provenance:String} AND observed_on = {observed_on:Date}
ORDER BY customer_id
