-- What platforms were asked about the people's videos: the keywords are their words.
ALTER TABLE youtube_trends_analyses DELETE
WHERE workspace_id = {workspace_id:String} AND content_id IN (SELECT content_id FROM content WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String}))
