-- What live models were given and what came true, by day: samples of single columns, no rows and nobody’s names.
CREATE TABLE models_observations (
  model_id uuid NOT NULL REFERENCES models (id) ON DELETE CASCADE,
  day date NOT NULL,
  rows_seen bigint NOT NULL,
  rows_resolved bigint NOT NULL,
  -- gzip of JSON.
  samples bytea NOT NULL,
  PRIMARY KEY (model_id, day)
);

-- What the last comparison of a live model’s inputs with its training rows found.
CREATE TABLE models_drift (
  model_id uuid PRIMARY KEY REFERENCES models (id) ON DELETE CASCADE,
  checked_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('stable', 'drifted', 'insufficient_data')),
  report jsonb NOT NULL
);
