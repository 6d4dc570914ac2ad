-- The customers of one load.
ALTER TABLE customers DELETE WHERE workspace_id = {workspace_id:String} AND load_id = {load_id:String}
