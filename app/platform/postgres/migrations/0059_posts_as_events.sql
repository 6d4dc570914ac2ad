-- Whether what is read becomes events of who published it, too, and how many a reading made.
ALTER TABLE connections ADD COLUMN as_events boolean NOT NULL DEFAULT false;
ALTER TABLE connection_syncs ADD COLUMN events integer NOT NULL DEFAULT 0;
