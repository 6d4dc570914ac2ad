-- Which data directory writes here: its journal and its memory of messages are what makes every event count once. The row of
-- the highest term holds.
CREATE TABLE IF NOT EXISTS event_store_owners
(
    term UInt32,
    directory_id String,
    host String,
    path String,
    since DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY term
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;
