-- Customers under the older names.
ALTER TABLE customers DELETE WHERE workspace_id = {workspace_id:String} AND customer_id IN (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String})
