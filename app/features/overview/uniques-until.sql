-- How many different people and posts were active in the period before, up to a moment of a day of it. Earlier days come from
-- the rollups, as in people.sql and posts.sql; what falls between them and that moment from the events themselves.
WITH
    toDateTime64(toDateTime({previous_from:Date}, {time_zone:String}), 3) AS start,
    toDateTime64(toDateTime({previous_day:Date}, {time_zone:String}), 3) AS last_midnight,
    parseDateTime64BestEffort({previous_until:String}, 3, {time_zone:String}) AS until,
    if({whole_hours:Bool}, toDateTime64(toStartOfHour(until, 'UTC'), 3), start) AS full_hours_end
SELECT uniqMerge(people_seen) AS people, uniqMerge(posts_seen) AS posts
FROM
(
    SELECT uniqState(actor_id) AS people_seen, uniqStateIf('', false) AS posts_seen
    FROM actor_daily
    WHERE workspace_id = {workspace_id:String}
        AND day >= {previous_from:Date} - 1
        AND day <= {previous_day:Date}
        AND ((first_at >= start AND first_at < last_midnight) OR (last_at >= start AND last_at < last_midnight))
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
        AND actor_id != ''
    UNION ALL
    SELECT uniqState(multiIf(actor_id != '', actor_id, startsWith(anonymous_id, 'unlinked.'), '', anonymous_id)), uniqStateIf('', false)
    FROM events
    WHERE workspace_id = {workspace_id:String}
        AND occurred_at >= last_midnight
        AND occurred_at < until
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
        AND multiIf(actor_id != '', actor_id, startsWith(anonymous_id, 'unlinked.'), '', anonymous_id) != ''
    UNION ALL
    SELECT uniqStateIf('', false), uniqState(content_id)
    FROM content_hourly
    WHERE workspace_id = {workspace_id:String}
        AND hour >= toDateTime({previous_from:Date}, {time_zone:String})
        AND hour < toDateTime(full_hours_end)
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
        AND content_id != ''
    UNION ALL
    SELECT uniqStateIf('', false), uniqState(content_id)
    FROM events
    WHERE workspace_id = {workspace_id:String}
        AND occurred_at >= full_hours_end
        AND occurred_at < until
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
        AND content_id != ''
    UNION ALL
    SELECT uniqStateIf('', false), uniqState(content_id)
    FROM content_snapshots
    WHERE workspace_id = {workspace_id:String}
        AND observed_at >= start
        AND observed_at < until
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
)
