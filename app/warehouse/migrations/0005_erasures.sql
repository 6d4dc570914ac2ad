-- Whom a running erasure is about, in memory only and for as long as it runs: identifiers, what to look for in texts, and
-- what to put there instead.
CREATE TABLE IF NOT EXISTS erasures_subjects
(
    batch_id String,
    id String,
    needle String,
    replacement String
)
ENGINE = Memory;
