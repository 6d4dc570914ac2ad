-- Scores of a video at the observation they were made from, with the versions of the formulas; null is unknown. The latest
-- wins; read with FINAL.
CREATE TABLE IF NOT EXISTS youtube_trends_scores
(
    workspace_id LowCardinality(String),
    version LowCardinality(String),
    content_id String,
    scored_at DateTime64(3, 'UTC'),
    observed_at DateTime64(3, 'UTC'),
    views Float64,
    likes Nullable(Float64),
    comments Nullable(Float64),
    days_old Nullable(Float64),
    viral UInt8,
    engagement_percent Float64,
    views_per_day Nullable(Float64),
    calibrated_version LowCardinality(String),
    calibrated Nullable(Float64),
    calibrated_lower Nullable(Float64),
    calibrated_upper Nullable(Float64),
    engagement_percentile Nullable(Float64),
    velocity_percentile Nullable(Float64),
    shrunk_rate Nullable(Float64),
    sample UInt32,
    peers LowCardinality(String)
)
ENGINE = ReplacingMergeTree(scored_at)
ORDER BY (workspace_id, version, content_id)
TTL toDateTime(scored_at) + toIntervalDay(3652)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;

-- What platforms had to say about the subject of a video when they were asked: the total, its parts, and each platform’s
-- score as JSON. A repeat of the same run wins; read with FINAL.
CREATE TABLE IF NOT EXISTS youtube_trends_analyses
(
    workspace_id LowCardinality(String),
    content_id String,
    run_id String,
    analysed_at DateTime64(3, 'UTC'),
    version LowCardinality(String),
    profile LowCardinality(String),
    keywords Array(String),
    total UInt8,
    status LowCardinality(String),
    least UInt8,
    most UInt8,
    platforms String
)
ENGINE = ReplacingMergeTree(analysed_at)
ORDER BY (workspace_id, content_id, run_id)
TTL toDateTime(analysed_at) + toIntervalDay(3652)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;

-- A post that was found to be about the subject of a video, with the counters that entered the score; null is not reported.
-- What the post says and who wrote it stand in `content`.
CREATE TABLE IF NOT EXISTS youtube_trends_matches
(
    workspace_id LowCardinality(String),
    content_id String,
    run_id String,
    platform LowCardinality(String),
    matched_id String,
    analysed_at DateTime64(3, 'UTC'),
    similarity Float64,
    views Nullable(Float64),
    likes Nullable(Float64),
    comments Nullable(Float64),
    shares Nullable(Float64)
)
ENGINE = ReplacingMergeTree(analysed_at)
ORDER BY (workspace_id, content_id, run_id, platform, matched_id)
TTL toDateTime(analysed_at) + toIntervalDay(3652)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;
