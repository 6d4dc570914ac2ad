import { randomUUID } from 'node:crypto'
import type { Metadata, Queryable } from '../postgres/metadata.ts'

/** A process that has not been heard of for so long has ended, and another takes over what it held; milliseconds. */
export const LEASE_MILLISECONDS = 60_000

/** Work that this process holds. */
export interface Job {
  readonly id: string
  readonly kind: string
  readonly workspaceId: string
  /** Counts from 1. */
  readonly attempt: number
  readonly attemptsMax: number
  readonly dueAt: Date
  /** Names this holding of it. Only who has it may finish the job. */
  readonly lease: string
}

export interface NewJob {
  readonly id: string
  readonly kind: string
  readonly workspaceId: string
  /** Milliseconds since 1970. */
  readonly dueAt: number
  readonly attemptsMax: number
}

/** How an attempt ended: for good, or to be tried again at a time. */
export type AttemptEnd =
  | { readonly status: 'done' | 'failed' | 'cancelled'; readonly says: string }
  | { readonly status: 'again'; readonly says: string; readonly dueAt: number }

const COLUMNS = `jobs.id::text AS id, kind, workspace_id AS "workspaceId", attempts AS attempt, attempts_max AS "attemptsMax",
  due_at AS "dueAt", lease::text AS lease`
const ADD = `INSERT INTO jobs (id, kind, workspace_id, status, due_at, attempts_max, created_at) VALUES ($1, $2, $3, 'waiting', $4, $5, $6)`
const GIVE_UP = `UPDATE jobs SET status = 'failed', lease = NULL, leased_until = NULL, finished_at = $1
  WHERE status = 'running' AND leased_until <= $1 AND attempts >= attempts_max RETURNING id::text AS id`
const CLAIM = `WITH next AS (
    SELECT id FROM jobs
    WHERE kind = ANY ($1::text[]) AND ((status = 'waiting' AND due_at <= $2) OR (status = 'running' AND leased_until <= $2))
    ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
  UPDATE jobs SET status = 'running', attempts = attempts + 1, lease = $4, leased_until = $5
  FROM next WHERE jobs.id = next.id RETURNING ${COLUMNS}`
const CLAIM_ONE = `UPDATE jobs SET status = 'running', attempts = attempts + 1, lease = $2, leased_until = $3
  WHERE id = $1 AND status = 'waiting' RETURNING ${COLUMNS}`
const LOST = `UPDATE job_attempts SET finished_at = $2, outcome = 'lost', says = 'The process ended while it was at work'
  WHERE job_id = ANY ($1::uuid[]) AND outcome IS NULL`
const BEGIN = `INSERT INTO job_attempts (job_id, attempt, started_at) SELECT id, attempts, $2 FROM jobs WHERE id = ANY ($1::uuid[])`
const BEAT = `UPDATE jobs SET leased_until = $3 WHERE id = $1 AND lease = $2 AND status = 'running'`
const FINISH = `UPDATE jobs SET status = $3, lease = NULL, leased_until = NULL, due_at = coalesce($4, due_at), finished_at = $5
  WHERE id = $1 AND lease = $2 AND status = 'running'`
const END = 'UPDATE job_attempts SET finished_at = $3, outcome = $4, says = $5 WHERE job_id = $1 AND attempt = $2'
const LEAVE = `UPDATE jobs SET status = 'waiting', attempts = attempts - 1, lease = NULL, leased_until = NULL
  WHERE id = $1 AND lease = $2 AND status = 'running'`
const UNDO = 'DELETE FROM job_attempts WHERE job_id = $1 AND attempt = $2'
const FORGET = 'DELETE FROM jobs WHERE kind = ANY ($1::text[]) AND finished_at < $2'

/** Puts work into the table; within a transaction, together with what it is about. */
export async function addJob(connection: Queryable, { id, kind, workspaceId, dueAt, attemptsMax }: NewJob, now: number): Promise<void> {
  await connection.query(ADD, [id, kind, workspaceId, iso(dueAt), attemptsMax, iso(now)])
}

/** Takes what is due and nobody holds, the longest due first. What an ended process held is taken over, or has failed if that was its last attempt. */
export function claimJobs(
  metadata: Metadata,
  { kinds, limit, now }: { readonly kinds: readonly string[]; readonly limit: number; readonly now: number },
): Promise<Job[]> {
  return metadata.transaction(async (connection) => {
    const given = await connection.query<{ id: string }>(GIVE_UP, [iso(now)])
    if (given.rows.length > 0) await connection.query(LOST, [given.rows.map(({ id }) => id), iso(now)])
    const { rows } = await connection.query<Job>(CLAIM, [kinds, iso(now), limit, randomUUID(), iso(now + LEASE_MILLISECONDS)])
    await begin(connection, rows, now)
    return rows.sort((one, other) => one.dueAt.getTime() - other.dueAt.getTime())
  })
}

/** Takes one job, whether it is due or not. @returns undefined when somebody else has it, or it is over. */
export function claimJob(metadata: Metadata, id: string, now: number): Promise<Job | undefined> {
  return metadata.transaction(async (connection) => {
    const { rows } = await connection.query<Job>(CLAIM_ONE, [id, randomUUID(), iso(now + LEASE_MILLISECONDS)])
    await begin(connection, rows, now)
    return rows[0]
  })
}

/** Says that the work goes on. @returns false when the job is somebody else’s now, or gone. */
export async function beat(metadata: Queryable, { id, lease }: Pick<Job, 'id' | 'lease'>, now: number): Promise<boolean> {
  return (await metadata.query(BEAT, [id, lease, iso(now + LEASE_MILLISECONDS)])).rowCount === 1
}

/** Writes down how an attempt ended. @returns false when the job is somebody else’s now, or gone: nothing was written. */
export function finishAttempt(metadata: Metadata, job: Job, end: AttemptEnd, now: number): Promise<boolean> {
  return metadata.transaction(async (connection) => {
    const again = end.status === 'again'
    const values = [job.id, job.lease, again ? 'waiting' : end.status, again ? iso(end.dueAt) : null, again ? null : iso(now)]
    if ((await connection.query(FINISH, values)).rowCount === 0) return false
    await connection.query(END, [job.id, job.attempt, iso(now), end.status, end.says])
    return true
  })
}

/** Gives back work that was not begun in earnest: the process stops. It counts as no attempt. */
export async function leaveJob(metadata: Metadata, { id, lease, attempt }: Job): Promise<void> {
  await metadata.transaction(async (connection) => {
    if ((await connection.query(LEAVE, [id, lease])).rowCount === 1) await connection.query(UNDO, [id, attempt])
  })
}

/** Deletes finished work, and with it whatever refers to it. */
export async function forgetJobs(metadata: Queryable, kinds: readonly string[], before: number): Promise<void> {
  await metadata.query(FORGET, [kinds, iso(before)])
}

async function begin(connection: Queryable, jobs: readonly Job[], now: number): Promise<void> {
  if (jobs.length === 0) return
  const ids = jobs.map(({ id }) => id)
  await connection.query(LOST, [ids, iso(now)])
  await connection.query(BEGIN, [ids, iso(now)])
}

function iso(moment: number): string {
  return new Date(moment).toISOString()
}
