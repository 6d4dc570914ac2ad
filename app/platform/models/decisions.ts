import type { Queryable } from '../postgres/metadata.ts'
import type { Doer, ModelAddress } from './model-record.ts'

export const DECISION_KINDS = [
  'registered',
  'promoted',
  'kept',
  'rolled_back',
  'retired',
  'not_trained',
  'drift_found',
  'drift_over',
  'marked',
] as const
export type DecisionKind = (typeof DECISION_KINDS)[number]

/** Something that was decided about a model, or found out. */
export interface Decision {
  readonly kind: DecisionKind
  /** Null where it concerns no single version. */
  readonly version: number | null
  /** A sentence with the figures it rests on. */
  readonly why: string
  /** The same for programs. */
  readonly figures: object | null
}

export interface DecisionRecord extends Decision {
  /** Who, as they are called now. */
  readonly by: string
  readonly at: Date
}

const INSERT = `INSERT INTO models_decisions (workspace_id, name, version, kind, why, figures, actor_kind, actor_id, decided_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
/** What people and keys are called now, for a table `t` with `actor_kind` and `actor_id`. */
export const CALLED = `coalesce(nullif(p.name, ''), p.email, k.name, CASE
    WHEN p.owns_installation THEN 'Owner of the installation'
    WHEN t.actor_kind = 'local' THEN 'Command line'
    WHEN t.actor_kind = 'system' THEN 'Trill'
    ELSE 'Somebody who is gone' END)`
export const WHO = `LEFT JOIN people p ON t.actor_kind = 'user' AND p.id::text = t.actor_id
    LEFT JOIN api_keys k ON t.actor_kind = 'key' AND k.id::text = t.actor_id`
const LATEST = `SELECT t.kind, t.version, t.why, t.figures, t.decided_at AS at, ${CALLED} AS by
  FROM models_decisions t ${WHO}
  WHERE t.workspace_id = $1 AND t.name = $2 AND ($3::integer IS NULL OR t.version = $3) ORDER BY t.id DESC LIMIT $4`

const DRIFT_FOUND = `SELECT name, why FROM models_decisions
  WHERE workspace_id = $1 AND kind = 'drift_found' AND decided_at >= $2 AND decided_at < $3 ORDER BY id LIMIT 20`

export async function recordDecision(
  connection: Queryable,
  { workspaceId, name }: ModelAddress,
  { kind, version, why, figures }: Decision,
  { by, now }: { readonly by: Doer; readonly now: number },
): Promise<void> {
  await connection.query(INSERT, [workspaceId, name, version, kind, why, figures, by.kind, by.id ?? '', new Date(now).toISOString()])
}

/** Newest first. @param version of all where it is null. */
export async function latestDecisions(
  connection: Queryable,
  { workspaceId, name }: ModelAddress,
  { version = null, limit }: { readonly version?: number | null; readonly limit: number },
): Promise<DecisionRecord[]> {
  return (await connection.query<DecisionRecord>(LATEST, [workspaceId, name, version, limit])).rows
}

/** Models of a workspace whose inputs were found to have moved within a time; milliseconds since 1970, the end exclusive. */
export async function driftFound(
  connection: Queryable,
  workspaceId: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly { readonly name: string; readonly why: string }[]> {
  const values = [workspaceId, new Date(from).toISOString(), new Date(to).toISOString()]
  return (await connection.query<{ name: string; why: string }>(DRIFT_FOUND, values)).rows
}
