import type { Queryable } from '../postgres/metadata.ts'

const DAY_MILLISECONDS = 86_400_000

/** What a person may ask for. */
export type PersonRequestKind = 'erasure' | 'export' | 'rectification'

/** A request of a person that is not answered yet. */
export interface OpenRequest {
  readonly id: string
  readonly kind: PersonRequestKind
  readonly state: string
  readonly requested_at: string
  /** One month after the request (GDPR Art. 12(3)). */
  readonly due_at: string
  readonly days_left: number
}

/** How many requests of a kind are in a state. */
export interface RequestCount {
  readonly kind: PersonRequestKind
  readonly state: string
  readonly requests: number
  /** Past their deadline. */
  readonly overdue: number
}

/** Which requests are not answered yet: the only place that says it. */
const OPEN = `SELECT 'erasure' AS kind, id, workspace_id, state, requested_at, due_at FROM erasures WHERE state <> 'done'
  UNION ALL SELECT 'export', id, workspace_id, state, requested_at, due_at FROM person_exports WHERE state IN ('waiting', 'failed')
  UNION ALL SELECT 'rectification', id, workspace_id, state, requested_at, due_at FROM person_rectifications WHERE state <> 'done'`

/** Open requests past their deadline, of one workspace or of all. */
export async function countOverdue(metadata: Queryable, now: number, workspaceId: string | null = null): Promise<number> {
  const sql = `SELECT count(*)::integer AS overdue FROM (${OPEN}) AS open WHERE due_at < $1 AND ($2::text IS NULL OR workspace_id = $2)`
  const { rows } = await metadata.query<{ overdue: number }>(sql, [new Date(now).toISOString(), workspaceId])
  return rows[0]?.overdue ?? 0
}

/** Open requests of a workspace, by kind and state. */
export async function countOpen(metadata: Queryable, workspaceId: string, now: number): Promise<RequestCount[]> {
  const sql = `SELECT kind, state, count(*)::integer AS requests, (count(*) FILTER (WHERE due_at < $2))::integer AS overdue
    FROM (${OPEN}) AS open WHERE workspace_id = $1 GROUP BY kind, state ORDER BY kind, state`
  return (await metadata.query<RequestCount>(sql, [workspaceId, new Date(now).toISOString()])).rows
}

/** Open requests of a workspace, those due first. */
export async function nextDue(
  metadata: Queryable,
  { workspaceId, now, limit }: { readonly workspaceId: string; readonly now: number; readonly limit: number },
): Promise<OpenRequest[]> {
  const sql = `SELECT id, kind, state, requested_at, due_at FROM (${OPEN}) AS open WHERE workspace_id = $1 ORDER BY due_at, id LIMIT $2`
  const { rows } = await metadata.query<Row>(sql, [workspaceId, limit])
  return rows.map(({ requested_at, due_at, ...row }) => {
    const due = due_at.toISOString()
    return { ...row, requested_at: requested_at.toISOString(), due_at: due, days_left: daysLeft(due, now) }
  })
}

/** Requests of a kind that were answered. */
export interface AnsweredRequests {
  readonly kind: PersonRequestKind
  readonly answered: number
  /** Before their deadline. */
  readonly in_time: number
}

/** Requests of a workspace that were answered since a time, by kind. */
export async function countAnswered(metadata: Queryable, workspaceId: string, since: number): Promise<AnsweredRequests[]> {
  const sql = `SELECT kind, count(*)::integer AS answered, (count(*) FILTER (WHERE finished_at <= due_at))::integer AS in_time FROM (
      SELECT 'erasure' AS kind, workspace_id, finished_at, due_at FROM erasures WHERE state = 'done'
      UNION ALL SELECT 'export', workspace_id, finished_at, due_at FROM person_exports WHERE state IN ('ready', 'expired')
      UNION ALL SELECT 'rectification', workspace_id, finished_at, due_at FROM person_rectifications WHERE state = 'done'
    ) AS answered WHERE workspace_id = $1 AND finished_at >= $2 GROUP BY kind ORDER BY kind`
  return (await metadata.query<AnsweredRequests>(sql, [workspaceId, new Date(since).toISOString()])).rows
}

type Row = Pick<OpenRequest, 'id' | 'kind' | 'state'> & { readonly requested_at: Date; readonly due_at: Date }

/** Whole days until a request has to be answered, begun ones included; negative when it is overdue. */
export function daysLeft(dueAt: string, now: number): number {
  const days = (Date.parse(dueAt) - now) / DAY_MILLISECONDS
  return days < 0 ? Math.floor(days) : Math.ceil(days)
}
