-- In how many rows of each table something of the people of an erasure is left.
SELECT 'events' AS place, count() AS found
FROM events
WHERE workspace_id = {workspace_id:String} AND if(actor_id != '', actor_id, anonymous_id) IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
UNION ALL
SELECT 'events of others', count()
FROM events
WHERE workspace_id = {workspace_id:String}
    AND if(actor_id != '', actor_id, anonymous_id) NOT IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
    AND
    (
        anonymous_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
        OR target_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
        OR multiSearchAny(concat(text, '\n', properties, '\n', referrer), (SELECT groupArray(needle) FROM erasures_subjects WHERE batch_id = {batch_id:String}))
    )
UNION ALL
SELECT 'actor_daily', count()
FROM actor_daily
WHERE workspace_id = {workspace_id:String} AND actor_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
UNION ALL
SELECT 'share_edges', count()
FROM share_edges
WHERE workspace_id = {workspace_id:String} AND actor_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
UNION ALL
SELECT 'content', count()
FROM content
WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
UNION ALL
SELECT 'content_snapshots', count()
FROM content_snapshots
WHERE workspace_id = {workspace_id:String} AND content_id IN (SELECT content_id FROM content WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String}))
UNION ALL
SELECT 'trends_posts', count()
FROM trends_posts
WHERE workspace_id = {workspace_id:String} AND content_id IN (SELECT content_id FROM content WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String}))
UNION ALL
SELECT 'youtube_trends_scores', count()
FROM youtube_trends_scores
WHERE workspace_id = {workspace_id:String} AND content_id IN (SELECT content_id FROM content WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String}))
UNION ALL
SELECT 'youtube_trends_analyses', count()
FROM youtube_trends_analyses
WHERE workspace_id = {workspace_id:String} AND content_id IN (SELECT content_id FROM content WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String}))
UNION ALL
SELECT 'youtube_trends_matches', count()
FROM youtube_trends_matches
WHERE workspace_id = {workspace_id:String}
    AND
    (
        content_id IN (SELECT content_id FROM content WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String}))
        OR matched_id IN (SELECT content_id FROM content WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String}))
    )
UNION ALL
SELECT 'creator_snapshots', count()
FROM creator_snapshots
WHERE workspace_id = {workspace_id:String} AND creator_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
UNION ALL
SELECT 'quarantine', count()
FROM quarantine
WHERE workspace_id = {workspace_id:String}
    AND multiSearchAny(concat(message, '\n', payload), (SELECT groupArray(needle) FROM erasures_subjects WHERE batch_id = {batch_id:String}))
UNION ALL
SELECT 'customers', count()
FROM customers
WHERE workspace_id = {workspace_id:String} AND customer_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
