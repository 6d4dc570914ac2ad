-- When an event is deleted, written with it: `received_at` and the days its workspace keeps events of its class. What holds
-- identifiers goes with the event it was made from.
ALTER TABLE events ADD COLUMN IF NOT EXISTS expires_at DateTime('UTC') DEFAULT toDateTime(received_at, 'UTC') + toIntervalDay(760) CODEC(Delta(4), ZSTD(1));

ALTER TABLE actor_daily ADD COLUMN IF NOT EXISTS received_at SimpleAggregateFunction(max, DateTime('UTC')) DEFAULT now('UTC');

ALTER TABLE actor_daily ADD COLUMN IF NOT EXISTS expires_at SimpleAggregateFunction(max, DateTime('UTC')) DEFAULT now('UTC') + toIntervalDay(760);

ALTER TABLE share_edges ADD COLUMN IF NOT EXISTS received_at DateTime('UTC') DEFAULT now('UTC');

ALTER TABLE share_edges ADD COLUMN IF NOT EXISTS expires_at DateTime('UTC') DEFAULT now('UTC') + toIntervalDay(760);

ALTER TABLE actor_daily MATERIALIZE COLUMN received_at, MATERIALIZE COLUMN expires_at;

ALTER TABLE share_edges MATERIALIZE COLUMN received_at, MATERIALIZE COLUMN expires_at;

ALTER TABLE actor_daily_view MODIFY QUERY
SELECT
    workspace_id,
    toDate(occurred_at) AS day,
    platform,
    multiIf(events.actor_id != '', events.actor_id, startsWith(events.anonymous_id, 'unlinked.'), '', events.anonymous_id) AS actor_id,
    count() AS events,
    sum(ifNull(value, 0)) AS value,
    min(occurred_at) AS first_at,
    max(occurred_at) AS last_at,
    max(toDateTime(events.received_at, 'UTC')) AS received_at,
    max(events.expires_at) AS expires_at
FROM events
GROUP BY workspace_id, day, platform, actor_id;

ALTER TABLE share_edges_view MODIFY QUERY
SELECT
    workspace_id,
    content_id,
    message_id,
    parent_message_id,
    if(events.actor_id != '', events.actor_id, events.anonymous_id) AS actor_id,
    platform,
    occurred_at,
    provenance,
    toDateTime(events.received_at, 'UTC') AS received_at,
    events.expires_at AS expires_at
FROM events
WHERE type = 'share';

-- The day a figure was first stored: figures about years long gone that are imported today are kept as long as others. The
-- engine fills it in, which costs an insert nothing; of rows that are merged the first one's stays.
ALTER TABLE content_hourly ADD COLUMN IF NOT EXISTS stored_on Date DEFAULT toDate(now('UTC'));

ALTER TABLE content_daily ADD COLUMN IF NOT EXISTS stored_on Date DEFAULT toDate(now('UTC'));

ALTER TABLE platform_quarter_hourly ADD COLUMN IF NOT EXISTS stored_on Date DEFAULT toDate(now('UTC'));

ALTER TABLE uniques_hourly ADD COLUMN IF NOT EXISTS stored_on Date DEFAULT toDate(now('UTC'));

ALTER TABLE content_people ADD COLUMN IF NOT EXISTS stored_on Date DEFAULT toDate(now('UTC'));

ALTER TABLE content_hourly MATERIALIZE COLUMN stored_on;

ALTER TABLE content_daily MATERIALIZE COLUMN stored_on;

ALTER TABLE platform_quarter_hourly MATERIALIZE COLUMN stored_on;

ALTER TABLE uniques_hourly MATERIALIZE COLUMN stored_on;

ALTER TABLE content_people MATERIALIZE COLUMN stored_on;

-- Rows that are due go when the engine merges. Where a row does not say itself when, the limit of its class holds here, and what a
-- workspace chose is deleted by data-retention. Messages are recognised as long as the longest that events may be kept.
ALTER TABLE events MODIFY TTL expires_at;

ALTER TABLE actor_daily MODIFY TTL expires_at;

ALTER TABLE share_edges MODIFY TTL expires_at;

ALTER TABLE event_ids MODIFY TTL received_at + toIntervalDay(1826);

ALTER TABLE content_hourly MODIFY TTL stored_on + toIntervalDay(3652);

ALTER TABLE content_daily MODIFY TTL stored_on + toIntervalDay(3652);

ALTER TABLE platform_quarter_hourly MODIFY TTL stored_on + toIntervalDay(3652);

ALTER TABLE uniques_hourly MODIFY TTL stored_on + toIntervalDay(3652);

ALTER TABLE content_people MODIFY TTL stored_on + toIntervalDay(3652);

ALTER TABLE content_snapshots MODIFY TTL toDateTime(received_at) + toIntervalDay(3652);

ALTER TABLE quarantine MODIFY TTL toDateTime(received_at) + toIntervalDay(90);

ALTER TABLE ingest_ledger MODIFY TTL hour + toIntervalDay(3652);
