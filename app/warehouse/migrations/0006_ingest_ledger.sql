-- What became of every event that came, by the hour of its arrival: received = stored + duplicate + rejected + suppressed + bot.
-- Written with each block of the journal, under a token of its own.
CREATE TABLE IF NOT EXISTS ingest_ledger
(
    workspace_id LowCardinality(String),
    hour DateTime('UTC'),
    result LowCardinality(String),
    reason LowCardinality(String),
    events Int64
)
ENGINE = SummingMergeTree(events)
PARTITION BY toYear(hour)
ORDER BY (workspace_id, hour, result, reason)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;
