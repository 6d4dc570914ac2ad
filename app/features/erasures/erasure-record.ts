import { randomUUID } from 'node:crypto'
import type { Platform } from '../../platform/platform.ts'
import type { Metadata } from '../../platform/postgres/metadata.ts'
import type { Erasure, Receipt } from './contract.ts'
import { keepIdentifiers, readIdentifiers, removeIdentifiers } from './identifiers-file.ts'

/** Requests that are worked off together: one pass over the store for all of them. */
const BATCH_MAX = 50

export type Counts = Readonly<Record<string, number>>

/** Requests of one workspace that are worked off together. */
export interface Batch {
  readonly id: string
  readonly workspaceId: string
  /** When the pass began; milliseconds since 1970. */
  readonly until: number
  readonly erasures: readonly { readonly id: string; readonly identifiers: readonly string[] }[]
}

interface Row {
  readonly id: string
  readonly workspace_id: string
  readonly state: Erasure['state']
  readonly reason: Erasure['reason']
  readonly identifier_count: number
  readonly requested_at: Date
  readonly due_at: Date
  readonly erase_until: Date | null
  readonly erased_at: Date | null
  readonly finished_at: Date | null
  readonly rows_before: Record<string, number> | null
  readonly rows_later: readonly (Record<string, number> | null)[]
  readonly rows_after: Record<string, number> | null
  readonly trouble: string
  readonly receipt: Receipt | null
}

export async function addErasure(
  { metadata, config, now }: Platform,
  { workspaceId, identifiers, reason = 'request' }: { workspaceId: string; identifiers: readonly string[]; reason?: Erasure['reason'] },
): Promise<Erasure> {
  const id = randomUUID()
  keepIdentifiers(config.dataDir, id, identifiers)
  const { rows } = await metadata.query<Row>(
    `INSERT INTO erasures (id, workspace_id, state, identifier_count, requested_at, due_at, reason)
     VALUES ($1, $2, 'waiting', $3, $4, $4::timestamptz + interval '1 month', $5) RETURNING *`,
    [id, workspaceId, identifiers.length, new Date(now()).toISOString(), reason],
  )
  return shown(rows[0] as Row)
}

export async function listErasures(metadata: Metadata, workspaceId: string, limit: number): Promise<Erasure[]> {
  const sql = 'SELECT * FROM erasures WHERE workspace_id = $1 ORDER BY requested_at DESC, id LIMIT $2'
  const { rows } = await metadata.query<Row>(sql, [workspaceId, limit])
  return rows.map(shown)
}

export async function findErasure(metadata: Metadata, id: string): Promise<Erasure | undefined> {
  const { rows } = await metadata.query<Row>('SELECT * FROM erasures WHERE id = $1', [id])
  return rows[0] === undefined ? undefined : shown(rows[0])
}

/** A batch that was begun and not finished, or a new one of the oldest requests; undefined when nothing waits. */
export async function takeBatch({ metadata, config, now }: Platform): Promise<Batch | undefined> {
  const withIdentifiers = (rows: readonly Row[]) => rows.map(({ id }) => ({ id, identifiers: readIdentifiers(config.dataDir, id) }))
  return metadata.transaction(async (connection) => {
    const begun = await connection.query<Row & { batch_id: string }>(
      "SELECT * FROM erasures WHERE batch_id = (SELECT batch_id FROM erasures WHERE state = 'erasing' ORDER BY requested_at LIMIT 1)",
    )
    if (begun.rows[0] !== undefined) return batchOf(begun.rows[0].batch_id, begun.rows[0], withIdentifiers(begun.rows))
    const id = randomUUID()
    const { rows } = await connection.query<Row>(
      `UPDATE erasures SET state = 'erasing', batch_id = $1, erase_until = $3 WHERE id IN (
         SELECT id FROM erasures WHERE state = 'waiting' AND workspace_id = (
           SELECT workspace_id FROM erasures WHERE state = 'waiting' ORDER BY requested_at LIMIT 1)
         ORDER BY requested_at LIMIT $2) RETURNING *`,
      [id, BATCH_MAX, new Date(now()).toISOString()],
    )
    return rows[0] === undefined ? undefined : batchOf(id, rows[0], withIdentifiers(rows))
  })
}

function batchOf(id: string, { workspace_id: workspaceId, erase_until }: Row, erasures: Batch['erasures']): Batch {
  // A pass that an older version began has no such time: it takes everything, as it did then.
  return { id, workspaceId, until: erase_until?.getTime() ?? 0, erasures }
}

/** Keeps what was found out about a person before anything is erased: what the first try of a pass counts stays. */
export async function keepFindings(
  { metadata, config }: Platform,
  id: string,
  { identifiers, rows }: { identifiers: readonly string[]; rows: Counts },
): Promise<void> {
  keepIdentifiers(config.dataDir, id, identifiers)
  const sql = `UPDATE erasures SET identifier_count = $2, rows_before = coalesce(rows_before, $3::jsonb),
    rows_later = CASE WHEN rows_later -> -1 = 'null' THEN jsonb_set(rows_later, '{-1}', $3::jsonb) ELSE rows_later END WHERE id = $1`
  await metadata.query(sql, [id, identifiers.length, JSON.stringify(rows)])
}

export async function keepTrouble(metadata: Metadata, batchId: string, trouble: string): Promise<void> {
  await metadata.query('UPDATE erasures SET trouble = $2 WHERE batch_id = $1', [batchId, trouble])
}

export async function markErased(metadata: Metadata, batchId: string, now: number): Promise<void> {
  const sql = "UPDATE erasures SET state = 'proving', erased_at = $2, trouble = '' WHERE batch_id = $1"
  await metadata.query(sql, [batchId, new Date(now).toISOString()])
}

/** A batch whose rows are gone, but not yet the files that held them. */
export interface ProvableBatch {
  readonly id: string
  readonly workspaceId: string
  /** Milliseconds since 1970. */
  readonly erasedAt: number
  readonly erasures: readonly (Omit<Erasure, 'identifiers'> & { readonly identifiers: readonly string[] })[]
}

/** Batches whose rows are gone, but not yet the files that held them. */
export async function batchesToProve({ metadata, config }: Platform): Promise<ProvableBatch[]> {
  const { rows } = await metadata.query<Row & { batch_id: string }>("SELECT * FROM erasures WHERE state = 'proving' ORDER BY erased_at")
  const batches = new Map<string, (Row & { batch_id: string })[]>()
  for (const row of rows) batches.set(row.batch_id, [...(batches.get(row.batch_id) ?? []), row])
  return [...batches].map(([id, erasures]) => {
    const first = erasures[0] as Row
    return {
      id,
      workspaceId: first.workspace_id,
      erasedAt: (first.erased_at as Date).getTime(),
      erasures: erasures.map((row) => ({ ...shown(row), identifiers: readIdentifiers(config.dataDir, row.id) })),
    }
  })
}

/** Something arrived between the erasure and its proof: the whole request is worked off once more. */
export async function beginAgain(metadata: Metadata, id: string, trouble: string): Promise<void> {
  const sql = `UPDATE erasures SET state = 'waiting', batch_id = NULL, erased_at = NULL, rows_later = rows_later || '[null]', trouble = $2
    WHERE id = $1 AND state = 'proving'`
  await metadata.query(sql, [id, trouble])
}

/** The end: the identifiers go, the receipt stays. */
export async function finishErasure({ metadata, config }: Platform, id: string, receipt: Receipt): Promise<void> {
  removeIdentifiers(config.dataDir, id)
  await metadata.query("UPDATE erasures SET state = 'done', finished_at = $2, rows_after = $3, receipt = $4, trouble = '' WHERE id = $1", [
    id,
    receipt.proven_at,
    JSON.stringify(receipt.rows_after),
    JSON.stringify(receipt),
  ])
}

function shown(row: Row): Erasure {
  return {
    id: row.id,
    workspace_id: row.workspace_id,
    state: row.state,
    reason: row.reason,
    identifiers: row.identifier_count,
    requested_at: row.requested_at.toISOString(),
    due_at: row.due_at.toISOString(),
    erased_at: row.erased_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
    rows_before: row.rows_before,
    rows_later: added(row.rows_later),
    rows_after: row.rows_after,
    trouble: row.trouble,
    receipt: row.receipt,
  }
}

function added(passes: readonly (Counts | null)[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const rows of passes) for (const [place, found] of Object.entries(rows ?? {})) sum[place] = (sum[place] ?? 0) + found
  return sum
}
