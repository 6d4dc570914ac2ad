-- A sketch cannot be counted backwards: those of the hours that hold something to be erased go.
ALTER TABLE uniques_hourly DELETE
WHERE workspace_id = {workspace_id:String}
    AND (hour, platform) IN
    (
        SELECT toStartOfHour(occurred_at), platform
        FROM events
        WHERE workspace_id = {workspace_id:String} AND if(actor_id != '', actor_id, anonymous_id) IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
    )
