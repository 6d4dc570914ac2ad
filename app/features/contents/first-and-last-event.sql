-- When a post was first and last seen by events, in milliseconds since 1970; no row when it never was.
WITH
    (
        SELECT (min(day), max(day))
        FROM content_daily
        WHERE workspace_id = {workspace_id:String} AND content_id = {content_id:String}
    ) AS days
SELECT
    toUnixTimestamp64Milli(min(occurred_at)) AS first_milliseconds,
    toUnixTimestamp64Milli(max(occurred_at)) AS last_milliseconds
FROM events
WHERE workspace_id = {workspace_id:String}
    AND (toDate(occurred_at) = days.1 OR toDate(occurred_at) = days.2)
    AND content_id = {content_id:String}
HAVING count() > 0
