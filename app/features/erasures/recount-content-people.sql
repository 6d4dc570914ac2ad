-- Who did something with a post on the days that hold something to be erased, made anew from everybody else's events. What
-- arrives at the same time may be in twice: the same person counts once.
INSERT INTO content_people (workspace_id, day, platform, content_id, people, minors)
SELECT
    workspace_id,
    toDate(occurred_at) AS day,
    platform,
    content_id,
    uniqUpToState(20)(nullIf(multiIf(actor_id != '', actor_id, startsWith(anonymous_id, 'unlinked.'), '', anonymous_id), '')) AS people,
    max(startsWith(actor_id, 'minor.') OR startsWith(anonymous_id, 'minor.')) AS minors
FROM events
WHERE workspace_id = {workspace_id:String}
    AND if(actor_id != '', actor_id, anonymous_id) NOT IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
    AND (content_id, toDate(occurred_at), platform) IN
    (
        SELECT content_id, toDate(occurred_at), platform
        FROM events
        WHERE workspace_id = {workspace_id:String} AND if(actor_id != '', actor_id, anonymous_id) IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
    )
GROUP BY workspace_id, day, platform, content_id
