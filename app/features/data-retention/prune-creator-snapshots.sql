-- Counters of creators that a platform reported longer ago than the workspace keeps figures.
ALTER TABLE creator_snapshots DELETE WHERE workspace_id = {workspace_id:String} AND toUnixTimestamp(received_at) + 86400 * {days:UInt32} <= {now_seconds:UInt32}
