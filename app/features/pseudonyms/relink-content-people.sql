-- Who did something with a post on these days, made anew with the present names.
INSERT INTO content_people (workspace_id, day, platform, content_id, people, minors)
SELECT
    workspace_id,
    toDate(occurred_at) AS day,
    platform,
    content_id,
    uniqUpToState(20)(nullIf(transform(multiIf(actor_id != '', actor_id, startsWith(anonymous_id, 'unlinked.'), '', anonymous_id), (SELECT groupArray(old_name) FROM (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), (SELECT groupArray(new_name) FROM (SELECT new_name FROM pseudonyms_links WHERE batch_id = {batch_id:String} ORDER BY old_name)), multiIf(actor_id != '', actor_id, startsWith(anonymous_id, 'unlinked.'), '', anonymous_id)), '')) AS people,
    max(startsWith(actor_id, 'minor.') OR startsWith(anonymous_id, 'minor.')) AS minors
FROM events
WHERE workspace_id = {workspace_id:String}
    AND (content_id, toDate(occurred_at), platform) IN
    (
        SELECT content_id, toDate(occurred_at), platform
        FROM events
        WHERE workspace_id = {workspace_id:String} AND if(actor_id != '', actor_id, anonymous_id) IN (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String})
    )
GROUP BY workspace_id, day, platform, content_id
