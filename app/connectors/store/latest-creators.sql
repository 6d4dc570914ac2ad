-- The latest counters of these creators, in the order of contract/content.ts, and when they were read.
SELECT
    platform,
    creator_id,
    toUnixTimestamp64Milli(max(observed_at)) AS observed_at_milliseconds,
    argMax([followers, following, posts, views], observed_at) AS counters
FROM creator_snapshots FINAL
WHERE workspace_id = {workspace_id:String} AND platform IN {platforms:Array(String)} AND creator_id IN {ids:Array(String)}
GROUP BY platform, creator_id
