import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Platform } from '../../platform/platform.ts'
import type { Metadata } from '../../platform/postgres/metadata.ts'
import type { PersonExport } from './contract.ts'
import type { Counts } from './erasure-record.ts'
import { keepIdentifiers, readIdentifiers, removeIdentifiers } from './identifiers-file.ts'

/** How long an archive lies ready; milliseconds. */
const READY_FOR = 24 * 3_600_000

interface Row {
  readonly id: string
  readonly workspace_id: string
  readonly state: PersonExport['state']
  readonly identifier_count: number
  readonly requested_at: Date
  readonly due_at: Date
  readonly finished_at: Date | null
  readonly expires_at: Date | null
  readonly rows_found: Record<string, number> | null
  readonly archive_bytes: number | null
  readonly trouble: string
}

export async function addExport(
  { metadata, config, now }: Platform,
  { workspaceId, identifiers }: { workspaceId: string; identifiers: readonly string[] },
): Promise<PersonExport> {
  const id = randomUUID()
  keepIdentifiers(config.dataDir, id, identifiers)
  const { rows } = await metadata.query<Row>(
    `INSERT INTO person_exports (id, workspace_id, state, identifier_count, requested_at, due_at)
     VALUES ($1, $2, 'waiting', $3, $4, $4::timestamptz + interval '1 month') RETURNING *`,
    [id, workspaceId, identifiers.length, new Date(now()).toISOString()],
  )
  return shown(rows[0] as Row)
}

export async function listExports(metadata: Metadata, workspaceId: string, limit: number): Promise<PersonExport[]> {
  const sql = 'SELECT * FROM person_exports WHERE workspace_id = $1 ORDER BY requested_at DESC, id LIMIT $2'
  return (await metadata.query<Row>(sql, [workspaceId, limit])).rows.map(shown)
}

export async function findExport(metadata: Metadata, id: string): Promise<PersonExport | undefined> {
  const { rows } = await metadata.query<Row>('SELECT * FROM person_exports WHERE id = $1', [id])
  return rows[0] === undefined ? undefined : shown(rows[0])
}

/** The request that waits longest, with whom it is about. */
export async function nextExport({ metadata, config }: Platform) {
  const sql = "SELECT * FROM person_exports WHERE state = 'waiting' ORDER BY requested_at, id LIMIT 1"
  const { rows } = await metadata.query<Row>(sql)
  return rows[0] && { id: rows[0].id, workspaceId: rows[0].workspace_id, identifiers: readIdentifiers(config.dataDir, rows[0].id) }
}

export async function markReady(
  { metadata, config, now }: Platform,
  id: string,
  { rows, identifiers, bytes }: { rows: Counts; identifiers: number; bytes: number },
): Promise<void> {
  const at = now()
  const { rows: marked } = await metadata.query(
    `UPDATE person_exports SET state = 'ready', rows_found = $2, identifier_count = $3, archive_bytes = $4, finished_at = $5, expires_at = $6,
       trouble = '' WHERE id = $1 AND state = 'waiting' RETURNING id`,
    [id, JSON.stringify(rows), identifiers, bytes, new Date(at).toISOString(), new Date(at + READY_FOR).toISOString()],
  )
  // The person was erased meanwhile.
  if (marked.length === 0) forget(config.dataDir, id)
}

export async function markFailed({ metadata, config, now }: Platform, id: string, trouble: string): Promise<void> {
  forget(config.dataDir, id)
  const sql = "UPDATE person_exports SET state = 'failed', trouble = $2, finished_at = $3 WHERE id = $1"
  await metadata.query(sql, [id, trouble, new Date(now()).toISOString()])
}

/** Removes archives whose time is over. */
export async function expireExports({ metadata, config, now }: Platform): Promise<void> {
  const sql = "SELECT id FROM person_exports WHERE state = 'ready' AND expires_at <= $1"
  const { rows } = await metadata.query<{ id: string }>(sql, [new Date(now()).toISOString()])
  for (const { id } of rows) await expire(metadata, config.dataDir, id)
}

/** Removes archives that hold one of the people: whoever is erased is erased from these, too. Answers how many. */
export async function removeExportsOf(
  { metadata, config }: Platform,
  workspaceId: string,
  identifiers: readonly string[],
): Promise<number> {
  const wanted = new Set(identifiers)
  const sql = "SELECT id FROM person_exports WHERE state IN ('waiting', 'ready') AND workspace_id = $1"
  const { rows } = await metadata.query<{ id: string }>(sql, [workspaceId])
  const theirs = rows.filter(({ id }) => readIdentifiers(config.dataDir, id).some((identifier) => wanted.has(identifier)))
  for (const { id } of theirs) await expire(metadata, config.dataDir, id)
  return theirs.length
}

export function archivePath(dataDir: string, id: string): string {
  mkdirSync(join(dataDir, 'exports'), { recursive: true, mode: 0o700 })
  return join(dataDir, 'exports', `${id}.zip`)
}

async function expire(metadata: Metadata, dataDir: string, id: string): Promise<void> {
  forget(dataDir, id)
  await metadata.query("UPDATE person_exports SET state = 'expired' WHERE id = $1", [id])
}

function forget(dataDir: string, id: string): void {
  for (const path of [archivePath(dataDir, id), `${archivePath(dataDir, id)}.part`]) rmSync(path, { force: true })
  removeIdentifiers(dataDir, id)
}

function shown(row: Row): PersonExport {
  return {
    id: row.id,
    workspace_id: row.workspace_id,
    state: row.state,
    identifiers: row.identifier_count,
    requested_at: row.requested_at.toISOString(),
    due_at: row.due_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
    expires_at: row.expires_at?.toISOString() ?? null,
    rows: row.rows_found,
    bytes: row.archive_bytes,
    trouble: row.trouble,
  }
}
