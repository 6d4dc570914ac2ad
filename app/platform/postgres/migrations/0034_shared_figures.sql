-- Figures with noise that are open to whoever has the address; each keeps what it was given at the start.
CREATE TABLE shared_figures (
  id uuid PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  -- SHA-256 of the token in the address.
  token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  name text NOT NULL,
  first_day date NOT NULL,
  last_day date NOT NULL,
  figures jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE INDEX shared_figures_by_workspace ON shared_figures (workspace_id, created_at);

-- What was given away of the people of a workspace. A row outlives what it was spent on: what is known stays known.
CREATE TABLE privacy_expenses (
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  label text NOT NULL,
  epsilon double precision NOT NULL CHECK (epsilon > 0),
  spent_at timestamptz NOT NULL
);
CREATE INDEX privacy_expenses_by_time ON privacy_expenses (workspace_id, spent_at);

-- How much a workspace gives away in 365 days; the default holds where there is no row.
CREATE TABLE privacy_budgets (
  workspace_id text PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
  epsilon double precision NOT NULL CHECK (epsilon > 0),
  changed_at timestamptz NOT NULL
);
