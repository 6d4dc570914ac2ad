-- What became of the events that arrived in a span, by result and, of those that were not kept for a person’s sake, by reason.
SELECT result, if(result = 'suppressed', reason, '') AS reason, sum(ingest_ledger.events) AS events
FROM ingest_ledger
WHERE workspace_id = {workspace_id:String}
    AND hour >= toDateTime({first_seconds:UInt32}, 'UTC')
    AND hour < toDateTime({last_seconds:UInt32}, 'UTC')
GROUP BY result, reason
HAVING events != 0
ORDER BY events DESC, result, reason
