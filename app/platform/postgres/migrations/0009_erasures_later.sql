-- What was found of a person at the beginning of each further pass: a list of counts by place, null until the pass has counted.
ALTER TABLE erasures ADD COLUMN rows_later jsonb NOT NULL DEFAULT '[]';
