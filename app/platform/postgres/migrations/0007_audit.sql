-- Who did what, when, from where and with which outcome. Rows are added and never changed; each holds the hash of the one before.
-- Workspaces and people are named without a reference: the log outlives them.
CREATE TABLE audit_log (
  sequence bigint PRIMARY KEY CHECK (sequence > 0),
  at timestamptz NOT NULL,
  workspace_id text,
  actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'key', 'local', 'system', 'unknown')),
  actor_id text NOT NULL,
  action text NOT NULL,
  target text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('success', 'refused', 'failed')),
  address text NOT NULL,
  -- Canonical JSON as text: jsonb would not give back the bytes that were hashed.
  details text NOT NULL,
  previous_hash bytea NOT NULL CHECK (length(previous_hash) = 32),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  -- HMAC of the hash, with a key that is not in this database.
  seal bytea NOT NULL CHECK (length(seal) = 32)
);
CREATE INDEX audit_log_by_workspace ON audit_log (workspace_id, sequence);

CREATE FUNCTION audit_log_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_log is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse_change();
-- Also where a session plays replica, which skips ordinary triggers.
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_append_only;
