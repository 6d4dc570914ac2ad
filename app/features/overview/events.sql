-- How many events of each type a metric counts (all others as '') there were: on each day of the period and of the one
-- before, and in the period by platform and by provenance.
SELECT cut.1 AS split, cut.2 AS key, counted_type AS type, sum(event_count) AS events
FROM
(
    SELECT
        toDate(quarter, {time_zone:String}) AS day,
        platform,
        provenance,
        if(type IN {types:Array(String)}, type, '') AS counted_type,
        sum(events) AS event_count
    FROM platform_quarter_hourly
    WHERE workspace_id = {workspace_id:String}
        AND quarter >= toDateTime({previous_from:Date}, {time_zone:String})
        AND quarter < toDateTime({to:Date} + 1, {time_zone:String})
        AND (empty({platforms:Array(String)}) OR platform IN {platforms:Array(String)})
    GROUP BY day, platform, provenance, counted_type
)
ARRAY JOIN if(day >= {from:Date}, [('day', toString(day)), ('platform', toString(platform)), ('provenance', toString(provenance))], [('day', toString(day))]) AS cut
GROUP BY cut, counted_type
ORDER BY cut, counted_type
