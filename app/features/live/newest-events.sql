-- The newest events of a workspace, newest first. The times are sorted alone, so that only the rows answered are read whole.
WITH
    (
        SELECT min(received_at)
        FROM
        (
            SELECT received_at
            FROM events
            WHERE workspace_id = {workspace_id:String}
            ORDER BY received_at DESC
            LIMIT {limit:UInt32}
        )
    ) AS oldest
SELECT
    message_id,
    type,
    toUnixTimestamp64Milli(occurred_at) AS occurred_at_milliseconds,
    toUnixTimestamp64Milli(received_at) AS received_at_milliseconds,
    provenance,
    actor_id,
    anonymous_id,
    session_id,
    content_id,
    target_id,
    parent_message_id,
    platform,
    country,
    language,
    device,
    value,
    currency,
    text,
    properties
FROM events
WHERE workspace_id = {workspace_id:String} AND received_at >= oldest
    AND ({with_minors:Bool} OR NOT (startsWith(actor_id, 'minor.') OR startsWith(anonymous_id, 'minor.')))
ORDER BY received_at DESC, message_id DESC
LIMIT {limit:UInt32}
