-- Which of the older names are stored anywhere: only what is there has to be rewritten.
SELECT DISTINCT name
FROM
(
    SELECT arrayJoin(arrayConcat([actor_id, anonymous_id, target_id], extractAll(properties, 'p[1-9][0-9]*[.][A-Za-z0-9_-]{22}'))) AS name
    FROM events
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT actor_id AS name
    FROM actor_daily
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT actor_id AS name
    FROM share_edges
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT creator_id AS name
    FROM content
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT customer_id AS name
    FROM customers
    WHERE workspace_id = {workspace_id:String}
    UNION ALL
    SELECT arrayJoin(extractAll(concat(message, '\n', payload), 'p[1-9][0-9]*[.][A-Za-z0-9_-]{22}')) AS name
    FROM quarantine
    WHERE workspace_id = {workspace_id:String}
)
WHERE name IN (SELECT old_name FROM pseudonyms_links WHERE batch_id = {batch_id:String})
