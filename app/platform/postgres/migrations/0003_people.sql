CREATE TABLE people (
  id uuid PRIMARY KEY,
  -- Lower case. Null until the owner, who came by a link, has set one.
  email text UNIQUE CHECK (email = lower(email)),
  name text NOT NULL DEFAULT '',
  password_hash text,
  owns_installation boolean NOT NULL DEFAULT false,
  totp_secret bytea,
  totp_confirmed_at timestamptz,
  -- The 30-second step of the last code that was taken: no code is taken twice.
  totp_last_step bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL
);

CREATE TABLE memberships (
  person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'analyst', 'viewer', 'privacy_officer')),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, workspace_id)
);
CREATE INDEX memberships_by_workspace ON memberships (workspace_id);

CREATE TABLE invitations (
  id uuid PRIMARY KEY,
  hash bytea NOT NULL UNIQUE,
  email text NOT NULL CHECK (email = lower(email)),
  workspace_id text NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'analyst', 'viewer', 'privacy_officer')),
  invited_by uuid REFERENCES people (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz
);
CREATE UNIQUE INDEX invitations_open ON invitations (workspace_id, email) WHERE accepted_at IS NULL;

CREATE TABLE recovery_codes (
  person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  hash bytea NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (person_id, hash)
);

-- Accounts at Google, GitHub or another provider that sign a person in.
CREATE TABLE identities (
  issuer text NOT NULL,
  subject text NOT NULL,
  person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  provider text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (issuer, subject),
  UNIQUE (person_id, provider)
);

-- Browsers that were sent to a provider and have not come back.
CREATE TABLE provider_visits (
  hash bytea PRIMARY KEY,
  provider text NOT NULL,
  state text NOT NULL,
  nonce text NOT NULL,
  verifier text NOT NULL,
  redirect_uri text NOT NULL,
  -- Whoever connects the provider to an account, or accepts an invitation with it.
  person_id uuid REFERENCES people (id) ON DELETE CASCADE,
  invitation_hash bytea,
  expires_at timestamptz NOT NULL
);

-- Attempts to sign in that did not succeed, by the hash of the account or of the address.
CREATE TABLE sign_in_failures (
  subject bytea PRIMARY KEY,
  failures integer NOT NULL,
  last_at timestamptz NOT NULL,
  blocked_until timestamptz NOT NULL
);

-- Public halves of the keys that sign access tokens; the private halves never leave the process that made them.
CREATE TABLE token_keys (
  kid text PRIMARY KEY,
  public_key jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);

-- Sessions belonged to nobody; whoever had one signs in again.
DROP TABLE sessions;
CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  hash bytea NOT NULL UNIQUE,
  -- Given to the browser in place of `hash`; takes over when the browser first shows it.
  next_hash bytea UNIQUE,
  next_at timestamptz,
  -- Replaced just now; requests that were under way still show it.
  previous_hash bytea UNIQUE,
  rotated_at timestamptz NOT NULL,
  method text NOT NULL,
  agent text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person_id);

ALTER TABLE sign_in_links ADD COLUMN person_id uuid REFERENCES people (id) ON DELETE CASCADE;
ALTER TABLE api_keys ADD COLUMN expires_at timestamptz;
