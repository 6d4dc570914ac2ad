import { readFileSync } from 'node:fs'
import {
  BEHAVIOUR_FEATURES,
  type BehaviourFeatureName,
  type FeatureSubject,
  featureNames,
  SESSION_PAUSE_MILLISECONDS,
} from '@trill/contract/behaviour-features'
import type { EventStore, QueryParameters } from '../clickhouse/event-store.ts'
import type { ColumnBlock } from '../clickhouse/native-blocks.ts'

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const QUERIES: Readonly<Record<FeatureSubject, string>> = { actor: sql('actor'), content: sql('content') }
/** What stands at the end of a query in front of each feature’s name. */
const EXPRESSION = /^ {4}(.+) AS (\w+),?$/gm

/** Whose features as of when. */
export interface FeatureQuestion {
  readonly workspaceId: string
  readonly timeZone: string
  /** Milliseconds since 1970, UTC: nothing that came later is looked at. */
  readonly asOf: number
}

/** A number, a word of a category, or null where it is missing. */
export type FeatureValue = number | string | null
export type FeatureValues = Readonly<Partial<Record<BehaviourFeatureName, FeatureValue>>>

/** What one person did. Of people without an event in the window there is none. */
export interface ActorFeatures {
  readonly actor_id: string
  readonly features: FeatureValues
}

/** How one post stood. */
export interface ContentFeatures {
  readonly content_id: string
  readonly creator_id: string
  /** 1 where minors did something with it. */
  readonly minors: number
  readonly features: FeatureValues
}

type Row = Readonly<Record<string, FeatureValue>>

/** The features of the people named, as they stand in the store. */
export async function featuresOfActors(question: FeatureQuestion, names: readonly string[], events: EventStore): Promise<ActorFeatures[]> {
  const rows = await asked('actor', question, names, events)
  return rows.map((row) => ({ actor_id: String(row.actor_id), features: valuesOf('actor', row) }))
}

/** The features of the posts named that were published in the 90 days before and known by then. */
export async function featuresOfContents(
  question: FeatureQuestion,
  ids: readonly string[],
  events: EventStore,
): Promise<ContentFeatures[]> {
  const rows = await asked('content', question, ids, events)
  return rows.map((row) => ({
    content_id: String(row.content_id),
    creator_id: String(row.creator_id),
    minors: Number(row.minors),
    features: valuesOf('content', row),
  }))
}

/** The same for everybody or all posts, in blocks as they come: the identifier and each feature is a column; NaN is missing. */
export function everyFeature(about: FeatureSubject, question: FeatureQuestion, events: EventStore): AsyncIterable<ColumnBlock> {
  return events.columns(QUERIES[about], parametersOf(about, question, []))
}

/** The value of a feature in a row of a block. */
export function valueIn(block: ColumnBlock, name: BehaviourFeatureName, row: number): FeatureValue {
  if (BEHAVIOUR_FEATURES[name].unit === 'category') return block.texts(name).at(row) || null
  const value = block.numbers(name)[row] ?? Number.NaN
  return Number.isNaN(value) ? null : value
}

/** How a query computes each feature from what it gathered, by name in the order of its columns. */
export function featureExpressions(about: FeatureSubject): ReadonlyMap<string, string> {
  const last = QUERIES[about].slice(QUERIES[about].lastIndexOf('\nSELECT\n'), QUERIES[about].lastIndexOf('\nFROM '))
  const columns = [...last.matchAll(EXPRESSION)].map(([, expression = '', name = '']) => [name, expression] as const)
  return new Map(columns.filter(([name]) => name in BEHAVIOUR_FEATURES))
}

/** Named are only those that are there: an empty list would mean everybody. */
function asked(about: FeatureSubject, question: FeatureQuestion, ids: readonly string[], events: EventStore): Promise<Row[]> {
  return ids.length === 0 ? Promise.resolve([]) : events.rows<Row>(QUERIES[about], parametersOf(about, question, ids))
}

function parametersOf(about: FeatureSubject, { workspaceId, timeZone, asOf }: FeatureQuestion, ids: readonly string[]): QueryParameters {
  const parameters = { workspace_id: workspaceId, time_zone: timeZone, as_of_milliseconds: asOf }
  if (about === 'content') return { ...parameters, contents: ids }
  return { ...parameters, actors: ids, session_pause_milliseconds: SESSION_PAUSE_MILLISECONDS }
}

function valuesOf(about: FeatureSubject, row: Row): FeatureValues {
  return Object.fromEntries(featureNames(about).map((name) => [name, row[name] === '' ? null : (row[name] ?? null)]))
}
