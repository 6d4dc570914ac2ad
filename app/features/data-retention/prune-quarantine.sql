-- Refused events that came longer ago than the workspace keeps them.
ALTER TABLE quarantine DELETE WHERE workspace_id = {workspace_id:String} AND toUnixTimestamp(received_at) + 86400 * {days:UInt32} <= {now_seconds:UInt32}
