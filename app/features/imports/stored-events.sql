-- How many events of these batches of imports are stored; the rest were repeats of messages that were there before.
SELECT count() AS stored
FROM events
WHERE workspace_id = {workspace_id:String}
    AND provenance = 'imported'
    AND received_at >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
    AND received_at <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')
    AND toUnixTimestamp64Milli(received_at) IN {stamps:Array(Int64)}
