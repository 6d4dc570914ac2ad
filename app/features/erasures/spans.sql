-- From when to when each table holds something of the people of an erasure, in milliseconds since 1970; null where a row has no time.
SELECT 'events' AS place, toUnixTimestamp64Milli(min(occurred_at)) AS from_milliseconds, toUnixTimestamp64Milli(max(occurred_at)) AS to_milliseconds
FROM events
WHERE workspace_id = {workspace_id:String} AND if(actor_id != '', actor_id, anonymous_id) IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
HAVING count() > 0
UNION ALL
SELECT 'actor_daily', toUnixTimestamp64Milli(min(first_at)), toUnixTimestamp64Milli(max(last_at))
FROM actor_daily
WHERE workspace_id = {workspace_id:String} AND actor_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
HAVING count() > 0
UNION ALL
SELECT 'share_edges', toUnixTimestamp64Milli(min(occurred_at)), toUnixTimestamp64Milli(max(occurred_at))
FROM share_edges
WHERE workspace_id = {workspace_id:String} AND actor_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
HAVING count() > 0
UNION ALL
SELECT 'content', if(countIf(isNull(published_at)) > 0, NULL, toUnixTimestamp64Milli(min(published_at))), if(countIf(isNull(published_at)) > 0, NULL, toUnixTimestamp64Milli(max(published_at)))
FROM content
WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
HAVING count() > 0
UNION ALL
SELECT 'content_snapshots', toUnixTimestamp64Milli(min(observed_at)), toUnixTimestamp64Milli(max(observed_at))
FROM content_snapshots
WHERE workspace_id = {workspace_id:String} AND content_id IN (SELECT content_id FROM content WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String}))
HAVING count() > 0
UNION ALL
SELECT 'creator_snapshots', toUnixTimestamp64Milli(min(observed_at)), toUnixTimestamp64Milli(max(observed_at))
FROM creator_snapshots
WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
HAVING count() > 0
