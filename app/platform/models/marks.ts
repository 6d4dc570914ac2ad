import type { Metadata, Queryable } from '../postgres/metadata.ts'
import { recordDecision } from './decisions.ts'
import { TRILL } from './model-record.ts'
import type { TrainedOn } from './trainer.ts'
import { noteErasure } from './training-runs.ts'

/** From when to when a person has rows in a place. Null where that cannot be told: then any time is meant. */
export interface Span {
  readonly place: string
  readonly from: string | null
  readonly to: string | null
}

/** A version that may have learned from a person. */
export interface MarkedModel {
  readonly name: string
  readonly version: number
  readonly state: 'candidate' | 'live' | 'retired'
}

interface Row extends MarkedModel {
  readonly id: string
  readonly trained_on: TrainedOn
}

/** Versions that are nothing but their description any more know nobody. */
const KNOWING = `SELECT id::text AS id, name, version, state, trained_on FROM models WHERE workspace_id = $1 AND document IS NOT NULL ORDER BY name, version`
const MARK = `INSERT INTO models_marks (model_id, erasure_id, marked_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING model_id`
/** What cannot go live again is not kept. */
const FORGET = `UPDATE models SET document = NULL, reference = NULL WHERE id = $1 AND state <> 'live'`
const OF_ERASURE = `SELECT name, version, state FROM models JOIN models_marks ON model_id = id WHERE workspace_id = $1 AND erasure_id = $2 ORDER BY name, version`
const RELEARN = `SELECT DISTINCT m.workspace_id AS "workspaceId", m.name FROM models m
  WHERE EXISTS (SELECT 1 FROM models_marks WHERE model_id = m.id)
    AND (m.state = 'live' OR NOT EXISTS
      (SELECT 1 FROM models o WHERE o.workspace_id = m.workspace_id AND o.name = m.name AND (o.state = 'live' OR o.version > m.version)))`

/** Versions that learned from places and times in which a person has rows. */
export async function modelsTrainedOn(metadata: Queryable, workspaceId: string, spans: readonly Span[]): Promise<MarkedModel[]> {
  return (await knowing(metadata, workspaceId, spans)).map(({ name, version, state }) => ({ name, version, state }))
}

/** Marks them for being learned anew, and whatever is being trained meanwhile. Marking twice marks once. */
export async function markModels(
  metadata: Metadata,
  asked: { readonly workspaceId: string; readonly erasureId: string; readonly spans: readonly Span[]; readonly now: number },
): Promise<void> {
  const { workspaceId, erasureId, spans, now } = asked
  if (spans.length === 0) return
  await metadata.transaction(async (connection) => {
    await noteErasure(connection, workspaceId, erasureId)
    for (const { id, name, version, state } of await knowing(connection, workspaceId, spans)) {
      const { rows } = await connection.query(MARK, [id, erasureId, new Date(now).toISOString()])
      await connection.query(FORGET, [id])
      if (rows.length === 0) continue
      const why =
        state === 'live'
          ? 'Somebody is erased whose data may be among what it learned from; it is learned anew.'
          : 'Somebody is erased whose data may be among what it learned from; the version itself is deleted, what it was stays.'
      await recordDecision(connection, { workspaceId, name }, { kind: 'marked', version, why, figures: null }, { by: TRILL, now })
    }
  })
}

/** Versions that an erasure marked. */
export async function modelsOfErasure(metadata: Queryable, workspaceId: string, erasureId: string): Promise<MarkedModel[]> {
  return (await metadata.query<MarkedModel>(OF_ERASURE, [workspaceId, erasureId])).rows
}

/** Models whose live version an erasure marked; where none is live, those whose newest it marked. */
export async function modelsToRelearn(metadata: Queryable): Promise<{ readonly workspaceId: string; readonly name: string }[]> {
  return (await metadata.query<{ workspaceId: string; name: string }>(RELEARN)).rows
}

/** Marks a version that learned while erasures began. @returns whether there were any. */
export async function copyMarks(metadata: Queryable, id: string, erasures: readonly string[], now: number): Promise<boolean> {
  for (const erasureId of erasures) await metadata.query(MARK, [id, erasureId, new Date(now).toISOString()])
  if (erasures.length > 0) await metadata.query(FORGET, [id])
  return erasures.length > 0
}

/** Whether a workspace has a version that could know somebody. */
export async function areModels(metadata: Queryable, workspaceId: string): Promise<boolean> {
  return (
    (await metadata.query('SELECT 1 FROM models WHERE workspace_id = $1 AND document IS NOT NULL LIMIT 1', [workspaceId])).rows.length > 0
  )
}

export async function isMarked(metadata: Queryable, id: string): Promise<boolean> {
  return (await metadata.query('SELECT 1 FROM models_marks WHERE model_id = $1 LIMIT 1', [id])).rows.length > 0
}

async function knowing(connection: Queryable, workspaceId: string, spans: readonly Span[]): Promise<Row[]> {
  const { rows } = await connection.query<Row>(KNOWING, [workspaceId])
  return rows.filter(({ trained_on }) => spans.some((span) => overlaps(trained_on, span)))
}

function overlaps({ places, from, to }: TrainedOn, span: Span): boolean {
  if (!places.includes(span.place)) return false
  return (span.from === null || Date.parse(span.from) <= Date.parse(to)) && (span.to === null || Date.parse(span.to) >= Date.parse(from))
}
