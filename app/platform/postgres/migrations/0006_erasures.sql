-- Requests to be forgotten. Whom they are about is not in here, where a write-ahead log would keep it, but in a file of the
-- data directory, until the erasure is proven.
CREATE TABLE erasures (
  id uuid PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  state text NOT NULL CHECK (state IN ('waiting', 'erasing', 'proving', 'done')),
  identifier_count integer NOT NULL,
  requested_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  batch_id uuid,
  erased_at timestamptz,
  finished_at timestamptz,
  rows_before jsonb,
  rows_after jsonb,
  trouble text NOT NULL DEFAULT '',
  receipt jsonb
);
CREATE INDEX erasures_open ON erasures (requested_at) WHERE state <> 'done';
CREATE INDEX erasures_by_workspace ON erasures (workspace_id, requested_at DESC);
