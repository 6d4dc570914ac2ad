-- Who did something between two moments, as far as it was known by the second: what came of a forecast of engagement.
SELECT DISTINCT multiIf(actor_id != '', actor_id, startsWith(anonymous_id, 'unlinked.'), '', anonymous_id) AS actor_id
FROM events
WHERE workspace_id = {workspace_id:String}
    AND occurred_at > fromUnixTimestamp64Milli({first_milliseconds:Int64}, 'UTC')
    AND occurred_at <= fromUnixTimestamp64Milli({last_milliseconds:Int64}, 'UTC')
