-- Anonymous identifiers that stood beside those known, and beside nobody else's: a browser's before its owner signed in.
SELECT anonymous_id AS id
FROM events
WHERE workspace_id = {workspace_id:String}
    AND actor_id != ''
    AND anonymous_id IN
    (
        SELECT anonymous_id
        FROM events
        WHERE workspace_id = {workspace_id:String} AND anonymous_id != '' AND actor_id IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})
    )
GROUP BY anonymous_id
HAVING countIf(actor_id NOT IN (SELECT id FROM erasures_subjects WHERE batch_id = {batch_id:String})) = 0
