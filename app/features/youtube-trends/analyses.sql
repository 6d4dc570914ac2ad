-- The latest analysis of each of some videos.
SELECT
    content_id,
    run_id,
    toUnixTimestamp64Milli(analysed_at) AS analysed_at_milliseconds,
    version,
    profile,
    keywords,
    total,
    status,
    least,
    most,
    platforms
FROM youtube_trends_analyses FINAL
WHERE workspace_id = {workspace_id:String} AND content_id IN {content_ids:Array(String)}
ORDER BY content_id, analysed_at DESC, run_id
LIMIT 1 BY content_id
