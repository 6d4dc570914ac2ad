-- A post, video, quiz or page. The newest description wins; read with FINAL.
CREATE TABLE IF NOT EXISTS content
(
    workspace_id LowCardinality(String),
    content_id String,
    platform LowCardinality(String),
    kind LowCardinality(String),
    title String,
    creator_id String,
    creator_name String,
    category LowCardinality(String),
    tags Array(String),
    url String,
    thumbnail_url String,
    published_at Nullable(DateTime64(3, 'UTC')),
    provenance LowCardinality(String),
    updated_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY (workspace_id, content_id)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;

-- What a platform reported about a post at a time: cumulative counters, null when not reported. Read with FINAL.
CREATE TABLE IF NOT EXISTS content_snapshots
(
    workspace_id LowCardinality(String),
    content_id String,
    observed_at DateTime64(3, 'UTC'),
    platform LowCardinality(String),
    views Nullable(UInt64),
    likes Nullable(UInt64),
    dislikes Nullable(UInt64),
    comments Nullable(UInt64),
    shares Nullable(UInt64),
    saves Nullable(UInt64),
    provenance LowCardinality(String),
    received_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(received_at)
ORDER BY (workspace_id, content_id, observed_at)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;

-- Publishing an event describes its content.
CREATE MATERIALIZED VIEW IF NOT EXISTS content_view TO content AS
SELECT
    workspace_id,
    content_id,
    platform,
    JSONExtractString(properties, 'kind') AS kind,
    if(JSONExtractString(properties, 'title') != '', JSONExtractString(properties, 'title'), substring(text, 1, 200)) AS title,
    if(JSONExtractString(properties, 'creator_id') != '', JSONExtractString(properties, 'creator_id'), actor_id) AS creator_id,
    JSONExtractString(properties, 'creator_name') AS creator_name,
    JSONExtractString(properties, 'category') AS category,
    JSONExtract(properties, 'tags', 'Array(String)') AS tags,
    JSONExtractString(properties, 'url') AS url,
    JSONExtractString(properties, 'thumbnail_url') AS thumbnail_url,
    occurred_at AS published_at,
    provenance,
    received_at AS updated_at
FROM events
WHERE type = 'content_publish' AND content_id != '';
