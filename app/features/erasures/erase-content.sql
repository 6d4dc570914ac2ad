-- The descriptions of the people's posts.
ALTER TABLE content DELETE WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
