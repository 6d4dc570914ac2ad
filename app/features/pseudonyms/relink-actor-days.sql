-- Active days under the present names, beside those under the older ones, which go next: the name is part of the table's order and
-- cannot be changed. In one order, so that the same token repeats the same blocks.
INSERT INTO actor_daily (workspace_id, day, platform, actor_id, events, value, first_at, last_at, received_at, expires_at)
SELECT
    workspace_id,
    day,
    platform,
    transform(actor_id, (SELECT groupArray(old_name) FROM (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), (SELECT groupArray(new_name) FROM (SELECT new_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), actor_id) AS present_name,
    sum(actor_daily.events),
    sum(actor_daily.value),
    min(actor_daily.first_at),
    max(actor_daily.last_at),
    max(actor_daily.received_at),
    max(actor_daily.expires_at)
FROM actor_daily
WHERE workspace_id = {workspace_id:String} AND actor_id IN (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String})
GROUP BY workspace_id, day, platform, present_name
ORDER BY day, platform, present_name
