-- Customers under the present names, beside those under the older ones, which go next: the name is part of the table's order and cannot
-- be changed. In one order, so that the same token repeats the same blocks.
INSERT INTO customers
SELECT
    * REPLACE (transform(customer_id, (SELECT groupArray(old_name) FROM (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), (SELECT groupArray(new_name) FROM (SELECT new_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), customer_id) AS customer_id)
FROM customers FINAL
WHERE workspace_id = {workspace_id:String} AND customers.customer_id IN (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String})
ORDER BY provenance, observed_on, customer_id, loaded_at
