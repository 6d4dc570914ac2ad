-- Names that are being brought under a newer key, in memory only and for as long as it takes.
CREATE TABLE IF NOT EXISTS pseudonyms_links
(
    batch_id String,
    old_name String,
    new_name String
)
ENGINE = Memory;
