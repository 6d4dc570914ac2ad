-- Posts that were found about the people's videos, and posts of theirs that were found about others'.
ALTER TABLE youtube_trends_matches DELETE
WHERE workspace_id = {workspace_id:String}
    AND
    (
        content_id IN (SELECT content_id FROM content WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String}))
        OR matched_id IN (SELECT content_id FROM content WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String}))
    )
