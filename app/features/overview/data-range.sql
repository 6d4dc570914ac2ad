-- The first and the last day that hold anything, on the workspace's clock, null when nothing does; and whether platforms
-- reported anything.
SELECT
    if(count() = 0, NULL, toString(toDate(min(at), {time_zone:String}))) AS first_day,
    if(count() = 0, NULL, toString(toDate(max(at), {time_zone:String}))) AS last_day,
    countIf(reported) > 0 AS has_snapshots
FROM
(
    SELECT arrayJoin([min(quarter), max(quarter)]) AS at, 0 AS reported
    FROM platform_quarter_hourly
    WHERE workspace_id = {workspace_id:String}
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    HAVING count() > 0
    UNION ALL
    SELECT arrayJoin([toDateTime(min(observed_at), 'UTC'), toDateTime(max(observed_at), 'UTC')]) AS at, 1 AS reported
    FROM content_snapshots
    WHERE workspace_id = {workspace_id:String}
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    HAVING count() > 0
)
