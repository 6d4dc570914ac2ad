-- Hours of the ledger that are longer ago than the workspace keeps them.
ALTER TABLE ingest_ledger DELETE WHERE workspace_id = {workspace_id:String} AND toUnixTimestamp(hour) + 86400 * {days:UInt32} <= {now_seconds:UInt32}
