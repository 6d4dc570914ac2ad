import type { AuditBreak } from '@trill/contract/audit-actions'
import { BEGINNING, type Link, same } from './chain.ts'
import type { Head } from './seal-files.ts'

/** What the whole log was found to be. */
export interface Verification {
  /** Records that were read; up to the first that is wrong. */
  readonly checked: number
  /** The first record that is wrong, or the first that is not there; null when the log is whole. */
  readonly broken: { readonly sequence: number; readonly reason: AuditBreak } | null
  /** Milliseconds since 1970, UTC. */
  readonly verifiedAt: number
}

/** A log that can be read from its first record to its last. */
interface Chain<R extends Link> {
  /** The next records behind a sequence, in order; none when that was the last. */
  readonly read: (after: number) => Promise<readonly R[]>
  readonly breakOf: (record: R, previous: Link) => AuditBreak | undefined
  /** Where the log ended, read before the first record, because records may be added meanwhile. */
  readonly head: Head
}

/** Follows the chain from its first record to its last. */
export async function verifyChain<R extends Link>({ read, breakOf, head }: Chain<R>, now: number): Promise<Verification> {
  let previous = BEGINNING
  let checked = 0
  const found = (sequence: number, reason: AuditBreak): Verification => ({ checked, broken: { sequence, reason }, verifiedAt: now })
  for (let rows = await read(0); rows.length > 0; rows = await read(previous.sequence)) {
    for (const row of rows) {
      const reason = breakOf(row, previous) ?? replaced(row, head)
      if (reason !== undefined) return found(reason === 'missing' ? previous.sequence + 1 : row.sequence, reason)
      previous = row
      checked += 1
    }
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
