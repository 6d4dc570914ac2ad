-- What the people did.
ALTER TABLE events DELETE WHERE workspace_id = {workspace_id:String} AND if(actor_id != '', actor_id, anonymous_id) IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
