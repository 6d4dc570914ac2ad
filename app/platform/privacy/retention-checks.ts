import type { RetentionClass } from '@trill/contract/retention'
import type { Queryable } from '../postgres/metadata.ts'

/** What a search for rows that are stored too long found of one class. */
export interface RetentionCheck {
  readonly class: RetentionClass
  /** For how long it was kept at that time. */
  readonly days: number
  readonly rows: number
  /** When the oldest of them was stored, ISO 8601 in UTC; null when there is none. */
  readonly oldest_at: string | null
  /** Rows that should have been gone for more than a day. */
  readonly overdue: number
  readonly state: 'ok' | 'applying' | 'late'
}

/** Keeps what was found last of every class of a workspace. */
export async function keepRetentionChecks(
  metadata: Queryable,
  { workspaceId, now, checks }: { readonly workspaceId: string; readonly now: number; readonly checks: readonly RetentionCheck[] },
): Promise<void> {
  const at = new Date(now).toISOString()
  for (const { class: name, days, rows, oldest_at, overdue, state } of checks)
    await metadata.query(KEEP, [workspaceId, name, at, days, rows, oldest_at, overdue, state])
}

/** What was found last; a class that was never searched is missing. */
export async function lastRetentionChecks(
  metadata: Queryable,
  workspaceId: string,
): Promise<(RetentionCheck & { readonly checked_at: string })[]> {
  const { rows } = await metadata.query<Row>(LAST, [workspaceId])
  return rows.map((row) => ({ ...row, checked_at: row.checked_at.toISOString(), oldest_at: row.oldest_at?.toISOString() ?? null }))
}

type Row = Omit<RetentionCheck, 'oldest_at'> & { readonly checked_at: Date; readonly oldest_at: Date | null }

/** A workspace that is gone meanwhile is not written. */
const KEEP = `INSERT INTO retention_checks (workspace_id, class, checked_at, days, rows_stored, oldest_at, overdue, state)
  SELECT id, $2, $3, $4, $5, $6, $7, $8 FROM workspaces WHERE id = $1
  ON CONFLICT (workspace_id, class) DO UPDATE SET checked_at = excluded.checked_at, days = excluded.days,
    rows_stored = excluded.rows_stored, oldest_at = excluded.oldest_at, overdue = excluded.overdue, state = excluded.state`
const LAST = `SELECT class, checked_at, days, rows_stored AS rows, oldest_at, overdue, state FROM retention_checks WHERE workspace_id = $1`
