-- The monthly look at the Privacy page: who, when, and what they noted. People and keys are named without a reference: the record
-- outlives them.
CREATE TABLE privacy_reviews (
  id uuid PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  reviewed_at timestamptz NOT NULL,
  actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'key', 'local')),
  actor_id text NOT NULL,
  note text NOT NULL
);
CREATE INDEX privacy_reviews_by_workspace ON privacy_reviews (workspace_id, reviewed_at DESC);

-- What the last search for rows that are stored too long found, by workspace and class.
CREATE TABLE retention_checks (
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  class text NOT NULL,
  checked_at timestamptz NOT NULL,
  days integer NOT NULL,
  rows_stored bigint NOT NULL,
  oldest_at timestamptz,
  overdue bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('ok', 'applying', 'late')),
  PRIMARY KEY (workspace_id, class)
);
