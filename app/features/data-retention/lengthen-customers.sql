-- Rows that are still there and were written with the time that held before get the longer one.
ALTER TABLE customers
    UPDATE expires_at = toDateTime(loaded_at, 'UTC') + toIntervalDay({days:UInt32})
    WHERE workspace_id = {workspace_id:String}
        AND toUnixTimestamp(expires_at) = toUnixTimestamp(loaded_at) + 86400 * {days_before:UInt32}
        AND toUnixTimestamp(expires_at) > {now_seconds:UInt32}
