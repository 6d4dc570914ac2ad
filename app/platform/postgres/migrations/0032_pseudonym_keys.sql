-- The keys under which a workspace stores people. A key that was destroyed leaves its row without the key.
CREATE TABLE pseudonym_keys (
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  version integer NOT NULL CHECK (version > 0),
  -- 32 random bytes, sealed (app/platform/secrets).
  sealed bytea,
  made_at timestamptz NOT NULL,
  -- When a newer key took its place, and when it is destroyed.
  retired_at timestamptz,
  destroy_at timestamptz,
  destroyed_at timestamptz,
  -- Names under it that were brought under a newer one.
  relinked bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (workspace_id, version),
  CHECK ((sealed IS NULL) = (destroyed_at IS NOT NULL))
);
CREATE UNIQUE INDEX pseudonym_keys_present ON pseudonym_keys (workspace_id) WHERE retired_at IS NULL;
