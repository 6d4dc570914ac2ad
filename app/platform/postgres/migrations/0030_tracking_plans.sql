-- Which properties of events a workspace keeps, and what senders have sent.
CREATE TABLE tracking_plans (
  workspace_id text PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
  mode text NOT NULL CHECK (mode IN ('off', 'learning', 'enforced')),
  changed_at timestamptz NOT NULL
);

CREATE TABLE tracking_plan_properties (
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  event_type text NOT NULL,
  property text NOT NULL,
  decision text CHECK (decision IN ('allow', 'drop')),
  events bigint NOT NULL,
  first_seen timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, event_type, property)
);
