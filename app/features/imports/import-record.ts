import { randomUUID } from 'node:crypto'
import type { ErrorCode } from '@trill/contract/errors'
import type { Metadata } from '../../platform/postgres/metadata.ts'
import type { ImportOptions, Unsettled } from './format.ts'

/** Why an import failed: its code says what to do about it. */
export interface ImportFailure {
  readonly code: Extract<ErrorCode, 'unusable_import' | 'interrupted_import'>
  readonly message: string
}
export type ImportStatus = 'running' | 'done' | 'failed' | 'cancelled'

/** Where an import stands: everything before it is durable. Kept with every batch. */
export interface Checkpoint {
  /** Rows read. */
  readonly position: number
  readonly accepted: number
  readonly duplicate: number
  readonly rejected: number
  /** Length of the rejects file that goes with it. */
  readonly rejectsBytes: number
  /** The stamp of the next batch: the same again, when it is repeated. */
  readonly nextStamp: number
  readonly unsettled: readonly Unsettled[]
  readonly reasons: Readonly<Record<string, number>>
  readonly notes: Readonly<Record<string, number>>
}

/** One import as the metadata store keeps it. */
export interface ImportRecord {
  readonly id: string
  readonly workspaceId: string
  readonly format: string
  readonly name: string
  readonly fingerprint: string
  readonly status: ImportStatus
  readonly failure: ImportFailure | null
  readonly options: ImportOptions
  readonly bytesTotal: number
  readonly checkpoint: Checkpoint
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly finishedAt: Date | null
}

interface Row {
  readonly id: string
  readonly workspace_id: string
  readonly format: string
  readonly name: string
  readonly fingerprint: string
  readonly status: ImportStatus
  readonly position: number
  readonly rows_accepted: number
  readonly rows_rejected: number
  readonly rows_duplicate: number
  readonly error: string | null
  readonly options: {
    readonly asked: ImportOptions
    readonly bytes_total: number
    readonly failure?: ImportFailure['code'] | null
    readonly checkpoint: Pick<Checkpoint, 'rejectsBytes' | 'nextStamp' | 'unsettled' | 'reasons' | 'notes'>
  }
  readonly created_at: Date
  readonly updated_at: Date
  readonly finished_at: Date | null
}

const INSERT = `INSERT INTO imports (id, workspace_id, format, name, fingerprint, status, options) VALUES ($1, $2, $3, $4, $5, 'running', $6) RETURNING *`
const BY_ID = 'SELECT * FROM imports WHERE id = $1'
const BY_FINGERPRINT = 'SELECT * FROM imports WHERE workspace_id = $1 AND format = $2 AND fingerprint = $3 ORDER BY created_at DESC LIMIT 1'
const OF_WORKSPACE = 'SELECT * FROM imports WHERE workspace_id = $1 ORDER BY created_at DESC LIMIT $2'
const RUNNING = `SELECT * FROM imports WHERE status = 'running' ORDER BY created_at`
const KEEP = `UPDATE imports SET position = $2, rows_read = $2, rows_accepted = $3, rows_rejected = $4, rows_duplicate = $5, options = $6, updated_at = now() WHERE id = $1`
const BEGIN_AGAIN = `UPDATE imports SET status = 'running', error = NULL, finished_at = NULL, name = $2, updated_at = now() WHERE id = $1`
const FINISH = `UPDATE imports SET status = $2, error = $3, options = options || $4::jsonb, finished_at = now(), updated_at = now() WHERE id = $1`

const BEGINNING: Omit<Checkpoint, 'nextStamp'> = {
  position: 0,
  accepted: 0,
  duplicate: 0,
  rejected: 0,
  rejectsBytes: 0,
  unsettled: [],
  reasons: {},
  notes: {},
}

/** What is known of an import when it begins. */
export type NewImport = Pick<ImportRecord, 'workspaceId' | 'format' | 'name' | 'fingerprint' | 'options' | 'bytesTotal'>

export async function createImport(metadata: Metadata, begun: NewImport, nextStamp: number): Promise<ImportRecord> {
  const { workspaceId, format, name, fingerprint } = begun
  const options = optionsColumn(begun, { ...BEGINNING, nextStamp })
  const { rows } = await metadata.query<Row>(INSERT, [randomUUID(), workspaceId, format, name, fingerprint, options])
  return toRecord(rows[0] as Row)
}

export async function findImport(metadata: Metadata, id: string): Promise<ImportRecord | undefined> {
  return first(await metadata.query<Row>(BY_ID, [id]))
}

/** The latest import of the same file by the same options. */
export async function findSameImport(
  metadata: Metadata,
  { workspaceId, format, fingerprint }: NewImport,
): Promise<ImportRecord | undefined> {
  return first(await metadata.query<Row>(BY_FINGERPRINT, [workspaceId, format, fingerprint]))
}

export async function listImports(metadata: Metadata, workspaceId: string, limit: number): Promise<ImportRecord[]> {
  return (await metadata.query<Row>(OF_WORKSPACE, [workspaceId, limit])).rows.map(toRecord)
}

/** Imports that were running when the process ended. */
export async function unfinishedImports(metadata: Metadata): Promise<ImportRecord[]> {
  return (await metadata.query<Row>(RUNNING)).rows.map(toRecord)
}

export async function keepCheckpoint(metadata: Metadata, record: ImportRecord, checkpoint: Checkpoint): Promise<void> {
  const { position, accepted, rejected, duplicate } = checkpoint
  await metadata.query(KEEP, [record.id, position, accepted, rejected, duplicate, optionsColumn(record, checkpoint)])
}

export async function beginAgain(metadata: Metadata, { id }: ImportRecord, name: string): Promise<void> {
  await metadata.query(BEGIN_AGAIN, [id, name])
}

/** Nothing of the file counts as read any more. */
export async function beginAnew(metadata: Metadata, record: ImportRecord, nextStamp: number): Promise<void> {
  await keepCheckpoint(metadata, record, { ...BEGINNING, nextStamp })
}

export async function finishImport(
  metadata: Metadata,
  id: string,
  { status, failure = null }: { readonly status: Exclude<ImportStatus, 'running'>; readonly failure?: ImportFailure | null },
): Promise<void> {
  await metadata.query(FINISH, [id, status, failure?.message ?? null, JSON.stringify({ failure: failure?.code ?? null })])
}

function optionsColumn({ options, bytesTotal }: Pick<ImportRecord, 'options' | 'bytesTotal'>, checkpoint: Checkpoint): Row['options'] {
  const { rejectsBytes, nextStamp, unsettled, reasons, notes } = checkpoint
  return { asked: options, bytes_total: bytesTotal, checkpoint: { rejectsBytes, nextStamp, unsettled, reasons, notes } }
}

function first({ rows }: { rows: Row[] }): ImportRecord | undefined {
  return rows[0] === undefined ? undefined : toRecord(rows[0])
}

function toRecord(row: Row): ImportRecord {
  const { id, format, name, fingerprint, status, error, options } = row
  return {
    id,
    workspaceId: row.workspace_id,
    format,
    name,
    fingerprint,
    status,
    failure: error === null ? null : { code: options.failure ?? 'interrupted_import', message: error },
    options: options.asked,
    bytesTotal: options.bytes_total,
    checkpoint: {
      position: row.position,
      accepted: row.rows_accepted,
      duplicate: row.rows_duplicate,
      rejected: row.rows_rejected,
      ...options.checkpoint,
    },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    finishedAt: row.finished_at,
  }
}
