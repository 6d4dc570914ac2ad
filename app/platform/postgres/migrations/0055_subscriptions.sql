-- A report that is sent again and again: what, when, and where to.
CREATE TABLE subscriptions (
  id uuid PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  name text NOT NULL,
  document text NOT NULL,
  paper text NOT NULL CHECK (paper IN ('A4', 'Letter')),
  -- Schedule of app/features/subscriptions/schedule.ts.
  schedule jsonb NOT NULL,
  channel text NOT NULL CHECK (channel IN ('email', 'slack', 'webhook')),
  -- The host of a channel’s address: all that is shown of it.
  host text NOT NULL,
  -- Secrets of app/features/subscriptions/secrets.ts.
  secrets_sealed bytea NOT NULL,
  paused_at timestamptz,
  -- Why Trill paused it by itself.
  paused_why text,
  -- The zone that the next run was reckoned in.
  time_zone text NOT NULL,
  next_run_at timestamptz NOT NULL,
  last_run_at timestamptz,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL
);
CREATE INDEX subscriptions_by_turn ON subscriptions (next_run_at) WHERE paused_at IS NULL;
CREATE INDEX subscriptions_by_workspace ON subscriptions (workspace_id, created_at);

-- Whom an e-mail goes to. Who unsubscribed stays, so that nobody adds them again by mistake.
CREATE TABLE subscription_recipients (
  id uuid PRIMARY KEY,
  subscription_id uuid NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
  address text NOT NULL,
  added_at timestamptz NOT NULL,
  unsubscribed_at timestamptz,
  UNIQUE (subscription_id, address)
);

-- One message to one receiver; its attempts are those of the job of the same id.
CREATE TABLE subscription_deliveries (
  id uuid PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  subscription_id uuid NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
  recipient_id uuid REFERENCES subscription_recipients (id) ON DELETE CASCADE,
  cause text NOT NULL CHECK (cause IN ('schedule', 'test')),
  planned_for timestamptz NOT NULL,
  -- RunPeriod of app/features/subscriptions/schedule.ts: what is reported, whatever becomes of the schedule.
  period jsonb NOT NULL
);
CREATE INDEX subscription_deliveries_by_subscription ON subscription_deliveries (subscription_id, planned_for DESC);
-- A run of the schedule is planned once.
CREATE UNIQUE INDEX subscription_deliveries_once ON subscription_deliveries
  (subscription_id, planned_for, coalesce(recipient_id, '00000000-0000-0000-0000-000000000000')) WHERE cause = 'schedule';
