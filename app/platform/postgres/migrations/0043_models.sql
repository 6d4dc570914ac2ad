-- What was learned: every version of every model, and what became of it.
CREATE TABLE models (
  id uuid PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  version integer NOT NULL CHECK (version >= 1),
  state text NOT NULL DEFAULT 'candidate' CHECK (state IN ('candidate', 'live', 'retired')),
  retired_for text CHECK (retired_for IN ('replaced', 'rolled_back', 'withdrawn')),
  algorithm text NOT NULL,
  task text NOT NULL CHECK (task IN ('binary', 'regression')),
  target text NOT NULL,
  judged_by text NOT NULL,
  features jsonb NOT NULL,
  -- SHA-256 of the training rows.
  fingerprint bytea NOT NULL CHECK (length(fingerprint) = 32),
  training_rows bigint NOT NULL,
  hold_out_rows bigint NOT NULL,
  split jsonb NOT NULL,
  -- Metrics with intervals, baselines beside them, curves, importance; what the card says beside them.
  judgement jsonb NOT NULL,
  about jsonb NOT NULL,
  -- Places and times of the training rows, never whose they were.
  trained_on jsonb NOT NULL,
  seed text NOT NULL,
  owner_kind text NOT NULL,
  owner_id text NOT NULL,
  -- Both gzip of JSON; gone from old versions.
  document bytea,
  document_bytes bigint NOT NULL,
  reference bytea,
  created_at timestamptz NOT NULL,
  promoted_at timestamptz,
  retired_at timestamptz,
  UNIQUE (workspace_id, name, version),
  CHECK ((state = 'retired') = (retired_for IS NOT NULL)),
  CHECK (state <> 'live' OR (promoted_at IS NOT NULL AND document IS NOT NULL))
);
CREATE UNIQUE INDEX models_live ON models (workspace_id, name) WHERE state = 'live';

-- What was decided about models, by whom and why, for people to read.
CREATE TABLE models_decisions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  name text NOT NULL,
  version integer,
  kind text NOT NULL,
  why text NOT NULL,
  figures jsonb,
  actor_kind text NOT NULL,
  actor_id text NOT NULL,
  decided_at timestamptz NOT NULL
);
CREATE INDEX models_decisions_by_model ON models_decisions (workspace_id, name, id DESC);

-- Versions that an erasure asks to be learned anew. The erasure is named, nobody else.
CREATE TABLE models_marks (
  model_id uuid NOT NULL REFERENCES models (id) ON DELETE CASCADE,
  erasure_id text NOT NULL,
  marked_at timestamptz NOT NULL,
  PRIMARY KEY (model_id, erasure_id)
);

-- Trainings: at most one runs, in whichever process took it.
CREATE TABLE models_runs (
  id uuid PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  name text NOT NULL,
  cause text NOT NULL CHECK (cause IN ('asked', 'schedule', 'drift', 'erasure')),
  status text NOT NULL CHECK (status IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  seed text NOT NULL,
  done double precision NOT NULL DEFAULT 0,
  total double precision,
  -- The version that came of it.
  version integer,
  outcome text,
  error text,
  cancel_asked boolean NOT NULL DEFAULT false,
  -- Erasures that began while it read.
  erasures jsonb NOT NULL DEFAULT '[]',
  attempts integer NOT NULL DEFAULT 0,
  actor_kind text NOT NULL,
  actor_id text NOT NULL,
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  seen_at timestamptz,
  finished_at timestamptz
);
CREATE UNIQUE INDEX models_runs_running ON models_runs (status) WHERE status = 'running';
CREATE UNIQUE INDEX models_runs_waiting ON models_runs (workspace_id, name) WHERE status = 'waiting';
CREATE INDEX models_runs_by_model ON models_runs (workspace_id, name, created_at DESC);
