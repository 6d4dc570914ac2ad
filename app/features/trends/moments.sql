-- The full hours at which a period begins and ends, at present at the latest, and the first hour of which any post is counted.
SELECT
    toUnixTimestamp(toStartOfHour(toDateTime({from:Date}, {time_zone:String}), 'UTC')) AS from_seconds,
    toUnixTimestamp(toStartOfHour(least(toDateTime({to:Date} + 1, {time_zone:String}), toDateTime({now_seconds:UInt32}, {time_zone:String})), 'UTC')) AS end_seconds,
    (
        SELECT toUnixTimestamp(min(hour))
        FROM (SELECT hour, sum(sign) AS posts FROM trends_posts WHERE workspace_id = {workspace_id:String} AND kind = 'post' GROUP BY hour)
        WHERE posts > 0
    ) AS first_seconds
