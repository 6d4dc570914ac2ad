-- Of which platforms posts are stored that were published in a window, both ends included.
SELECT DISTINCT platform
FROM content
WHERE workspace_id = {workspace_id:String}
    AND platform IN {platforms:Array(String)}
    AND published_at >= fromUnixTimestamp64Milli({first_milliseconds:Int64}, 'UTC')
    AND published_at <= fromUnixTimestamp64Milli({last_milliseconds:Int64}, 'UTC')
