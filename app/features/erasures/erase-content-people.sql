-- Who did something with a post on a day cannot be counted backwards: the days that hold something to be erased go.
ALTER TABLE content_people DELETE
WHERE workspace_id = {workspace_id:String}
    AND (content_id, day, platform) IN
    (
        SELECT content_id, toDate(occurred_at), platform
        FROM events
        WHERE workspace_id = {workspace_id:String} AND if(actor_id != '', actor_id, anonymous_id) IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
    )
