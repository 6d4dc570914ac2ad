import { randomUUID } from 'node:crypto'
import type { Metadata, Queryable } from '../postgres/metadata.ts'
import { compressed, readCompressed } from './compressed.ts'
import { CALLED, WHO } from './decisions.ts'
import type { Judgement } from './judge.ts'
import type { Doer, ModelAbout, ModelAddress, ModelRecord, ModelSummary } from './model-record.ts'
import { fingerprintOf, type Reference, referenceOf } from './reference.ts'
import type { Candidate, ModelTask } from './trainer.ts'

/** Versions of a model whose document is kept, besides the live one and the last that were. */
export const DOCUMENTS_KEPT = 20
const FORMERLY_LIVE_KEPT = 5

/** A candidate that was judged. */
export interface NewModel extends ModelAddress {
  readonly task: ModelTask
  readonly target: string
  readonly judgedBy: string
  readonly about: ModelAbout
  readonly candidate: Candidate
  readonly predicted: Float64Array
  readonly judgement: Judgement
  readonly seed: string
  readonly owner: Doer
  readonly now: number
}

const NEXT = `SELECT coalesce(max(version), 0) + 1 AS version FROM models WHERE workspace_id = $1 AND name = $2`
const LOCK = 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))'
const INSERT = `INSERT INTO models (id, workspace_id, name, version, algorithm, task, target, judged_by, features, fingerprint, training_rows,
    hold_out_rows, split, judgement, about, trained_on, seed, owner_kind, owner_id, document, document_bytes, reference, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`
/** Of old versions what they were stays, and they themselves go. */
const FORGET_OLD = `UPDATE models SET document = NULL, reference = NULL
  WHERE workspace_id = $1 AND name = $2 AND state <> 'live' AND document IS NOT NULL
    AND id NOT IN (SELECT id FROM models WHERE workspace_id = $1 AND name = $2 ORDER BY version DESC LIMIT $3)
    AND id NOT IN (SELECT id FROM models WHERE workspace_id = $1 AND name = $2 AND promoted_at IS NOT NULL ORDER BY promoted_at DESC LIMIT $4)`

/** Keeps a candidate under the next number of its model. @returns the number. */
export async function registerModel(metadata: Metadata, model: NewModel): Promise<{ readonly id: string; readonly version: number }> {
  const { workspaceId, name, candidate } = model
  const document = await compressed(candidate.document)
  const reference = await compressed(referenceOf(candidate.training, model.predicted))
  const id = randomUUID()
  return metadata.transaction(async (connection) => {
    await lockModel(connection, model)
    const { rows } = await connection.query<{ version: number }>(NEXT, [workspaceId, name])
    const version = rows[0]?.version ?? 1
    await connection.query(INSERT, [...valuesOf(model, id, version), document.bytes, document.plainBytes, reference.bytes, iso(model.now)])
    await connection.query(FORGET_OLD, [workspaceId, name, DOCUMENTS_KEPT, FORMERLY_LIVE_KEPT])
    return { id, version }
  })
}

/** Until the transaction ends, nobody else numbers or promotes versions of the model. */
export async function lockModel(connection: Queryable, { workspaceId, name }: ModelAddress): Promise<void> {
  await connection.query(LOCK, [`models ${workspaceId} ${name}`])
}

function valuesOf({ candidate, judgement, owner, ...model }: NewModel, id: string, version: number): unknown[] {
  const { algorithm, training, trainingTarget, holdOut, split, importance, trainedOn, findings } = candidate
  return [
    ...[id, model.workspaceId, model.name, version, algorithm, model.task, model.target, model.judgedBy],
    ...[JSON.stringify(training.names), fingerprintOf(training, trainingTarget), trainingTarget.length, holdOut.actual.length],
    ...[
      JSON.stringify(split),
      JSON.stringify({ ...judgement, importance, findings: findings ?? null }),
      JSON.stringify(model.about),
      JSON.stringify(trainedOn),
    ],
    ...[model.seed, owner.kind, owner.id ?? ''],
  ]
}

const SUMMARY = `t.id::text AS id, t.workspace_id AS "workspaceId", t.name, t.version, t.state, t.retired_for AS "retiredFor", t.algorithm, t.task,
    t.target, t.judged_by AS "judgedBy", t.features, encode(t.fingerprint, 'hex') AS fingerprint, t.training_rows AS "trainingRows",
    t.hold_out_rows AS "holdOutRows", t.split, t.trained_on AS "trainedOn", t.judgement -> 'findings' ->> 'provenance' AS "rowsProvenance", t.seed, ${CALLED} AS owner, t.document_bytes AS "documentBytes",
    t.document IS NOT NULL AS "hasDocument",
    coalesce((t.judgement -> 'findings' ->> 'suspicious')::boolean, false) AS suspicious, (SELECT min(marked_at) FROM models_marks WHERE model_id = t.id) AS "markedAt",
    t.created_at AS "createdAt", t.promoted_at AS "promotedAt", t.retired_at AS "retiredAt"`
const FROM = `FROM (SELECT *, owner_kind AS actor_kind, owner_id AS actor_id FROM models) t ${WHO}`
const SHORT = `jsonb_build_object('figures', t.judgement -> 'figures', 'baselines', t.judgement -> 'baselines') AS judgement`
const VERSIONS = `SELECT ${SUMMARY}, ${SHORT} ${FROM} WHERE t.workspace_id = $1 AND t.name = $2 ORDER BY t.version DESC LIMIT $3`
const NEWEST = `SELECT DISTINCT ON (t.name, t.state = 'live') ${SUMMARY}, ${SHORT} ${FROM} WHERE t.workspace_id = $1
  ORDER BY t.name, t.state = 'live' DESC, t.version DESC`
const ONE = `SELECT ${SUMMARY}, t.judgement, t.about ${FROM} WHERE t.workspace_id = $1 AND t.name = $2 AND t.version = $3`
const DOCUMENT = 'SELECT document FROM models WHERE workspace_id = $1 AND name = $2 AND version = $3'
const REFERENCE = 'SELECT reference FROM models WHERE id = $1'

/** Versions of a model, newest first. */
export async function listVersions(metadata: Queryable, { workspaceId, name }: ModelAddress, limit: number): Promise<ModelSummary[]> {
  return (await metadata.query<ModelSummary>(VERSIONS, [workspaceId, name, limit])).rows
}

/** Of each model of a workspace the live version, if there is one, and the newest of the others. */
export async function newestOfEach(metadata: Queryable, workspaceId: string): Promise<ModelSummary[]> {
  return (await metadata.query<ModelSummary>(NEWEST, [workspaceId])).rows
}

/** One version with everything but its document; undefined where there is none of that number. */
export async function findModel(
  metadata: Queryable,
  { workspaceId, name }: ModelAddress,
  version: number,
): Promise<ModelRecord | undefined> {
  type Beside = Pick<ModelRecord, 'importance'> & Partial<Pick<ModelRecord, 'findings'>>
  type Row = Omit<ModelRecord, 'importance' | 'findings'> & { readonly judgement: ModelRecord['judgement'] & Beside }
  const { rows } = await metadata.query<Row>(ONE, [workspaceId, name, version])
  if (rows[0] === undefined) return undefined
  const { importance, findings = null, ...judgement } = rows[0].judgement
  return { ...rows[0], judgement, importance, findings }
}

/** The model itself; undefined where there is none of that number, or where it is too old to be kept. */
export async function readDocument(metadata: Queryable, { workspaceId, name }: ModelAddress, version: number): Promise<object | undefined> {
  const { rows } = await metadata.query<{ document: Buffer | null }>(DOCUMENT, [workspaceId, name, version])
  return rows[0]?.document == null ? undefined : readCompressed<object>(rows[0].document)
}

/** What inputs of a version are held against; undefined where it is too old. */
export async function readReference(metadata: Queryable, id: string): Promise<Reference | undefined> {
  const { rows } = await metadata.query<{ reference: Buffer | null }>(REFERENCE, [id])
  return rows[0]?.reference == null ? undefined : readCompressed<Reference>(rows[0].reference)
}

function iso(now: number): string {
  return new Date(now).toISOString()
}
