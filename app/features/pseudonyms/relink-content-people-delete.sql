-- Nor does the set of a post's day say whom it holds: those of days on which people had an older name go.
ALTER TABLE content_people DELETE
WHERE workspace_id = {workspace_id:String}
    AND (content_id, day, platform) IN
    (
        SELECT content_id, toDate(occurred_at), platform
        FROM events
        WHERE workspace_id = {workspace_id:String} AND if(actor_id != '', actor_id, anonymous_id) IN (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String})
    )
