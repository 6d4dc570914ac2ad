-- What was received after an event, oldest first, without what minors did; the message_id decides among those of one moment.
WITH
    fromUnixTimestamp64Milli({after_milliseconds:Int64}, 'UTC') AS after,
    (
        SELECT max(received_at)
        FROM
        (
            SELECT received_at
            FROM events
            WHERE workspace_id = {workspace_id:String} AND received_at > after
                AND ({with_minors:Bool} OR NOT (startsWith(actor_id, 'minor.') OR startsWith(anonymous_id, 'minor.')))
            ORDER BY received_at
            LIMIT {limit:UInt32}
        )
    ) AS newest
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
WHERE workspace_id = {workspace_id:String}
    AND received_at >= after
    AND received_at <= greatest(after, newest)
    AND (received_at > after OR message_id > {after_message_id:String})
    AND ({with_minors:Bool} OR NOT (startsWith(actor_id, 'minor.') OR startsWith(anonymous_id, 'minor.')))
ORDER BY received_at, message_id
LIMIT {limit:UInt32}
