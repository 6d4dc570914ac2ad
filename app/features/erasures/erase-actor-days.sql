-- On which days the people were active.
ALTER TABLE actor_daily DELETE WHERE workspace_id = {workspace_id:String} AND actor_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
