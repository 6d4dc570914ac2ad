-- What platforms reported about the posts of the people.
ALTER TABLE content_snapshots DELETE
WHERE workspace_id = {workspace_id:String} AND content_id IN (SELECT content_id FROM content WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String}))
