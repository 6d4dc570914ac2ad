import { randomUUID } from 'node:crypto'
import { QueryFailed, UNIQUE_VIOLATION } from '../../platform/postgres/errors.ts'
import type { Metadata, Queryable } from '../../platform/postgres/metadata.ts'
import type { SyncProblem } from './contract.ts'

export type SyncStatus = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

/** What was read so far. */
export interface SyncCounts {
  readonly posts: number
  readonly newPosts: number
  readonly skipped: number
  readonly suppressed: number
  readonly events: number
  readonly sourcesDone: number
  readonly sourcesTotal: number
}

/** One reading of a platform as the metadata store keeps it. */
export interface SyncRecord extends SyncCounts {
  readonly id: string
  readonly workspaceId: string
  readonly platform: string
  readonly status: SyncStatus
  readonly askedBy: 'schedule' | 'person'
  readonly problems: readonly SyncProblem[]
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

interface Row {
  readonly id: string
  readonly workspace_id: string
  readonly platform: string
  readonly status: SyncStatus
  readonly asked_by: SyncRecord['askedBy']
  readonly posts: number
  readonly new_posts: number
  readonly skipped: number
  readonly suppressed: number
  readonly events: number
  readonly sources_done: number
  readonly sources_total: number
  readonly problems: readonly SyncProblem[]
  readonly created_at: Date
  readonly started_at: Date | null
  readonly finished_at: Date | null
}

const ADD = `INSERT INTO connection_syncs (id, workspace_id, platform, status, asked_by, created_at) VALUES ($1, $2, $3, 'waiting', $4, $5)`
const ONE = 'SELECT * FROM connection_syncs WHERE id = $1'
const PRESENT = `SELECT * FROM connection_syncs WHERE workspace_id = $1 AND platform = $2 AND status IN ('waiting', 'running')`
const UNFINISHED = `SELECT * FROM connection_syncs WHERE status IN ('waiting', 'running') ORDER BY created_at`
const LATEST = 'SELECT DISTINCT ON (platform) * FROM connection_syncs WHERE workspace_id = $1 ORDER BY platform, created_at DESC, id'
const START = `UPDATE connection_syncs SET status = 'running', started_at = coalesce(started_at, $2) WHERE id = $1`
const KEEP = `UPDATE connection_syncs SET posts = $2, new_posts = $3, skipped = $4, suppressed = $5, sources_done = $6, sources_total = $7, problems = $8, events = $9 WHERE id = $1`
const FINISH = `UPDATE connection_syncs SET status = $2, problems = $3, finished_at = $4 WHERE id = $1`
const FORGET = `DELETE FROM connection_syncs WHERE finished_at < $1 AND id NOT IN
  (SELECT DISTINCT ON (workspace_id, platform) id FROM connection_syncs ORDER BY workspace_id, platform, created_at DESC)`
const KEPT_MILLISECONDS = 90 * 86_400_000

/** @returns the new sync; undefined when one of the connection is under way. */
export async function addSync(
  metadata: Metadata,
  { workspaceId, platform }: Pick<SyncRecord, 'workspaceId' | 'platform'>,
  askedBy: SyncRecord['askedBy'],
  now: number,
): Promise<SyncRecord | undefined> {
  const id = randomUUID()
  try {
    await metadata.query(ADD, [id, workspaceId, platform, askedBy, new Date(now)])
  } catch (error) {
    if (error instanceof QueryFailed && error.code === UNIQUE_VIOLATION) return undefined
    throw error
  }
  return findSync(metadata, id)
}

export async function findSync(metadata: Metadata, id: string): Promise<SyncRecord | undefined> {
  return (await metadata.query<Row>(ONE, [id])).rows.map(toRecord)[0]
}

/** The sync of a connection that waits or runs. */
export async function presentSync(metadata: Metadata, workspaceId: string, platform: string): Promise<SyncRecord | undefined> {
  return (await metadata.query<Row>(PRESENT, [workspaceId, platform])).rows.map(toRecord)[0]
}

/** Syncs that were under way when the process ended. */
export async function unfinishedSyncs(metadata: Metadata): Promise<SyncRecord[]> {
  return (await metadata.query<Row>(UNFINISHED)).rows.map(toRecord)
}

/** The latest sync of each connection, by platform. */
export async function latestSyncs(metadata: Metadata, workspaceId: string): Promise<Map<string, SyncRecord>> {
  const { rows } = await metadata.query<Row>(LATEST, [workspaceId])
  return new Map(rows.map((row) => [row.platform, toRecord(row)]))
}

export async function startSync(metadata: Metadata, id: string, now: number): Promise<void> {
  await metadata.query(START, [id, new Date(now)])
}

export async function keepCounts(metadata: Queryable, id: string, counts: SyncCounts, problems: readonly SyncProblem[]): Promise<void> {
  const { posts, newPosts, skipped, suppressed, events, sourcesDone, sourcesTotal } = counts
  await metadata.query(KEEP, [id, posts, newPosts, skipped, suppressed, sourcesDone, sourcesTotal, JSON.stringify(problems), events])
}

export async function finishSync(
  metadata: Metadata,
  id: string,
  status: SyncStatus,
  problems: readonly SyncProblem[],
  now: number,
): Promise<void> {
  await metadata.query(FINISH, [id, status, JSON.stringify(problems), new Date(now)])
}

/** Deletes what nobody looks at any more; the latest of each connection stays. */
export async function forgetOldSyncs(metadata: Metadata, now: number): Promise<void> {
  await metadata.query(FORGET, [new Date(now - KEPT_MILLISECONDS)])
}

function toRecord(row: Row): SyncRecord {
  const { id, platform, status, posts, skipped, suppressed, events, problems } = row
  return {
    id,
    workspaceId: row.workspace_id,
    platform,
    status,
    askedBy: row.asked_by,
    posts,
    newPosts: row.new_posts,
    skipped,
    suppressed,
    events,
    sourcesDone: row.sources_done,
    sourcesTotal: row.sources_total,
    problems,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }
}
