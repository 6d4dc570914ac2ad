-- Scores of the people's videos.
ALTER TABLE youtube_trends_scores DELETE
WHERE workspace_id = {workspace_id:String} AND content_id IN (SELECT content_id FROM content WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String}))
