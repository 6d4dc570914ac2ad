-- By which pseudonyms recorded people are found, where a workspace stores people under them: so that consent counts for what is stored.
CREATE TABLE consent_names (
  workspace_id text NOT NULL,
  -- As in consent_standings.
  subject text NOT NULL,
  version integer NOT NULL,
  -- Keyed hash of the pseudonym, masked: only who holds the key of the pseudonym can tell the two belong together, and nobody once it is destroyed.
  masked bytea NOT NULL CHECK (length(masked) = 8),
  PRIMARY KEY (workspace_id, subject, version),
  FOREIGN KEY (workspace_id, version) REFERENCES pseudonym_keys (workspace_id, version) ON DELETE CASCADE
);
CREATE INDEX consent_names_by_key ON consent_names (workspace_id, version);
