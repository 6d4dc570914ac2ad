-- Up to which publication the forecasts of a workspace’s posts were held against what became of them.
CREATE TABLE virality_resolved (
  workspace_id text PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
  published_until timestamptz NOT NULL
);
