import type { AuditAction, AuditActor, AuditOutcome } from '@trill/contract/audit-actions'
import type { LogForm } from '../sealed-log/sealed-log.ts'

/** What a record says, in the form that is hashed and stored. */
export interface Entry {
  /** ISO 8601 in UTC with microseconds, as PostgreSQL keeps it. */
  readonly at: string
  readonly workspaceId: string | null
  readonly actorKind: AuditActor
  /** Empty where the kind has no ids. */
  readonly actorId: string
  readonly action: AuditAction
  /** Id of what it was done to; empty when there is none. */
  readonly target: string
  readonly outcome: AuditOutcome
  /** Network address it came from; empty for what the system does. */
  readonly address: string
  /** Canonical JSON. */
  readonly details: string
}

/** The audit log as a sealed log. */
export const AUDIT_FORM: LogForm<Entry> = {
  name: 'audit',
  form: 'trill-audit-1',
  headForm: 'trill-audit-head-1',
  lock: 7_411_820_261,
  fieldsOf: ({ at, workspaceId, actorKind, actorId, action, target, outcome, address, details }) => [
    at,
    workspaceId,
    actorKind,
    actorId,
    action,
    target,
    outcome,
    address,
    details,
  ],
  newest: 'SELECT sequence, hash FROM audit_log ORDER BY sequence DESC LIMIT 1',
  insert: `INSERT INTO audit_log
    (sequence, at, workspace_id, actor_kind, actor_id, action, target, outcome, address, details, previous_hash, hash, seal)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
  read: `SELECT sequence, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, workspace_id AS "workspaceId",
      actor_kind AS "actorKind", actor_id AS "actorId", action, target, outcome, address, details,
      previous_hash AS "previousHash", hash, seal
    FROM audit_log WHERE sequence > $1 ORDER BY sequence LIMIT $2`,
}
