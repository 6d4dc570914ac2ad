-- Who was erased lately, so that events that arrive late do not bring them back: identifiers under a keyed hash, for a time.
CREATE TABLE erased_people (
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  hash text NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, hash)
);
