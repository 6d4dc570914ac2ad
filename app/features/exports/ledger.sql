-- What became of the events that arrived in each hour of a span, by result and reason.
SELECT toUnixTimestamp(hour) AS hour_seconds, result, reason, sum(ingest_ledger.events) AS events
FROM ingest_ledger
WHERE workspace_id = {workspace_id:String}
    AND hour >= toDateTime({first_seconds:UInt32}, 'UTC')
    AND hour < toDateTime({last_seconds:UInt32}, 'UTC')
GROUP BY hour_seconds, result, reason
HAVING events != 0
ORDER BY hour_seconds, result, reason
