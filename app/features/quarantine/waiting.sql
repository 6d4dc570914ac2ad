-- Events in quarantine that a replay has not taken yet, oldest first: the next ones after a place in that order.
SELECT toString(id) AS id, toUnixTimestamp64Milli(received_at) AS received_at_milliseconds, endpoint, payload
FROM quarantine FINAL
WHERE workspace_id = {workspace_id:String}
    AND replayed_at IS NULL
    AND ({reason:String} = '' OR reason = {reason:String})
    AND (empty({ids:Array(UUID)}) OR quarantine.id IN {ids:Array(UUID)})
    AND received_at >= fromUnixTimestamp64Milli({after_milliseconds:Int64}, 'UTC')
    AND (toUnixTimestamp64Milli(received_at), quarantine.id) > ({after_milliseconds:Int64}, {after_id:UUID})
ORDER BY received_at, quarantine.id
LIMIT {limit:UInt32}
