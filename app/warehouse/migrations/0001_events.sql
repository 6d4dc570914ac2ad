-- What happened. Columns come from contract/event.ts; a test compares them.
CREATE TABLE IF NOT EXISTS events
(
    workspace_id LowCardinality(String),
    message_id String CODEC(ZSTD(1)),
    type LowCardinality(String),
    occurred_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    sent_at Nullable(DateTime64(3, 'UTC')),
    actor_id String,
    anonymous_id String,
    session_id String,
    content_id String,
    target_id String,
    parent_message_id String,
    platform LowCardinality(String),
    country String,
    language String,
    device String,
    referrer String,
    utm_source String,
    utm_medium String,
    utm_campaign String,
    utm_term String,
    utm_content String,
    campaign_id String,
    experiment_id String,
    variant String,
    value Nullable(Float64),
    currency String,
    text String CODEC(ZSTD(1)),
    properties String CODEC(ZSTD(1)),
    received_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    original_timestamp Nullable(DateTime64(3, 'UTC')),
    provenance LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (workspace_id, toDate(occurred_at), type, occurred_at)
SETTINGS non_replicated_deduplication_window = 1000, merge_selector_base = 10, fsync_after_insert = 1, fsync_part_directory = 1;

-- Every stored message_id by two hashes of it: answers "was it here before?" for the few that the filters cannot rule out.
-- Two numbers rather than one of 128 bits, because a number of 64 bits is sorted several times as fast; what is random is
-- not worth compressing.
CREATE TABLE IF NOT EXISTS event_ids
(
    hash UInt64 CODEC(NONE),
    check_hash UInt64 CODEC(NONE),
    received_at DateTime('UTC')
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY hash
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 1000, merge_selector_base = 10, fsync_after_insert = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS event_ids_view TO event_ids AS
SELECT cityHash64(workspace_id, message_id) AS hash, sipHash64(workspace_id, message_id) AS check_hash, received_at
FROM events;

-- What was refused, as it came, with the reason.
CREATE TABLE IF NOT EXISTS quarantine
(
    workspace_id LowCardinality(String),
    id UUID,
    received_at DateTime64(3, 'UTC'),
    endpoint LowCardinality(String),
    message_id String,
    reason LowCardinality(String),
    field LowCardinality(String),
    message String,
    payload String CODEC(ZSTD(1)),
    replayed_at Nullable(DateTime64(3, 'UTC'))
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (workspace_id, received_at, id)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;
