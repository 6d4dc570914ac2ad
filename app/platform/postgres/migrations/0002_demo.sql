-- The demo that was loaded: an interrupted load is repeated with the same anchor and seed, so that nothing is doubled.
CREATE TABLE demo_loads (
  workspace_id text PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
  anchor timestamptz NOT NULL,
  seed text NOT NULL,
  finished_at timestamptz
);
