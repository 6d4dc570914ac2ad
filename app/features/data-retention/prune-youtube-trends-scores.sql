-- Scores of videos that were computed longer ago than the workspace keeps figures.
ALTER TABLE youtube_trends_scores DELETE WHERE workspace_id = {workspace_id:String} AND toUnixTimestamp(scored_at) + 86400 * {days:UInt32} <= {now_seconds:UInt32}
