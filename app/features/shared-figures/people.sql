-- How many people were active in some days of UTC, each counted on the platform of most of their events, and their events, of each
-- at most so many.
SELECT
    favourite AS platform,
    count() AS people,
    sum(least(person_events, {events_max:UInt64})) AS events
FROM
(
    SELECT
        actor_id,
        argMax(platform, (platform_events, platform)) AS favourite,
        sum(platform_events) AS person_events
    FROM
    (
        SELECT actor_id, toString(platform) AS platform, sum(events) AS platform_events
        FROM actor_daily
        WHERE workspace_id = {workspace_id:String} AND day >= {from:Date} AND day <= {to:Date} AND actor_id != ''
        GROUP BY actor_id, platform
    )
    GROUP BY actor_id
)
GROUP BY platform
