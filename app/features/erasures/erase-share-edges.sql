-- What the people passed on.
ALTER TABLE share_edges DELETE WHERE workspace_id = {workspace_id:String} AND actor_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
