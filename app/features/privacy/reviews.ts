import { randomUUID } from 'node:crypto'
import type { Metadata, Queryable } from '../../platform/postgres/metadata.ts'
import { storable } from '../../platform/sealed-log/chain.ts'
import { NOTE_MAX, type Review, type ReviewState } from './contract.ts'

/** Reviews that are listed. */
const LISTED = 100

interface NewReview {
  readonly workspaceId: string
  readonly actor: { readonly kind: string; readonly id?: string | undefined }
  readonly note: string
  /** Milliseconds since 1970, UTC. */
  readonly now: number
}

/** Records that somebody looked. @returns the id of the record. */
export async function recordReview(metadata: Metadata, { workspaceId, actor, note, now }: NewReview): Promise<string> {
  const id = randomUUID()
  const values = [id, workspaceId, new Date(now).toISOString(), actor.kind, actor.id ?? '', storable(note.trim(), NOTE_MAX)]
  await metadata.query(
    'INSERT INTO privacy_reviews (id, workspace_id, reviewed_at, actor_kind, actor_id, note) VALUES ($1, $2, $3, $4, $5, $6)',
    values,
  )
  return id
}

/** Newest first. */
export async function listReviews(metadata: Queryable, workspaceId: string, limit = LISTED): Promise<Review[]> {
  const sql = `SELECT r.id, r.reviewed_at, r.note, coalesce(nullif(p.name, ''), p.email, k.name,
      CASE WHEN p.owns_installation THEN 'Owner of the installation' WHEN r.actor_kind = 'local' THEN 'Command line' ELSE 'Somebody who is gone' END) AS by
    FROM privacy_reviews r
      LEFT JOIN people p ON r.actor_kind = 'user' AND p.id::text = r.actor_id
      LEFT JOIN api_keys k ON r.actor_kind = 'key' AND k.id::text = r.actor_id
    WHERE r.workspace_id = $1 ORDER BY r.reviewed_at DESC, r.id LIMIT $2`
  const { rows } = await metadata.query<Omit<Review, 'reviewed_at'> & { reviewed_at: Date }>(sql, [workspaceId, limit])
  return rows.map(({ reviewed_at, ...review }) => ({ ...review, reviewed_at: reviewed_at.toISOString() }))
}

/** When the next review of a workspace is due, and whether that is over. */
export async function reviewState(metadata: Queryable, workspaceId: string, now: number): Promise<ReviewState> {
  const [due] = await dueReviews(metadata, now, workspaceId)
  const [last = null] = await listReviews(metadata, workspaceId, 1)
  if (due === undefined) throw new RangeError(`reviewState needs a workspace that is there, got ${workspaceId}`)
  return { last, due_at: due.due_at, is_overdue: due.is_overdue }
}

/** Workspaces whose last review is more than a month ago. */
export async function countOverdueReviews(metadata: Queryable, now: number): Promise<number> {
  return (await dueReviews(metadata, now)).filter(({ is_overdue }) => is_overdue).length
}

async function dueReviews(metadata: Queryable, now: number, workspaceId: string | null = null) {
  const sql = `SELECT w.provenance, coalesce(max(r.reviewed_at), w.created_at) + interval '1 month' AS due_at
    FROM workspaces w LEFT JOIN privacy_reviews r ON r.workspace_id = w.id
    WHERE $1::text IS NULL OR w.id = $1 GROUP BY w.id`
  const { rows } = await metadata.query<{ provenance: string; due_at: Date }>(sql, [workspaceId])
  return rows.map(({ provenance, due_at }) => ({
    due_at: due_at.toISOString(),
    is_overdue: provenance !== 'simulated' && due_at.getTime() < now,
  }))
}
