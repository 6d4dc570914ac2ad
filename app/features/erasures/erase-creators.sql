-- What platforms reported about the people as creators.
ALTER TABLE creator_snapshots DELETE WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
