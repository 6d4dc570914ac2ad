-- Counts what is about to be erased backwards: the quarters of an hour of platforms.
INSERT INTO platform_quarter_hourly (workspace_id, quarter, platform, type, provenance, events, value)
SELECT workspace_id, toStartOfFifteenMinutes(occurred_at) AS quarter, platform, type, provenance, -toInt64(count()), -sum(ifNull(value, 0))
FROM events
WHERE workspace_id = {workspace_id:String} AND if(actor_id != '', actor_id, anonymous_id) IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
    AND NOT (received_at > fromUnixTimestamp64Milli({until_milliseconds:Int64}) AND received_at <= fromUnixTimestamp64Milli({until_milliseconds:Int64}) + INTERVAL 1 HOUR)
GROUP BY workspace_id, quarter, platform, type, provenance
