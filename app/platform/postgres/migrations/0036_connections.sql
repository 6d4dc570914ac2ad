-- A platform that a workspace reads from: how it is asked, and how far it was read.
CREATE TABLE connections (
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  platform text NOT NULL,
  base_address text NOT NULL,
  -- Source[] of app/connectors/connector.ts.
  sources jsonb NOT NULL,
  credentials_sealed bytea,
  every_minutes integer NOT NULL CHECK (every_minutes >= 5),
  -- Of app/connectors/sync-cursor.ts; null before the first page.
  cursor text,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  next_sync_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, platform)
);
CREATE INDEX connections_by_turn ON connections (next_sync_at);

-- One reading of a platform, from its beginning to its end.
CREATE TABLE connection_syncs (
  id uuid PRIMARY KEY,
  workspace_id text NOT NULL,
  platform text NOT NULL,
  status text NOT NULL CHECK (status IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  asked_by text NOT NULL CHECK (asked_by IN ('schedule', 'person')),
  posts integer NOT NULL DEFAULT 0,
  new_posts integer NOT NULL DEFAULT 0,
  skipped integer NOT NULL DEFAULT 0,
  suppressed integer NOT NULL DEFAULT 0,
  sources_done integer NOT NULL DEFAULT 0,
  sources_total integer NOT NULL DEFAULT 0,
  -- What could not be read: { status, message, field?, source? }[].
  problems jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  finished_at timestamptz,
  FOREIGN KEY (workspace_id, platform) REFERENCES connections (workspace_id, platform) ON DELETE CASCADE
);
CREATE INDEX connection_syncs_by_connection ON connection_syncs (workspace_id, platform, created_at DESC);
-- One at a time.
CREATE UNIQUE INDEX connection_syncs_under_way ON connection_syncs (workspace_id, platform) WHERE status IN ('waiting', 'running');
