-- Rows that were written with a longer time than holds now get the shorter one; those that are due by it go at once.
ALTER TABLE customers
    UPDATE expires_at = toDateTime(loaded_at, 'UTC') + toIntervalDay({days:UInt32})
    WHERE workspace_id = {workspace_id:String} AND toUnixTimestamp(expires_at) > toUnixTimestamp(loaded_at) + 86400 * {days:UInt32},
    DELETE WHERE workspace_id = {workspace_id:String} AND toUnixTimestamp(loaded_at) + 86400 * {days:UInt32} <= {now_seconds:UInt32}
