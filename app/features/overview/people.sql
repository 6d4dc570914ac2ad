-- How many different people were active on each day, in the period (`period`) and in the one before (`previous`).
-- A UTC day holds at most one local midnight, so the first and the last sight of a person in it tell their local days.
SELECT
    if(grouping(day) = 0, toString(day), if(current, 'period', 'previous')) AS key,
    uniqMerge(seen) AS people
FROM
(
    SELECT toDate(first_at, {time_zone:String}) AS local_day, uniqState(actor_id) AS seen
    FROM actor_daily
    WHERE workspace_id = {workspace_id:String}
        AND day >= {previous_from:Date} - 1
        AND day <= {to:Date} + 1
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
        AND actor_id != ''
    GROUP BY local_day
    UNION ALL
    SELECT toDate(last_at, {time_zone:String}) AS local_day, uniqState(actor_id) AS seen
    FROM actor_daily
    WHERE workspace_id = {workspace_id:String}
        AND day >= {previous_from:Date} - 1
        AND day <= {to:Date} + 1
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
        AND actor_id != ''
        AND toDate(last_at, {time_zone:String}) != toDate(first_at, {time_zone:String})
    GROUP BY local_day
)
WHERE local_day >= {previous_from:Date} AND local_day <= {to:Date}
GROUP BY GROUPING SETS ((local_day AS day), (local_day >= {from:Date} AS current))
