-- Work that is done once, by whichever process takes it first.
CREATE TABLE jobs (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  status text NOT NULL CHECK (status IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  -- Of one that waits: when it is its turn.
  due_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  attempts_max integer NOT NULL CHECK (attempts_max >= 1),
  -- Of one that runs: who holds it, and until when it is theirs unless they say that they go on.
  lease uuid,
  leased_until timestamptz,
  created_at timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE INDEX jobs_by_turn ON jobs (due_at) WHERE status = 'waiting';
CREATE INDEX jobs_by_lease ON jobs (leased_until) WHERE status = 'running';
CREATE INDEX jobs_finished ON jobs (finished_at);

-- What became of each attempt, in words.
CREATE TABLE job_attempts (
  job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  attempt integer NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  -- Null while it runs.
  outcome text CHECK (outcome IN ('done', 'again', 'failed', 'cancelled', 'lost')),
  says text NOT NULL DEFAULT '',
  PRIMARY KEY (job_id, attempt)
);
