-- The people as customers, on every day that a table of customers stands for.
ALTER TABLE customers DELETE WHERE workspace_id = {workspace_id:String} AND customer_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
