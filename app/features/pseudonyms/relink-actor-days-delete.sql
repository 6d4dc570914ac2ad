-- Active days under the older names.
ALTER TABLE actor_daily DELETE WHERE workspace_id = {workspace_id:String} AND actor_id IN (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String})
