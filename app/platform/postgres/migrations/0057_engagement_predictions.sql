-- Up to which day the forecasts of a workspace's people were held against what came true.
CREATE TABLE engagement_predictions_resolved (
  workspace_id text PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
  resolved_until timestamptz NOT NULL
);
