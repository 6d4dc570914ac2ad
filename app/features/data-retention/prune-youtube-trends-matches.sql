-- Matched posts that were found longer ago than the workspace keeps figures.
ALTER TABLE youtube_trends_matches DELETE WHERE workspace_id = {workspace_id:String} AND toUnixTimestamp(analysed_at) + 86400 * {days:UInt32} <= {now_seconds:UInt32}
