-- Which granules hold what somebody did, what was done to somebody, and what was done with a post: for reading the history of one among
-- those of millions.
ALTER TABLE events
    ADD INDEX IF NOT EXISTS by_person (actor_id, anonymous_id) TYPE bloom_filter(0.01) GRANULARITY 1,
    ADD INDEX IF NOT EXISTS by_target target_id TYPE bloom_filter(0.01) GRANULARITY 1,
    ADD INDEX IF NOT EXISTS by_content content_id TYPE bloom_filter(0.01) GRANULARITY 1;

ALTER TABLE events MATERIALIZE INDEX by_person, MATERIALIZE INDEX by_target, MATERIALIZE INDEX by_content;

ALTER TABLE content ADD INDEX IF NOT EXISTS by_creator creator_id TYPE bloom_filter(0.01) GRANULARITY 1;

ALTER TABLE content MATERIALIZE INDEX by_creator;

-- A post as it was first described with a time of publication, in figures: what was known of it from when on. The earliest wins, whatever is
-- changed later; read with FINAL. Who published it, and its words, stand in `content`.
CREATE TABLE IF NOT EXISTS content_first_described
(
    workspace_id LowCardinality(String),
    content_id String,
    first_at DateTime64(3, 'UTC'),
    earliness UInt64,
    platform LowCardinality(String),
    published_at DateTime64(3, 'UTC'),
    category LowCardinality(String),
    title_length UInt32,
    hashtags UInt32,
    provenance LowCardinality(String)
)
ENGINE = ReplacingMergeTree(earliness)
ORDER BY (workspace_id, content_id)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS content_first_described_view TO content_first_described AS
SELECT
    workspace_id,
    content_id,
    updated_at AS first_at,
    18446744073709551615 - toUInt64(toUnixTimestamp64Milli(updated_at)) AS earliness,
    platform,
    assumeNotNull(content.published_at) AS published_at,
    category,
    toUInt32(lengthUTF8(title)) AS title_length,
    toUInt32(length(tags)) AS hashtags,
    provenance
FROM content
WHERE isNotNull(content.published_at);

INSERT INTO content_first_described
SELECT
    workspace_id,
    content_id,
    updated_at,
    18446744073709551615 - toUInt64(toUnixTimestamp64Milli(updated_at)),
    platform,
    assumeNotNull(published_at),
    category,
    toUInt32(lengthUTF8(title)),
    toUInt32(length(tags)),
    provenance
FROM content FINAL
WHERE isNotNull(published_at);
