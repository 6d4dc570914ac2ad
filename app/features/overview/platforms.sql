-- On which platforms anything happened or was reported in the period, the busiest first.
SELECT platform
FROM
(
    SELECT platform, sum(events) AS amount
    FROM platform_quarter_hourly
    WHERE workspace_id = {workspace_id:String}
        AND quarter >= toDateTime({from:Date}, {time_zone:String})
        AND quarter < toDateTime({to:Date} + 1, {time_zone:String})
        AND platform != ''
    GROUP BY platform
    UNION ALL
    SELECT platform, toInt64(count()) AS amount
    FROM content_snapshots
    WHERE workspace_id = {workspace_id:String}
        AND observed_at >= toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3)
        AND observed_at < toDateTime64(toDateTime({to:Date} + 1, {time_zone:String}), 3)
        AND platform != ''
    GROUP BY platform
)
GROUP BY platform
ORDER BY sum(amount) DESC, platform
LIMIT 100
