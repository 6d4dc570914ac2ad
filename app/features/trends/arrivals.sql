-- Which posts came or were described anew after a place in the queue, in its order. The last seconds of the queue are read again, as what
-- is stored later may bear an earlier time: counting a post twice counts it once.
SELECT toUnixTimestamp64Milli(arrived_at) AS arrived_milliseconds, content_id
FROM trends_arrivals
WHERE workspace_id = {workspace_id:String}
    AND arrived_at >= least(fromUnixTimestamp64Milli({after_milliseconds:Int64}, 'UTC'), now64(3, 'UTC') - toIntervalSecond({again_seconds:UInt32}))
    AND
    (
        (arrived_at, content_id) > (fromUnixTimestamp64Milli({after_milliseconds:Int64}, 'UTC'), {after_id:String})
        OR arrived_at >= now64(3, 'UTC') - toIntervalSecond({again_seconds:UInt32})
    )
    AND (arrived_at, content_id) > (fromUnixTimestamp64Milli({first_milliseconds:Int64}, 'UTC'), {first_id:String})
ORDER BY arrived_at, content_id
LIMIT {limit:UInt32}
