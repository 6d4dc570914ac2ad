-- How many people, and whether minors among them, the figures of each hour, day, platform, hour of the week, and of both periods
-- are about; of the period before (`current` 0) its `period` counts only as far as it is compared. Where local days begin within an
-- hour of UTC, the events themselves are read instead of their hours.
SELECT
    multiIf(
        grouping(hour) = 0, 'hour',
        grouping(day) = 0, 'day',
        grouping(platform) = 0, 'platform',
        grouping(hour_of_week) = 0, 'hour_of_week',
        'period'
    ) AS kind,
    current,
    concat(hour, day, platform, hour_of_week) AS key,
    if(kind = 'period', uniqCombinedMergeIf(12)(people, is_compared), uniqCombinedMerge(12)(people)) AS people,
    max(minors) AS minors
FROM
(
    SELECT
        toDate(at, {time_zone:String}) >= {from:Date} AS current,
        if({hourly:Bool}, formatDateTime(at, '%Y-%m-%dT%H:00', {time_zone:String}), '') AS hour,
        toString(toDate(at, {time_zone:String})) AS day,
        platform,
        if(current, concat(toString(toDayOfWeek(at, 0, {time_zone:String})), ' ', toString(toHour(at, {time_zone:String}))), '') AS hour_of_week,
        current OR finish <= parseDateTimeBestEffort({previous_until:String}, {time_zone:String}) AS is_compared,
        people,
        minors
    FROM
    (
        SELECT hour AS at, hour + 3600 AS finish, toString(platform) AS platform, people, minors
        FROM uniques_hourly
        WHERE {whole_hours:Bool}
            AND workspace_id = {workspace_id:String}
            AND hour >= toDateTime({previous_from:Date}, {time_zone:String})
            AND hour < toDateTime({to:Date} + 1, {time_zone:String})
        UNION ALL
        SELECT
            toStartOfFifteenMinutes(toDateTime(occurred_at)) AS at,
            at + 900 AS finish,
            toString(platform) AS platform,
            uniqCombinedState(12)(nullIf(multiIf(actor_id != '', actor_id, startsWith(anonymous_id, 'unlinked.'), '', anonymous_id), '')) AS people,
            max(startsWith(actor_id, 'minor.') OR startsWith(anonymous_id, 'minor.')) AS minors
        FROM events
        WHERE NOT {whole_hours:Bool}
            AND workspace_id = {workspace_id:String}
            AND occurred_at >= toDateTime64(toDateTime({previous_from:Date}, {time_zone:String}), 3)
            AND occurred_at < toDateTime64(toDateTime({to:Date} + 1, {time_zone:String}), 3)
        GROUP BY at, platform
    )
    WHERE empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)}
)
GROUP BY GROUPING SETS ((current, hour), (current, day), (current, platform), (current, hour_of_week), (current))
HAVING NOT (kind = 'hour' AND key = '') AND NOT (kind IN ('platform', 'hour_of_week') AND NOT current)
