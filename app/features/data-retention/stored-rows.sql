-- Of each place of a workspace: how many rows, the oldest, when the next is due, how many are due, and how many should be long
-- gone. Rows written with a longer time than holds now are `excess`.
SELECT
    place,
    count() AS rows,
    min(stored_seconds) AS oldest_seconds,
    min(due_seconds) AS next_seconds,
    countIf(due_seconds <= {now_seconds:UInt32}) AS due,
    countIf(due_seconds < {late_seconds:UInt32}) AS overdue,
    countIf(due_seconds > stored_seconds + 86400 * days) AS excess
FROM
(
    SELECT
        if({minor_days:UInt32} < {event_days:UInt32} AND due_seconds <= stored_seconds + 86400 * {minor_days:UInt32}, 'events_of_minors', 'events') AS place,
        toUnixTimestamp(received_at) AS stored_seconds,
        toUnixTimestamp(expires_at) AS due_seconds,
        {event_days:UInt32} AS days
    FROM events
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT 'actor_daily', toUnixTimestamp(received_at), toUnixTimestamp(expires_at), {event_days:UInt32}
    FROM actor_daily
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT 'share_edges', toUnixTimestamp(received_at), toUnixTimestamp(expires_at), {event_days:UInt32}
    FROM share_edges
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT 'content_hourly', toUnixTimestamp(toDateTime(stored_on, 'UTC')) AS stored, stored + 86400 * {figure_days:UInt32}, {figure_days:UInt32}
    FROM content_hourly
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT 'content_daily', toUnixTimestamp(toDateTime(stored_on, 'UTC')) AS stored, stored + 86400 * {figure_days:UInt32}, {figure_days:UInt32}
    FROM content_daily
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT 'platform_quarter_hourly', toUnixTimestamp(toDateTime(stored_on, 'UTC')) AS stored, stored + 86400 * {figure_days:UInt32}, {figure_days:UInt32}
    FROM platform_quarter_hourly
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT 'uniques_hourly', toUnixTimestamp(toDateTime(stored_on, 'UTC')) AS stored, stored + 86400 * {figure_days:UInt32}, {figure_days:UInt32}
    FROM uniques_hourly
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT 'content_people', toUnixTimestamp(toDateTime(stored_on, 'UTC')) AS stored, stored + 86400 * {figure_days:UInt32}, {figure_days:UInt32}
    FROM content_people
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT 'content_snapshots', toUnixTimestamp(received_at) AS stored, stored + 86400 * {figure_days:UInt32}, {figure_days:UInt32}
    FROM content_snapshots
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT 'quarantine', toUnixTimestamp(received_at) AS stored, stored + 86400 * {quarantine_days:UInt32}, {quarantine_days:UInt32}
    FROM quarantine
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT 'ingest_ledger', toUnixTimestamp(hour) AS stored, stored + 86400 * {ledger_days:UInt32}, {ledger_days:UInt32}
    FROM ingest_ledger
    WHERE workspace_id = {workspace_id:String}
)
GROUP BY place
ORDER BY place
