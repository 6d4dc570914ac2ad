-- What senders say about people (traits of identify), sealed under a key of each person. People stand here under a keyed hash of the
-- name that their events bear, so that neither table nor write-ahead log holds an identifier.
CREATE TABLE person_keys (
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  person text NOT NULL,
  -- 32 random bytes, sealed (app/platform/secrets).
  sealed bytea NOT NULL,
  sealed_with text NOT NULL GENERATED ALWAYS AS (encode(substring(sealed FROM 2 FOR 8), 'hex')) STORED,
  -- The version of the pseudonym key under which the person is stored; 0 where it is none.
  pseudonym_version integer NOT NULL,
  is_minor boolean NOT NULL,
  PRIMARY KEY (workspace_id, person)
);
CREATE INDEX person_keys_by_key ON person_keys (sealed_with);

-- Destroying the key of a person takes the row along, and leaves every copy of it unreadable.
CREATE TABLE person_attributes (
  workspace_id text NOT NULL,
  person text NOT NULL,
  sealed bytea NOT NULL,
  version integer NOT NULL DEFAULT 1,
  -- How many there are, those that were taken back included.
  attributes integer NOT NULL,
  -- When the latest word about the person arrived.
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, person),
  FOREIGN KEY (workspace_id, person) REFERENCES person_keys (workspace_id, person) ON DELETE CASCADE
);
CREATE INDEX person_attributes_by_age ON person_attributes (workspace_id, updated_at);
