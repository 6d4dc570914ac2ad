-- A sketch does not say whom it counted: those of the hours in which people had an older name go.
ALTER TABLE uniques_hourly DELETE
WHERE workspace_id = {workspace_id:String}
    AND (hour, platform) IN
    (
        SELECT toStartOfHour(occurred_at), platform
        FROM events
        WHERE workspace_id = {workspace_id:String} AND if(actor_id != '', actor_id, anonymous_id) IN (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String})
    )
