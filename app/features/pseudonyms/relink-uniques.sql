-- The sketches of these hours, made anew with the present names. What arrives at the same time may be in twice: a sketch counts the
-- same person once.
INSERT INTO uniques_hourly (workspace_id, hour, platform, people, content, minors)
SELECT
    workspace_id,
    toStartOfHour(occurred_at) AS hour,
    platform,
    uniqCombinedState(12)(nullIf(transform(multiIf(actor_id != '', actor_id, startsWith(anonymous_id, 'unlinked.'), '', anonymous_id), (SELECT groupArray(old_name) FROM (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), (SELECT groupArray(new_name) FROM (SELECT new_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), multiIf(actor_id != '', actor_id, startsWith(anonymous_id, 'unlinked.'), '', anonymous_id)), '')) AS people,
    uniqCombinedState(12)(nullIf(content_id, '')) AS content,
    max(startsWith(actor_id, 'minor.') OR startsWith(anonymous_id, 'minor.')) AS minors
FROM events
WHERE workspace_id = {workspace_id:String}
    AND (toStartOfHour(occurred_at), platform) IN
    (
        SELECT toStartOfHour(occurred_at), platform
        FROM events
        WHERE workspace_id = {workspace_id:String} AND if(actor_id != '', actor_id, anonymous_id) IN (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String})
    )
GROUP BY workspace_id, hour, platform
