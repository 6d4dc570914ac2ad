-- Figures with minors in them that were first stored longer ago than those are kept.
ALTER TABLE content_hourly DELETE
WHERE workspace_id = {workspace_id:String}
    AND toUnixTimestamp(toDateTime(stored_on, 'UTC')) + 86400 * {days:UInt32} <= {now_seconds:UInt32}
    AND (hour, platform) IN (SELECT hour, platform FROM uniques_hourly WHERE workspace_id = {workspace_id:String} AND minors = 1)
