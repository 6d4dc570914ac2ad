import { randomUUID } from 'node:crypto'
import type { Metadata, Queryable } from '../postgres/metadata.ts'
import type { Doer, ModelAddress } from './model-record.ts'

/** A process that has not been heard of for so long has ended; milliseconds. */
const SILENT_MILLISECONDS = 60_000
/** A training that ended its process as often as that is not tried again. */
const ATTEMPTS_MAX = 3

export type RunCause = 'asked' | 'schedule' | 'drift' | 'erasure'
export type RunStatus = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
export const RUN_OUTCOMES = ['promoted', 'kept', 'insufficient_data'] as const
export type RunOutcome = (typeof RUN_OUTCOMES)[number]

/** A training: one that waits, runs or is over. */
export interface TrainingRun extends ModelAddress {
  readonly id: string
  readonly cause: RunCause
  readonly status: RunStatus
  readonly seed: string
  readonly done: number
  /** Null until it is known. */
  readonly total: number | null
  /** The version that came of it. */
  readonly version: number | null
  readonly outcome: RunOutcome | null
  /** Why it failed, or what it lacks. */
  readonly error: string | null
  readonly by: Doer
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

interface Row extends Omit<TrainingRun, 'by'> {
  readonly actor_kind: Doer['kind']
  readonly actor_id: string
}

const COLUMNS = `id::text AS id, workspace_id AS "workspaceId", name, cause, status, seed, done, total, version, outcome, error, actor_kind, actor_id,
  created_at AS "createdAt", started_at AS "startedAt", finished_at AS "finishedAt"`
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('models_runs', 0))`
const BEGUN = `SELECT ${COLUMNS} FROM models_runs WHERE workspace_id = $1 AND name = $2 AND status IN ('waiting', 'running') ORDER BY created_at DESC LIMIT 1`
const INSERT = `INSERT INTO models_runs (id, workspace_id, name, cause, status, seed, actor_kind, actor_id, created_at)
  VALUES ($1, $2, $3, $4, 'waiting', $5, $6, $7, $8) RETURNING ${COLUMNS}`
const GIVE_UP = `UPDATE models_runs SET status = 'failed', error = 'The process ended while it ran, three times', finished_at = $1
  WHERE status = 'running' AND seen_at < $2 AND attempts >= ${ATTEMPTS_MAX}`
const TAKE_BACK = `UPDATE models_runs SET status = 'waiting', done = 0, total = NULL WHERE status = 'running' AND seen_at < $1
  AND NOT EXISTS (SELECT 1 FROM models_runs w WHERE w.status = 'waiting' AND w.workspace_id = models_runs.workspace_id AND w.name = models_runs.name)`
const TAKE_OVER = `UPDATE models_runs SET status = 'cancelled', error = 'The process ended while it ran; another training waits', finished_at = $1
  WHERE status = 'running' AND seen_at < $2`
const CLAIM = `UPDATE models_runs SET status = 'running', started_at = $1, seen_at = $1, attempts = attempts + 1, cancel_asked = false,
    erasures = '[]'
  WHERE id = (SELECT id FROM models_runs WHERE status = 'waiting' AND name = ANY ($2::text[])
      AND NOT EXISTS (SELECT 1 FROM models_runs r WHERE r.status = 'running')
    ORDER BY cause <> 'asked', created_at LIMIT 1) RETURNING ${COLUMNS}`
const BEAT = `UPDATE models_runs SET seen_at = $2, done = $3, total = $4 WHERE id = $1 AND status = 'running' RETURNING cancel_asked`
const ASK_CANCEL = `UPDATE models_runs SET cancel_asked = true,
    status = CASE WHEN status = 'waiting' THEN 'cancelled' ELSE status END,
    finished_at = CASE WHEN status = 'waiting' THEN $2::timestamptz ELSE finished_at END
  WHERE id = $1 AND status IN ('waiting', 'running')`
const FINISH = `UPDATE models_runs SET status = $2, version = $3, outcome = $4, error = $5, finished_at = $6
  WHERE id = $1 AND status = 'running'`
const LEAVE = `UPDATE models_runs SET status = 'waiting', done = 0, total = NULL, attempts = attempts - 1 WHERE id = $1
  AND NOT EXISTS (SELECT 1 FROM models_runs w WHERE w.status = 'waiting' AND w.workspace_id = models_runs.workspace_id AND w.name = models_runs.name)`
const NOTE_ERASURE = `UPDATE models_runs SET erasures = erasures || $2::jsonb WHERE workspace_id = $1 AND status = 'running'`
const BY_ID = `SELECT ${COLUMNS} FROM models_runs WHERE id = $1`
const LATEST = `SELECT ${COLUMNS} FROM models_runs WHERE workspace_id = $1 AND ($2::text IS NULL OR name = $2) ORDER BY created_at DESC LIMIT $3`
const LAST_BEGUN = `SELECT DISTINCT ON (workspace_id, name) workspace_id AS "workspaceId", name, created_at AS at, outcome
  FROM models_runs ORDER BY workspace_id, name, created_at DESC`
/** Of each model only the newest runs are kept. */
const FORGET_OLD = `DELETE FROM models_runs WHERE workspace_id = $1 AND name = $2 AND status NOT IN ('waiting', 'running')
  AND id NOT IN (SELECT id FROM models_runs WHERE workspace_id = $1 AND name = $2 ORDER BY created_at DESC LIMIT 100)`

export interface NewRun extends ModelAddress {
  readonly cause: RunCause
  readonly by: Doer
  readonly seed: string
  readonly now: number
}

/** Puts a training into the queue, unless one of the model waits or runs: that one is given instead. */
export function enqueue(
  metadata: Metadata,
  { workspaceId, name, cause, by, seed, now }: NewRun,
): Promise<{ run: TrainingRun; begun: boolean }> {
  return metadata.transaction(async (connection) => {
    await connection.query(LOCK)
    const { rows: begun } = await connection.query<Row>(BEGUN, [workspaceId, name])
    if (begun[0] !== undefined && !(cause === 'erasure' && begun[0].status === 'running')) return { run: toRun(begun[0]), begun: false }
    await connection.query(FORGET_OLD, [workspaceId, name])
    const { rows } = await connection.query<Row>(INSERT, [randomUUID(), workspaceId, name, cause, seed, by.kind, by.id ?? '', iso(now)])
    return { run: toRun(rows[0] as Row), begun: true }
  })
}

/**
 * Takes the next training that this process can do, unless one runs anywhere. What an ended process left goes back into the queue.
 * @param alone True where no other process can use the store: then whatever “runs” was left behind.
 */
export function claim(
  metadata: Metadata,
  { names, now, alone }: { readonly names: readonly string[]; readonly now: number; readonly alone: boolean },
): Promise<TrainingRun | undefined> {
  return metadata.transaction(async (connection) => {
    await connection.query(LOCK)
    const silent = alone ? iso(now + 1) : iso(now - SILENT_MILLISECONDS)
    await connection.query(GIVE_UP, [iso(now), silent])
    await connection.query(TAKE_BACK, [silent])
    await connection.query(TAKE_OVER, [iso(now), silent])
    const { rows } = await connection.query<Row>(CLAIM, [iso(now), names])
    return rows[0] === undefined ? undefined : toRun(rows[0])
  })
}

/** Says that a training goes on, and how far it is. @returns what it shall do. */
export async function beat(
  metadata: Queryable,
  { id, done, total }: Pick<TrainingRun, 'id' | 'done' | 'total'>,
  now: number,
): Promise<'go_on' | 'cancel'> {
  const { rows } = await metadata.query<{ cancel_asked: boolean }>(BEAT, [id, iso(now), done, total])
  return rows[0]?.cancel_asked === false ? 'go_on' : 'cancel'
}

/** Cancels a training that waits; one that runs is told with its next beat, in whichever process. */
export async function askToCancel(metadata: Queryable, id: string, now: number): Promise<void> {
  await metadata.query(ASK_CANCEL, [id, iso(now)])
}

/** Ends a training, unless another process took it over. */
export async function finishRun(
  connection: Queryable,
  { id, status, version, outcome, error }: Pick<TrainingRun, 'id' | 'status' | 'version' | 'outcome' | 'error'>,
  now: number,
): Promise<void> {
  await connection.query(FINISH, [id, status, version, outcome, error, iso(now)])
}

/** Erasures that began while a training ran. */
export async function erasuresDuring(connection: Queryable, id: string): Promise<readonly string[]> {
  const { rows } = await connection.query<{ erasures: readonly string[] }>('SELECT erasures FROM models_runs WHERE id = $1', [id])
  return rows[0]?.erasures ?? []
}

/** Leaves a training to the next start. */
export async function leaveForLater(metadata: Queryable, id: string): Promise<void> {
  await metadata.query(LEAVE, [id])
}

/** Notes on trainings that may have read somebody who is being erased. */
export async function noteErasure(connection: Queryable, workspaceId: string, erasureId: string): Promise<void> {
  await connection.query(NOTE_ERASURE, [workspaceId, JSON.stringify([erasureId])])
}

export async function findRun(metadata: Queryable, id: string): Promise<TrainingRun | undefined> {
  const { rows } = await metadata.query<Row>(BY_ID, [id])
  return rows[0] === undefined ? undefined : toRun(rows[0])
}

/** Newest first. @param name of all models where it is null. */
export async function latestRuns(metadata: Queryable, workspaceId: string, name: string | null, limit: number): Promise<TrainingRun[]> {
  return (await metadata.query<Row>(LATEST, [workspaceId, name, limit])).rows.map(toRun)
}

/** When the last training of a model was asked for, and what came of it so far. */
export interface LastAsked extends ModelAddress {
  readonly at: Date
  readonly outcome: RunOutcome | null
}

/** The last training of each model. */
export async function lastAsked(metadata: Queryable): Promise<readonly LastAsked[]> {
  return (await metadata.query<LastAsked>(LAST_BEGUN)).rows
}

function toRun({ actor_kind, actor_id, ...row }: Row): TrainingRun {
  return { ...row, by: { kind: actor_kind, ...(actor_id !== '' && { id: actor_id }) } }
}

function iso(now: number): string {
  return new Date(now).toISOString()
}
