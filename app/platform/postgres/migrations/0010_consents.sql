-- What people said about the use of data about them. Rows are added and never changed; each holds the hash of the one before.
-- Whom a row is about is a keyed pseudonym: the key is not in this database.
CREATE TABLE consents (
  sequence bigint PRIMARY KEY CHECK (sequence > 0),
  at timestamptz NOT NULL,
  -- Named without a reference: the ledger outlives the workspace.
  workspace_id text NOT NULL,
  subject text NOT NULL,
  source text NOT NULL CHECK (source IN ('sender', 'administrator', 'identify', 'global_privacy_control')),
  -- Canonical JSON as text: jsonb would not give back the bytes that were hashed.
  purposes text NOT NULL,
  policy_version text NOT NULL,
  given_at timestamptz NOT NULL,
  proof text NOT NULL,
  age_band text NOT NULL,
  country text NOT NULL,
  parental text NOT NULL CHECK (parental IN ('', 'given', 'withdrawn')),
  previous_hash bytea NOT NULL CHECK (length(previous_hash) = 32),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  -- HMAC of the hash, with a key that is not in this database.
  seal bytea NOT NULL CHECK (length(seal) = 32)
);
CREATE INDEX consents_by_subject ON consents (workspace_id, subject, sequence);

CREATE FUNCTION consents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'consents is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER consents_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consents
  FOR EACH STATEMENT EXECUTE FUNCTION consents_refuse_change();
-- Also where a session plays replica, which skips ordinary triggers.
ALTER TABLE consents ENABLE ALWAYS TRIGGER consents_append_only;

-- How each recorded person stands now, made from the rows above: what is read at the start.
CREATE TABLE consent_standings (
  workspace_id text NOT NULL,
  subject text NOT NULL,
  -- Keyed hash of the identifier, by which it is found when an event arrives.
  hash_high integer NOT NULL,
  hash_low integer NOT NULL,
  -- Age band, country, parental consent and purposes, packed as app/platform/privacy/standing.ts says.
  standing integer NOT NULL,
  -- When the newest statement was given.
  given_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, subject)
);

-- What a workspace chose for people who may not be stored, or of whom nothing is recorded.
CREATE TABLE privacy_settings (
  workspace_id text PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
  settings jsonb NOT NULL,
  changed_at timestamptz NOT NULL
);

-- Why a person is erased: on request, or because of what was recorded.
ALTER TABLE erasures ADD COLUMN reason text NOT NULL DEFAULT 'request';
