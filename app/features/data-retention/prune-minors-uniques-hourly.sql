-- Figures with minors in them that were first stored longer ago than those are kept.
ALTER TABLE uniques_hourly DELETE
WHERE workspace_id = {workspace_id:String}
    AND toUnixTimestamp(toDateTime(stored_on, 'UTC')) + 86400 * {days:UInt32} <= {now_seconds:UInt32}
    AND minors = 1
