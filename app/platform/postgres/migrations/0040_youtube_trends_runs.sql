-- Long work on YouTube trends: scoring all videos of a workspace, or asking platforms about some of them.
CREATE TABLE youtube_trends_runs (
  id uuid PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('detection', 'analysis')),
  status text NOT NULL CHECK (status IN ('running', 'done', 'failed', 'cancelled')),
  options jsonb NOT NULL DEFAULT '{}',
  done bigint NOT NULL DEFAULT 0,
  total bigint,
  error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);
CREATE INDEX youtube_trends_runs_by_workspace ON youtube_trends_runs (workspace_id, created_at DESC);
