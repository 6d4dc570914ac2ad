-- Requests for a copy of what is held of a person. Whom they are about lies in a file of the data directory until the archive goes.
CREATE TABLE person_exports (
  id uuid PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  state text NOT NULL CHECK (state IN ('waiting', 'ready', 'expired', 'failed')),
  identifier_count integer NOT NULL,
  requested_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  finished_at timestamptz,
  expires_at timestamptz,
  rows_found jsonb,
  archive_bytes bigint,
  trouble text NOT NULL DEFAULT ''
);
CREATE INDEX person_exports_open ON person_exports (requested_at) WHERE state IN ('waiting', 'ready');
CREATE INDEX person_exports_by_workspace ON person_exports (workspace_id, requested_at DESC);

-- Corrections of what is held of a person. Neither the person nor the values are in here: both are personal data.
CREATE TABLE person_rectifications (
  id uuid PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  state text NOT NULL CHECK (state IN ('rectifying', 'done', 'failed')),
  field text NOT NULL,
  identifier_count integer NOT NULL,
  requested_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  finished_at timestamptz,
  rows_before bigint NOT NULL,
  rows_after bigint,
  trouble text NOT NULL DEFAULT ''
);
CREATE INDEX person_rectifications_by_workspace ON person_rectifications (workspace_id, requested_at DESC);
