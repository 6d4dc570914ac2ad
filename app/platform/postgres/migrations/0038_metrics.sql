-- How a workspace weighs virality, where it chose otherwise than the default.
CREATE TABLE metrics_settings (
  workspace_id text PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
  share_weight double precision NOT NULL CHECK (share_weight >= 0),
  comment_weight double precision NOT NULL CHECK (comment_weight >= 0),
  scale double precision NOT NULL CHECK (scale > 0)
);
