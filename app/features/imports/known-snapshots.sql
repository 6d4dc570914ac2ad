-- Which of these observations are stored already, with their views and the stamp of the import that wrote them.
SELECT
    content_id,
    toUnixTimestamp64Milli(observed_at) AS observed_at_milliseconds,
    views,
    toUnixTimestamp64Milli(received_at) AS received_at_milliseconds
FROM content_snapshots FINAL
WHERE workspace_id = {workspace_id:String}
    AND content_id IN {content_ids:Array(String)}
    AND (content_id, toUnixTimestamp64Milli(observed_at)) IN (
        SELECT pair.1, pair.2
        FROM (SELECT arrayJoin(arrayZip({content_ids:Array(String)}, {observed_at:Array(Int64)})) AS pair)
    )
