import type { AuditBreak } from '@trill/contract/audit-actions'
import type { Queryable } from '../postgres/metadata.ts'
import { BEGINNING, breakOf, type ChainedEntry, type Link, same } from './chain.ts'
import type { Head } from './seal-files.ts'

const PAGE = 1000

/** What the whole log was found to be. */
export interface Verification {
  /** Records that were read; up to the first that is wrong. */
  readonly checked: number
  /** The first record that is wrong, or the first that is not there; null when the log is whole. */
  readonly broken: { readonly sequence: number; readonly reason: AuditBreak } | null
  /** Milliseconds since 1970, UTC. */
  readonly verifiedAt: number
}

/**
 * Follows the chain from its first record to its last.
 * @param head where the log ended, read before the first record, because records may be added meanwhile.
 */
export async function verifyLog(metadata: Queryable, key: Buffer, head: Head, now: number): Promise<Verification> {
  let [previous, checked] = [BEGINNING, 0]
  const found = (sequence: number, reason: AuditBreak): Verification => ({ checked, broken: { sequence, reason }, verifiedAt: now })
  for (;;) {
    const rows = await readChain(metadata, previous.sequence)
    for (const row of rows) {
      const reason = breakOf(row, previous, key) ?? replaced(row, head)
      if (reason !== undefined) return found(reason === 'missing' ? previous.sequence + 1 : row.sequence, reason)
      previous = row
      checked += 1
    }
    if (rows.length < PAGE) break
  }
  if (head === 'changed') return found(previous.sequence, 'head_changed')
  if (head === 'missing') return previous.sequence === 0 ? whole(checked, now) : found(previous.sequence, 'head_missing')
  return head.sequence > previous.sequence ? found(previous.sequence + 1, 'cut') : whole(checked, now)
}

function whole(checked: number, now: number): Verification {
  return { checked, broken: null, verifiedAt: now }
}

/** A record with a good seal stands where the head knows another. */
function replaced(row: Link, head: Head): AuditBreak | undefined {
  return typeof head === 'object' && head.sequence === row.sequence && !same(head.hash, row.hash) ? 'changed' : undefined
}

const CHAIN = `SELECT sequence, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, workspace_id AS "workspaceId",
    actor_kind AS "actorKind", actor_id AS "actorId", action, target, outcome, address, details,
    previous_hash AS "previousHash", hash, seal
  FROM audit_log WHERE sequence > $1 ORDER BY sequence LIMIT $2`

async function readChain(metadata: Queryable, after: number): Promise<ChainedEntry[]> {
  return (await metadata.query<ChainedEntry>(CHAIN, [after, PAGE])).rows
}
