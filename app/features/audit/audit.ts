import { AUDIT_BREAKS } from '@trill/contract/audit-actions'
import type { AuditRecord } from '../../platform/audit/records.ts'
import type { Verification } from '../../platform/sealed-log/verify.ts'
import type { AuditRecordAnswer, AuditResponse, AuditVerification, ListedRecord } from './contract.ts'

/** @param rows one more than are answered, where there are more. */
export function pageOf(rows: readonly AuditRecord[], limit: number): AuditResponse {
  const shown = rows.slice(0, limit)
  return { records: shown.map(listed), next: rows.length > limit ? (shown.at(-1)?.sequence ?? null) : null }
}

/** A record as it is exported: what was hashed, and the hash. */
export function recordAnswer(record: AuditRecord): AuditRecordAnswer {
  const { sequence, at, workspaceId, actorKind, actorId, action, target, outcome, address, details, previousHash, hash } = record
  return {
    sequence,
    at,
    workspace_id: workspaceId,
    actor_kind: actorKind,
    actor_id: actorId,
    action,
    target,
    outcome,
    address,
    details: readable(details),
    previous_hash: previousHash.toString('hex'),
    hash: hash.toString('hex'),
  }
}

export function verificationAnswer({ checked, broken, verifiedAt }: Verification): AuditVerification {
  return {
    is_whole: broken === null,
    checked,
    broken: broken && { ...broken, explanation: AUDIT_BREAKS[broken.reason] },
    verified_at: new Date(verifiedAt).toISOString(),
  }
}

function listed(record: AuditRecord): ListedRecord {
  return { ...recordAnswer(record), actor_name: record.actorName }
}

/** Details that somebody overwrote must not hide the record: the verification says what happened to them. */
function readable(details: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(details)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : { unreadable: details }
  } catch {
    return { unreadable: details }
  }
}
