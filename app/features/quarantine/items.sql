-- Events in quarantine, newest first: one page.
SELECT
    toString(id) AS id,
    toUnixTimestamp64Milli(received_at) AS received_at_milliseconds,
    endpoint,
    message_id,
    reason,
    field,
    message,
    payload,
    toUnixTimestamp64Milli(replayed_at) AS replayed_at_milliseconds
FROM quarantine FINAL
WHERE workspace_id = {workspace_id:String}
    AND ({replayed:Bool} OR replayed_at IS NULL)
    AND ({reason:String} = '' OR reason = {reason:String})
ORDER BY received_at DESC, quarantine.id
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
