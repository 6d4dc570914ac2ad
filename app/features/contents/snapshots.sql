-- What platforms reported about a post, oldest first: at most the latest 5,000 observations.
SELECT observed_at_milliseconds, views, likes, dislikes, comments, shares, saves, impressions, reach, clicks, profile_visits, follows, watch_seconds, completions
FROM
(
    SELECT toUnixTimestamp64Milli(observed_at) AS observed_at_milliseconds, views, likes, dislikes, comments, shares, saves, impressions, reach, clicks, profile_visits, follows, watch_seconds, completions
    FROM content_snapshots FINAL
    WHERE workspace_id = {workspace_id:String} AND content_id = {content_id:String}
    ORDER BY observed_at DESC
    LIMIT 5000
)
ORDER BY observed_at_milliseconds
