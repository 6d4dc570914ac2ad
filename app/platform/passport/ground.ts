import { readFileSync } from 'node:fs'
import { type FigureMaking, type FigurePassport, statusOf } from '@trill/contract/passport'
import type { EventStore, QueryParameters } from '../clickhouse/event-store.ts'
import { VERSION } from '../version.ts'

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const ACTIVITY = sql('activity')
const POSTS = sql('posts')

/** What of a period figures are made from. */
const KINDS = { events: 'events', snapshots: 'counters that platforms reported', posts: 'posts' } as const

interface GroundRow extends Readonly<Record<keyof typeof KINDS, number>> {
  readonly provenance: string
  readonly newest_milliseconds: number
}

/** What figures rest on. */
export interface Ground {
  /** Where its rows come from. */
  readonly provenances: readonly string[]
  /** In words. */
  readonly source: string
  readonly observed_at: string | null
  /** Rows; null where too few people are behind them to tell. */
  readonly n: number | null
}

/** Events and reported counters of a period. @param parameters as `selectionOf` gives them. */
export async function activityGround(parameters: QueryParameters, events: EventStore): Promise<Ground> {
  return groundOf(await events.rows<GroundRow>(ACTIVITY, parameters))
}

/** Posts published in a period, with the events and counters of that time. @param parameters as `selectionOf` gives them. */
export async function postsGround(parameters: QueryParameters, events: EventStore): Promise<Ground> {
  const [activity, posts] = await Promise.all([events.rows<GroundRow>(ACTIVITY, parameters), events.rows<GroundRow>(POSTS, parameters)])
  return { ...groundOf([...activity, ...posts]), n: posts.reduce((sum, row) => sum + row.posts, 0) }
}

function groundOf(rows: readonly GroundRow[]): Ground {
  const newest = Math.max(...rows.map((row) => row.newest_milliseconds))
  return {
    provenances: [...new Set(rows.map((row) => row.provenance))].sort(),
    source: sourceWords(rows),
    observed_at: rows.length === 0 ? null : new Date(newest).toISOString(),
    n: rows.reduce((sum, row) => sum + row.events + row.snapshots, 0),
  }
}

/** `events (measured, simulated), posts (imported)`. */
function sourceWords(rows: readonly GroundRow[]): string {
  const parts = (Object.keys(KINDS) as (keyof typeof KINDS)[]).flatMap((kind) => {
    const names = [...new Set(rows.filter((row) => row[kind] !== 0).map((row) => row.provenance))].sort()
    return names.length === 0 ? [] : [`${KINDS[kind]} (${names.join(', ')})`]
  })
  return parts.join(', ') || 'nothing'
}

/** What a figure is of the things it rests on. */
export interface Definition {
  /** Name of a metric, score or method. */
  readonly name: string
  readonly making: FigureMaking
  /** That of Trill, unless the definition has its own. */
  readonly version?: string
}

/** The passport of a figure. @param n what it rests on, where that is not all of the ground; null where too few to be told. */
export function passportOf(ground: Ground, { name, making, version }: Definition, n: number | null = ground.n): FigurePassport {
  return {
    status: statusOf(ground.provenances, making),
    source: ground.source,
    observed_at: ground.observed_at,
    definition: name,
    version: version ?? `Trill ${VERSION}`,
    n,
  }
}

/** The passport of a figure that is not there: unknown, or about too few people for the reader. */
export function asUnavailable(passport: FigurePassport): FigurePassport {
  return { ...passport, status: 'unavailable', observed_at: null, n: null }
}
