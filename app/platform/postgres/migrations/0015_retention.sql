-- How long data of a class is kept, where a workspace chose otherwise than the default. A change that is not applied yet to what is
-- stored has no applied_at, and names the days that what is stored was written with.
CREATE TABLE retention_policies (
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  class text NOT NULL,
  days integer NOT NULL CHECK (days > 0),
  days_before integer NOT NULL,
  basis text NOT NULL DEFAULT '',
  changed_at timestamptz NOT NULL,
  applied_at timestamptz,
  PRIMARY KEY (workspace_id, class)
);
