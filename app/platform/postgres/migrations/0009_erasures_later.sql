-- What was found of a person at the beginning of each further pass: a list of counts by place, null until the pass has counted.
ALTER TABLE erasures ADD COLUMN rows_later jsonb NOT NULL DEFAULT '[]';
-- When the pass at hand began: what arrives later is left to the next one, so that what is counted back is what is deleted.
ALTER TABLE erasures ADD COLUMN erase_until timestamptz;
