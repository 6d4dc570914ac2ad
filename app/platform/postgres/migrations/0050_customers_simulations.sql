-- Customers that are nobody, as they were asked for; the rows themselves are in the event store under the same id.
CREATE TABLE customers_simulations (
  id uuid PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  status text NOT NULL CHECK (status IN ('running', 'done', 'failed', 'cancelled')),
  count integer NOT NULL,
  seed integer NOT NULL,
  observed_on text NOT NULL,
  done integer NOT NULL DEFAULT 0,
  error text,
  created_at timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE INDEX customers_simulations_by_workspace ON customers_simulations (workspace_id, created_at DESC);
