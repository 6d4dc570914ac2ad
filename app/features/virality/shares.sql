-- Who shared or commented on which of some posts and when, and which share that came from; people are hashes.
SELECT
    content_id,
    groupArray(moment) AS moments,
    groupArray(person) AS people,
    groupArray(message) AS messages,
    groupArray(parent) AS parents,
    groupArray(reply) AS replies,
    max(minor) AS minors
FROM
(
    SELECT
        content_id,
        toUnixTimestamp64Milli(occurred_at) AS moment,
        cityHash64(if(actor_id != '', actor_id, anonymous_id)) % 9007199254740881 AS person,
        cityHash64(message_id) % 9007199254740881 AS message,
        if(parent_message_id = '', 0, cityHash64(parent_message_id) % 9007199254740881) AS parent,
        toUInt8(type = 'comment') AS reply,
        toUInt8(startsWith(actor_id, 'minor.')) AS minor
    FROM events
    WHERE workspace_id = {workspace_id:String}
        AND type IN ('share', 'comment')
        AND content_id IN {content_ids:Array(String)}
        AND occurred_at >= fromUnixTimestamp64Milli({first_milliseconds:Int64}, 'UTC')
        AND occurred_at <= fromUnixTimestamp64Milli({last_milliseconds:Int64}, 'UTC')
    ORDER BY content_id, occurred_at, message_id
)
GROUP BY content_id
