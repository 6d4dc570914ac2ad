import { randomUUID } from 'node:crypto'
import type { Metadata } from '../../platform/postgres/metadata.ts'

export type RunKind = 'detection' | 'analysis'
export type RunStatus = 'running' | 'done' | 'failed' | 'cancelled'

/** What a run was asked for; a detection needs nothing. */
export interface RunOptions {
  /** One video; all that are scored where it is left out. */
  readonly content_id?: string
  readonly version?: '2.0' | '2.1'
  readonly profile?: 'formula' | 'table'
  readonly matcher?: 'stories' | 'published'
}

/** One run as the metadata store keeps it. */
export interface RunRecord {
  readonly id: string
  readonly workspaceId: string
  readonly kind: RunKind
  readonly status: RunStatus
  readonly options: RunOptions
  readonly done: number
  /** Null until it is known. */
  readonly total: number | null
  readonly error: string | null
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

interface Row {
  readonly id: string
  readonly workspace_id: string
  readonly kind: RunKind
  readonly status: RunStatus
  readonly options: RunOptions
  readonly done: number
  readonly total: number | null
  readonly error: string | null
  readonly created_at: Date
  readonly finished_at: Date | null
}

const INSERT = `INSERT INTO youtube_trends_runs (id, workspace_id, kind, status, options, created_at) VALUES ($1, $2, $3, 'running', $4, $5) RETURNING *`
const BY_ID = 'SELECT * FROM youtube_trends_runs WHERE id = $1'
const OF_WORKSPACE = 'SELECT * FROM youtube_trends_runs WHERE workspace_id = $1 ORDER BY created_at DESC LIMIT $2'
const RUNNING = `SELECT * FROM youtube_trends_runs WHERE status = 'running' ORDER BY created_at`
const KEEP = 'UPDATE youtube_trends_runs SET done = $2, total = $3, updated_at = now() WHERE id = $1'
const FINISH =
  'UPDATE youtube_trends_runs SET status = $2, error = $3, done = $4, total = $5, finished_at = $6, updated_at = now() WHERE id = $1'

export type NewRun = Pick<RunRecord, 'workspaceId' | 'kind' | 'options'>

export async function createRun(metadata: Metadata, { workspaceId, kind, options }: NewRun, now: number): Promise<RunRecord> {
  const { rows } = await metadata.query<Row>(INSERT, [randomUUID(), workspaceId, kind, options, new Date(now).toISOString()])
  return toRecord(rows[0] as Row)
}

export async function findRun(metadata: Metadata, id: string): Promise<RunRecord | undefined> {
  const { rows } = await metadata.query<Row>(BY_ID, [id])
  return rows[0] === undefined ? undefined : toRecord(rows[0])
}

/** Latest first. */
export async function listRuns(metadata: Metadata, workspaceId: string, limit: number): Promise<RunRecord[]> {
  return (await metadata.query<Row>(OF_WORKSPACE, [workspaceId, limit])).rows.map(toRecord)
}

/** Runs that were under way when the process ended. */
export async function unfinishedRuns(metadata: Metadata): Promise<RunRecord[]> {
  return (await metadata.query<Row>(RUNNING)).rows.map(toRecord)
}

export async function keepProgress(metadata: Metadata, id: string, done: number, total: number | null): Promise<void> {
  await metadata.query(KEEP, [id, done, total])
}

export interface RunEnd {
  readonly status: Exclude<RunStatus, 'running'>
  readonly error: string | null
  readonly done: number
  readonly total: number | null
  readonly at: number
}

export async function finishRun(metadata: Metadata, id: string, { status, error, done, total, at }: RunEnd): Promise<void> {
  await metadata.query(FINISH, [id, status, error, done, total, new Date(at).toISOString()])
}

function toRecord(row: Row): RunRecord {
  const { id, kind, status, options, done, total, error } = row
  return {
    id,
    workspaceId: row.workspace_id,
    kind,
    status,
    options,
    done,
    total,
    error,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }
}
