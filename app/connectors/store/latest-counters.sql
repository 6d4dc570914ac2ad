-- The latest counters of these posts, in the order of contract/content.ts, and when they were read.
SELECT
    content_id,
    toUnixTimestamp64Milli(max(observed_at)) AS observed_at_milliseconds,
    argMax([views, likes, dislikes, comments, shares, saves, impressions, reach, clicks, profile_visits, follows, watch_seconds, completions], observed_at) AS counters
FROM content_snapshots FINAL
WHERE workspace_id = {workspace_id:String} AND content_id IN {content_ids:Array(String)}
GROUP BY content_id
