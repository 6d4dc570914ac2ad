-- About how many different people and posts were active in the period before, up to a moment of a day of it: full hours from
-- their sketches, the last one from the events themselves. For periods with too many events to count.
WITH
    parseDateTime64BestEffort({previous_until:String}, 3, {time_zone:String}) AS until,
    toStartOfHour(until, 'UTC') AS last_hour
SELECT uniqCombinedMerge(12)(people_sketch) AS people, uniqCombinedMerge(12)(content_sketch) AS posts
FROM
(
    SELECT uniqCombinedMergeState(12)(people) AS people_sketch, uniqCombinedMergeState(12)(content) AS content_sketch
    FROM uniques_hourly
    WHERE workspace_id = {workspace_id:String}
        AND hour >= toDateTime({previous_from:Date}, {time_zone:String})
        AND hour < toDateTime(last_hour)
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    UNION ALL
    SELECT
        uniqCombinedState(12)(nullIf(multiIf(actor_id != '', actor_id, startsWith(anonymous_id, 'unlinked.'), '', anonymous_id), '')),
        uniqCombinedState(12)(nullIf(content_id, ''))
    FROM events
    WHERE workspace_id = {workspace_id:String}
        AND occurred_at >= toDateTime64(last_hour, 3)
        AND occurred_at < until
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    UNION ALL
    SELECT uniqCombinedState(12)(CAST(NULL, 'Nullable(String)')), uniqCombinedState(12)(toNullable(content_id))
    FROM content_snapshots
    WHERE workspace_id = {workspace_id:String}
        AND observed_at >= toDateTime64(toDateTime({previous_from:Date}, {time_zone:String}), 3)
        AND observed_at < until
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
)
