-- The share tree of a post in figures. A share is a root when it came from no other share of the post; it is direct when it
-- came from a root.
WITH
    own AS
    (
        SELECT message_id, parent_message_id, actor_id
        FROM share_edges
        WHERE workspace_id = {workspace_id:String} AND content_id = {content_id:String}
    ),
    placed AS
    (
        SELECT message_id, parent_message_id, actor_id, parent_message_id NOT IN (SELECT message_id FROM own) AS is_root
        FROM own
    )
SELECT
    count() AS shares,
    countIf(is_root) AS roots,
    uniqExact(actor_id) AS sharers,
    countIf(parent_message_id IN (SELECT message_id FROM placed WHERE is_root)) AS direct
FROM placed
