-- About how many different people and posts were active on each day, in the period (`period`) and in the one before
-- (`previous`), from the hourly sketches: for periods with too many events to count, in zones of whole hours.
SELECT
    if(grouping(day) = 0, toString(day), if(current, 'period', 'previous')) AS key,
    uniqCombinedMerge(12)(people_sketch) AS people,
    uniqCombinedMerge(12)(content_sketch) AS posts
FROM
(
    SELECT
        toDate(hour, {time_zone:String}) AS day,
        day >= {from:Date} AS current,
        uniqCombinedMergeState(12)(people) AS people_sketch,
        uniqCombinedMergeState(12)(content) AS content_sketch
    FROM uniques_hourly
    WHERE workspace_id = {workspace_id:String}
        AND hour >= toDateTime({previous_from:Date}, {time_zone:String})
        AND hour < toDateTime({to:Date} + 1, {time_zone:String})
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    GROUP BY day
    UNION ALL
    SELECT
        toDate(observed_at, {time_zone:String}) AS day,
        day >= {from:Date} AS current,
        uniqCombinedState(12)(CAST(NULL, 'Nullable(String)')) AS people_sketch,
        uniqCombinedState(12)(toNullable(content_id)) AS content_sketch
    FROM content_snapshots
    WHERE workspace_id = {workspace_id:String}
        AND observed_at >= toDateTime64(toDateTime({previous_from:Date}, {time_zone:String}), 3)
        AND observed_at < toDateTime64(toDateTime({to:Date} + 1, {time_zone:String}), 3)
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    GROUP BY day
)
GROUP BY GROUPING SETS ((day), (current))
