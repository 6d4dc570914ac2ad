-- Writes rows of quarantine again with the time of their replay; the newer row replaces the older one.
INSERT INTO quarantine (workspace_id, id, received_at, endpoint, message_id, reason, field, message, payload, replayed_at)
SELECT
    workspace_id,
    id,
    received_at,
    endpoint,
    message_id,
    reason,
    field,
    message,
    payload,
    fromUnixTimestamp64Milli({replayed_at_milliseconds:Int64}, 'UTC')
FROM quarantine FINAL
WHERE workspace_id = {workspace_id:String}
    AND received_at >= fromUnixTimestamp64Milli({first_milliseconds:Int64}, 'UTC')
    AND received_at <= fromUnixTimestamp64Milli({last_milliseconds:Int64}, 'UTC')
    AND id IN {ids:Array(UUID)}
