-- The customers of one load, read or not.
ALTER TABLE customers DELETE WHERE workspace_id = {workspace_id:String} AND load_id = {load_id:String}
