import { readFileSync } from 'node:fs'
import { hashtagOf, topicOf } from '@trill/core/topics/terms'
import type { QueryParameters } from '../../platform/clickhouse/event-store.ts'
import { passportOf, postsGround } from '../../platform/passport/ground.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Selection } from '../../platform/query/selection.ts'
import type { TrendsQuery, TrendsResponse } from './contract.ts'
import { TERM_KINDS } from './contract.ts'
import {
  type AuthorsRow,
  type CandidateRow,
  type CoverageRow,
  coverageOf,
  type FirstSeenRow,
  type History,
  type HoursRow,
  historyOf,
  nameOf,
  SCORE_USES_MIN,
  seriesOf,
  surprisesOf,
  timeOf,
  trendRowOf,
  USES_MIN,
  withoutParts,
} from './trends.ts'

/** Topics that are ranked; the others are counted. */
const RANKED_MAX = 500
/** Rows of one answer of the store. */
const ROWS_MAX = 200_000

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const MOMENTS = sql('moments')
const CANDIDATES = sql('candidates')
const HOURS = sql('hours')
const AUTHORS = sql('authors')
const FIRST_SEEN = sql('first-seen')
const COVERAGE = sql('coverage')

/** A hashtag or topic as the store knows it. */
export interface Term {
  readonly kind: (typeof TERM_KINDS)[number]
  readonly term: string
}

/** The hours of a selection, with the parameters of all queries. */
export interface Window {
  readonly fromSeconds: number
  readonly history: History
  readonly parameters: QueryParameters
}

interface MomentsRow {
  readonly from_seconds: number
  readonly end_seconds: number
  readonly first_seconds: number
}

export async function windowOf({ parameters }: Selection, category: string, { events, now }: Platform): Promise<Window> {
  const asked = { ...parameters, category, now_seconds: Math.floor(now() / 1000) }
  const [moments] = await events.rows<MomentsRow>(MOMENTS, asked)
  const { from_seconds, end_seconds, first_seconds } = moments as MomentsRow
  // Without any post the first hour is that of 1970.
  const history = historyOf(end_seconds, first_seconds === 0 ? end_seconds : first_seconds)
  return { fromSeconds: from_seconds, history, parameters: { ...asked, from_seconds, end_seconds } }
}

/** The hour-by-hour history of terms, by `nameOf`; the empty name is every post. */
export async function historiesOf(
  terms: readonly Term[],
  { history, parameters }: Window,
  { events }: Platform,
): Promise<Map<string, Float64Array>> {
  const asked = { ...parameters, ...listed([{ kind: 'post', term: '' }, ...terms]), first_seconds: history.startSeconds }
  const rows = await events.rows<HoursRow>(HOURS, asked, { maxRows: ROWS_MAX })
  const known = new Map(rows.map((row) => [row.kind === 'post' ? '' : nameOf(row), row]))
  return new Map(['', ...terms.map(nameOf)].map((name) => [name, seriesOf(known.get(name), history)]))
}

export async function authorsOf(terms: readonly Term[], { parameters }: Window, { events }: Platform): Promise<Map<string, AuthorsRow>> {
  const rows = await events.rows<AuthorsRow>(AUTHORS, { ...parameters, ...listed(terms) })
  return new Map(rows.map((row) => [nameOf(row), row]))
}

export async function firstSeenOf(terms: readonly Term[], { parameters }: Window, { events }: Platform): Promise<Map<string, number>> {
  const rows = await events.rows<FirstSeenRow>(FIRST_SEEN, { ...parameters, ...listed(terms) })
  return new Map(rows.map((row) => [nameOf(row), row.first_seconds]))
}

export async function coverageRows({ parameters }: Window, { events }: Platform): Promise<CoverageRow[]> {
  return events.rows<CoverageRow>(COVERAGE, parameters)
}

/** How many topics of a period are in too few posts to be listed. */
async function rareOf(window: Window, platform: Platform): Promise<number> {
  const every = { kinds: TERM_KINDS, uses_min: 1, search: '', sort: 'uses', score_uses_min: SCORE_USES_MIN, limit: 1 }
  const rows = await platform.events.rows<CandidateRow>(CANDIDATES, { ...window.parameters, ...every })
  const listed = await testedOf(window, platform)
  return (rows[0]?.found ?? 0) - listed
}

/** How many topics are tested beside one that is looked at. */
export async function testedOf({ parameters }: Window, { events }: Platform): Promise<number> {
  const all = { kinds: TERM_KINDS, uses_min: USES_MIN, search: '', sort: 'uses', score_uses_min: SCORE_USES_MIN, limit: 1 }
  const [first] = await events.rows<CandidateRow>(CANDIDATES, { ...parameters, ...all })
  return first?.tested ?? 0
}

/** The table of trends. */
export async function readTrends(selection: Selection, query: TrendsQuery, complete: boolean, platform: Platform): Promise<TrendsResponse> {
  const window = await windowOf(selection, query.category ?? '', platform)
  const { history, parameters } = window
  const { limit = 50, offset = 0, sort = 'score', kind, search = '' } = query
  const asked = {
    kinds: kind === undefined ? TERM_KINDS : [kind],
    uses_min: USES_MIN,
    score_uses_min: SCORE_USES_MIN,
    search: searchedFor(search),
    sort,
    limit: RANKED_MAX,
  }
  const [candidates, coverage] = await Promise.all([
    platform.events.rows<CandidateRow>(CANDIDATES, { ...parameters, ...asked }),
    coverageRows(window, platform),
  ])
  const ranked = withoutParts(candidates)
  const shown = ranked.slice(offset, offset + limit)
  const [series, authors, firstSeen, ground] = await Promise.all([
    historiesOf(candidates, window, platform),
    authorsOf(shown, window, platform),
    firstSeenOf(shown, window, platform),
    postsGround(selection.parameters, platform.events),
  ])
  const [first] = candidates
  const topics = new Map([...series].filter(([name]) => name !== ''))
  const surprises = surprisesOf(topics, first?.tested ?? 0)
  return {
    at: timeOf(history.endSeconds),
    complete,
    ...coverageOf(coverage),
    history_hours: history.hours,
    tested: first?.tested ?? 0,
    // Where nothing is listed no row tells of it.
    rare: first?.rare ?? (await rareOf(window, platform)),
    passport: passportOf(ground, { name: 'trend_score', making: 'calculated' }, coverageOf(coverage).posts),
    total: (first?.found ?? 0) - (candidates.length - ranked.length),
    items: shown.map((candidate) => trendRowOf(candidate, { series, authors, firstSeen }, surprises, history)),
  }
}

/** What somebody typed, as terms are stored. */
function searchedFor(search: string): string {
  return search.trim().startsWith('#') ? hashtagOf(search) : topicOf(search) || hashtagOf(search)
}

function listed(terms: readonly { readonly kind: string; readonly term: string }[]): { kinds: string[]; terms: string[] } {
  return { kinds: terms.map(({ kind }) => kind), terms: terms.map(({ term }) => term) }
}
