-- The secret of a second factor, sealed (app/platform/secrets). What stands in totp_secret is sealed at the next start.
ALTER TABLE people ADD COLUMN totp_sealed bytea;
