-- How many events fell into each hour of the week, on the workspace's clock.
SELECT
    toDayOfWeek(quarter, 0, {time_zone:String}) AS weekday,
    toHour(quarter, {time_zone:String}) AS hour,
    sum(platform_quarter_hourly.events) AS events
FROM platform_quarter_hourly
WHERE workspace_id = {workspace_id:String}
    AND quarter >= toDateTime({from:Date}, {time_zone:String})
    AND quarter < toDateTime({to:Date} + 1, {time_zone:String})
    AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
GROUP BY weekday, hour
ORDER BY weekday, hour
