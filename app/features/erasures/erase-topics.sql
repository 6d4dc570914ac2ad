-- What the people's posts count for among hashtags and topics.
ALTER TABLE trends_posts DELETE
WHERE workspace_id = {workspace_id:String} AND content_id IN (SELECT content_id FROM content WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String}))
