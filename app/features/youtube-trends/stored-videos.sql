-- How many YouTube videos of a workspace were ever observed, how many of them without views, and when the latest was.
SELECT count() AS videos, countIf(NOT seen) AS without_views, toUnixTimestamp64Milli(max(observed)) AS observed_at_milliseconds
FROM
(
    SELECT max(isNotNull(views)) AS seen, max(observed_at) AS observed
    FROM content_snapshots
    WHERE workspace_id = {workspace_id:String} AND platform = 'youtube'
    GROUP BY content_id
)
