-- What is known of one person from events: how many, on how many days and platforms, the first and the last.
SELECT
    sum(actor_daily.events) AS events,
    uniqExact(day) AS days,
    groupUniqArray(10)(toString(platform)) AS platforms,
    toUnixTimestamp64Milli(min(actor_daily.first_at)) AS first_milliseconds,
    toUnixTimestamp64Milli(max(actor_daily.last_at)) AS last_milliseconds
FROM actor_daily
WHERE workspace_id = {workspace_id:String} AND actor_id IN {names:Array(String)}
