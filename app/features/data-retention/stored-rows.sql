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
    SELECT 'customers', toUnixTimestamp(loaded_at), toUnixTimestamp(expires_at), {event_days:UInt32}
    FROM customers
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT
        if((hour, platform) IN (SELECT hour, platform FROM uniques_hourly WHERE workspace_id = {workspace_id:String} AND minors = 1), 'content_hourly_of_minors', 'content_hourly') AS place,
        toUnixTimestamp(toDateTime(stored_on, 'UTC')) AS stored,
        stored + 86400 * days,
        if(endsWith(place, '_of_minors'), {minor_figure_days:UInt32}, {figure_days:UInt32}) AS days
    FROM content_hourly
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT
        if((toString(content_id), platform, day) IN (SELECT content_id, platform, day FROM content_people WHERE workspace_id = {workspace_id:String} AND minors = 1), 'content_daily_of_minors', 'content_daily') AS place,
        toUnixTimestamp(toDateTime(stored_on, 'UTC')) AS stored,
        stored + 86400 * days,
        if(endsWith(place, '_of_minors'), {minor_figure_days:UInt32}, {figure_days:UInt32}) AS days
    FROM content_daily
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT
        if((toStartOfHour(quarter), platform) IN (SELECT hour, platform FROM uniques_hourly WHERE workspace_id = {workspace_id:String} AND minors = 1), 'platform_quarter_hourly_of_minors', 'platform_quarter_hourly') AS place,
        toUnixTimestamp(toDateTime(stored_on, 'UTC')) AS stored,
        stored + 86400 * days,
        if(endsWith(place, '_of_minors'), {minor_figure_days:UInt32}, {figure_days:UInt32}) AS days
    FROM platform_quarter_hourly
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT
        if(minors = 1, 'uniques_hourly_of_minors', 'uniques_hourly') AS place,
        toUnixTimestamp(toDateTime(stored_on, 'UTC')) AS stored,
        stored + 86400 * days,
        if(endsWith(place, '_of_minors'), {minor_figure_days:UInt32}, {figure_days:UInt32}) AS days
    FROM uniques_hourly
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT
        if(minors = 1, 'content_people_of_minors', 'content_people') AS place,
        toUnixTimestamp(toDateTime(stored_on, 'UTC')) AS stored,
        stored + 86400 * days,
        if(endsWith(place, '_of_minors'), {minor_figure_days:UInt32}, {figure_days:UInt32}) AS days
    FROM content_people
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT 'content_snapshots', toUnixTimestamp(received_at) AS stored, stored + 86400 * {figure_days:UInt32}, {figure_days:UInt32}
    FROM content_snapshots
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT 'youtube_trends_scores', toUnixTimestamp(scored_at) AS stored, stored + 86400 * {figure_days:UInt32}, {figure_days:UInt32}
    FROM youtube_trends_scores
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT 'youtube_trends_analyses', toUnixTimestamp(analysed_at) AS stored, stored + 86400 * {figure_days:UInt32}, {figure_days:UInt32}
    FROM youtube_trends_analyses
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT 'youtube_trends_matches', toUnixTimestamp(analysed_at) AS stored, stored + 86400 * {figure_days:UInt32}, {figure_days:UInt32}
    FROM youtube_trends_matches
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT 'creator_snapshots', toUnixTimestamp(received_at) AS stored, stored + 86400 * {figure_days:UInt32}, {figure_days:UInt32}
    FROM creator_snapshots
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
