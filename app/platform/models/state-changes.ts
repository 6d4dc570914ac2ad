import type { Metadata, Queryable } from '../postgres/metadata.ts'
import { type DecisionKind, recordDecision } from './decisions.ts'
import type { Doer, ModelAddress, RetiredFor } from './model-record.ts'
import { lockModel } from './registry.ts'

/** Who changes a state, and why. */
export interface Change {
  readonly by: Doer
  readonly why: string
  readonly figures?: object | null
  /** What must still be live; whatever is, where it is absent. */
  readonly expected?: number | null
  /** Whoever promotes or rolls back knows that the version tells more than can be believed. */
  readonly althoughSuspicious?: boolean
  readonly now: number
}

/** What became of a change; otherwise why it cannot be. */
export type Changed =
  | { readonly status: 'changed'; readonly version: number; readonly before: number | null }
  | {
      readonly status:
        | 'unknown_version'
        | 'is_live'
        | 'is_retired'
        | 'nothing_live'
        | 'nothing_before'
        | 'no_document'
        | 'marked'
        | 'suspicious'
        | 'live_changed'
    }

interface Row {
  readonly id: string
  readonly version: number
  readonly state: 'candidate' | 'live' | 'retired'
  readonly has_document: boolean
  readonly marked: boolean
  readonly suspicious: boolean
}

const COLUMNS = `id::text AS id, version, state, document IS NOT NULL AS has_document,
  EXISTS (SELECT 1 FROM models_marks WHERE model_id = models.id) AS marked,
  coalesce((judgement -> 'findings' ->> 'suspicious')::boolean, false) AS suspicious`
const BY_VERSION = `SELECT ${COLUMNS} FROM models WHERE workspace_id = $1 AND name = $2 AND version = $3`
const LIVE = `SELECT ${COLUMNS} FROM models WHERE workspace_id = $1 AND name = $2 AND state = 'live'`
const BEFORE = `SELECT ${COLUMNS} FROM models
  WHERE workspace_id = $1 AND name = $2 AND retired_for = 'replaced'
    AND promoted_at < (SELECT promoted_at FROM models WHERE workspace_id = $1 AND name = $2 AND state = 'live')
  ORDER BY promoted_at DESC LIMIT 1`
/** What an erasure marked cannot come back, and is not kept. */
const RETIRE = `UPDATE models SET state = 'retired', retired_for = $2, retired_at = $3,
    document = CASE WHEN EXISTS (SELECT 1 FROM models_marks WHERE model_id = models.id) THEN NULL ELSE document END,
    reference = CASE WHEN EXISTS (SELECT 1 FROM models_marks WHERE model_id = models.id) THEN NULL ELSE reference END
  WHERE id = $1`
const PROMOTE = `UPDATE models SET state = 'live', retired_for = NULL, retired_at = NULL, promoted_at = $2 WHERE id = $1`
/** It keeps the time it first went live, so that rolling back again goes further back. */
const RESTORE = `UPDATE models SET state = 'live', retired_for = NULL, retired_at = NULL WHERE id = $1`

/** Makes a version the live one; the one before is kept, to go back to. */
export function promote(metadata: Metadata, model: ModelAddress, version: number, change: Change): Promise<Changed> {
  return metadata.transaction(async (connection) => {
    await lockModel(connection, model)
    const chosen = await one(connection, BY_VERSION, [...keyOf(model), version])
    if (chosen === undefined) return { status: 'unknown_version' }
    if (chosen.state === 'live') return { status: 'is_live' }
    const objection = objectionTo(chosen, change)
    if (objection !== undefined) return { status: objection }
    const live = await one(connection, LIVE, keyOf(model))
    if (change.expected !== undefined && change.expected !== (live?.version ?? null)) return { status: 'live_changed' }
    if (live !== undefined) await retireRow(connection, live, 'replaced', change.now)
    await connection.query(PROMOTE, [chosen.id, iso(change.now)])
    await decide(connection, model, 'promoted', version, change)
    return { status: 'changed', version, before: live?.version ?? null }
  })
}

/** The version that rolling back would go back to; undefined where there is none. */
export function versionBefore(
  metadata: Queryable,
  model: ModelAddress,
): Promise<{ readonly version: number; readonly suspicious: boolean } | undefined> {
  return one(metadata, BEFORE, keyOf(model))
}

/** Goes back to the version that was live before. */
export function rollBack(metadata: Metadata, model: ModelAddress, change: Change): Promise<Changed> {
  return metadata.transaction(async (connection) => {
    await lockModel(connection, model)
    const live = await one(connection, LIVE, keyOf(model))
    if (live === undefined) return { status: 'nothing_live' }
    const before = await one(connection, BEFORE, keyOf(model))
    if (before === undefined) return { status: 'nothing_before' }
    const objection = objectionTo(before, change)
    if (objection !== undefined) return { status: objection }
    await retireRow(connection, live, 'rolled_back', change.now)
    await connection.query(RESTORE, [before.id])
    await decide(connection, model, 'rolled_back', before.version, change)
    return { status: 'changed', version: before.version, before: live.version }
  })
}

/** Takes a version out of use; where it was live, none is. */
export function retire(metadata: Metadata, model: ModelAddress, version: number, change: Change): Promise<Changed> {
  return metadata.transaction(async (connection) => {
    await lockModel(connection, model)
    const chosen = await one(connection, BY_VERSION, [...keyOf(model), version])
    if (chosen === undefined) return { status: 'unknown_version' }
    if (chosen.state === 'retired') return { status: 'is_retired' }
    await retireRow(connection, chosen, 'withdrawn', change.now)
    await decide(connection, model, 'retired', version, change)
    return { status: 'changed', version, before: chosen.state === 'live' ? version : null }
  })
}

function objectionTo({ has_document, marked, suspicious }: Row, change: Change): 'no_document' | 'marked' | 'suspicious' | undefined {
  if (marked) return 'marked'
  if (!has_document) return 'no_document'
  return suspicious && change.althoughSuspicious !== true ? 'suspicious' : undefined
}

async function one(connection: Queryable, sql: string, values: readonly unknown[]): Promise<Row | undefined> {
  return (await connection.query<Row>(sql, values)).rows[0]
}

async function retireRow(connection: Queryable, { id }: Row, reason: RetiredFor, now: number): Promise<void> {
  await connection.query(RETIRE, [id, reason, iso(now)])
}

function decide(connection: Queryable, model: ModelAddress, kind: DecisionKind, version: number, change: Change): Promise<void> {
  const { by, why, figures = null, now } = change
  return recordDecision(connection, model, { kind, version, why, figures }, { by, now })
}

function keyOf({ workspaceId, name }: ModelAddress): [string, string] {
  return [workspaceId, name]
}

function iso(now: number): string {
  return new Date(now).toISOString()
}
