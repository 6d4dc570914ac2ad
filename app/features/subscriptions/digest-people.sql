-- How many different people were active in the period (`current` 1) and in the one before; and how many, named or not, the figures are
-- about, and whether minors among them.
SELECT current, sum(active) AS active_people, sum(about) AS people, max(has_minors) AS minors
FROM
(
    SELECT local_day >= {from:Date} AS current, uniq(actor_id) AS active, toUInt64(0) AS about, toUInt8(0) AS has_minors
    FROM
    (
        SELECT actor_id, arrayJoin(arrayDistinct([toDate(first_at, {time_zone:String}), toDate(last_at, {time_zone:String})])) AS local_day
        FROM actor_daily
        WHERE workspace_id = {workspace_id:String}
            AND day >= {previous_from:Date} - 1
            AND day <= {to:Date} + 1
            AND actor_id != ''
    )
    WHERE local_day >= {previous_from:Date} AND local_day <= {to:Date}
    GROUP BY current
    UNION ALL
    SELECT toDate(hour, {time_zone:String}) >= {from:Date} AS current, 0 AS active, uniqCombinedMerge(12)(people) AS about, max(minors) AS has_minors
    FROM uniques_hourly
    WHERE workspace_id = {workspace_id:String}
        AND hour >= toDateTime({previous_from:Date}, {time_zone:String})
        AND hour < toDateTime({to:Date} + 1, {time_zone:String})
    GROUP BY current
)
GROUP BY current
ORDER BY current
