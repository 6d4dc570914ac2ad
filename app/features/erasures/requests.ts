import type { Metadata } from '../../platform/postgres/metadata.ts'
import type { Erasure, PersonRequest, PersonRequestsResponse } from './contract.ts'
import { daysLeft } from './deadline.ts'
import { listErasures } from './erasure-record.ts'

/** Every request of a workspace, newest first, with the time left to answer it. */
export async function listRequests(
  metadata: Metadata,
  { workspaceId, limit, now }: { workspaceId: string; limit: number; now: number },
): Promise<PersonRequestsResponse> {
  const erasures = await listErasures(metadata, workspaceId, limit)
  return { overdue: await countOverdue(metadata, now, workspaceId), requests: erasures.map((erasure) => ofErasure(erasure, now)) }
}

/** Open requests past their deadline, of one workspace or of all. */
export async function countOverdue(metadata: Metadata, now: number, workspaceId: string | null = null): Promise<number> {
  const sql = `SELECT count(*)::integer AS overdue FROM erasures
    WHERE state <> 'done' AND due_at < $1 AND ($2::text IS NULL OR workspace_id = $2)`
  const { rows } = await metadata.query<{ overdue: number }>(sql, [new Date(now).toISOString(), workspaceId])
  return rows[0]?.overdue ?? 0
}

function ofErasure(erasure: Erasure, now: number): PersonRequest {
  const { id, state, identifiers, requested_at, due_at, finished_at, trouble, receipt } = erasure
  return {
    ...{ id, kind: 'erasure', state, identifiers, requested_at, due_at, finished_at, trouble },
    is_open: state !== 'done',
    days_left: daysLeft(due_at, now),
    rows: added(erasure.rows_before) + added(erasure.rows_later),
    has_receipt: receipt !== null,
  }
}

function added(rows: Readonly<Record<string, number>> | null): number {
  return Object.values(rows ?? {}).reduce((sum, count) => sum + count, 0)
}
