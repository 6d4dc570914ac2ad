-- What becomes of personal data found in events, where a workspace chose otherwise than the default.
CREATE TABLE personal_data_policies (
  workspace_id text PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
  policy jsonb NOT NULL,
  changed_at timestamptz NOT NULL
);
