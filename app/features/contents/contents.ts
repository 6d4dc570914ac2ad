import type { SnapshotCounter } from '@trill/contract/content'
import { METRICS } from '@trill/contract/metrics'
import { type Ground, passportOf } from '../../platform/passport/ground.ts'
import type { ContentResponse, ContentRow, ContentsResponse } from './contract.ts'

const HOUR_MILLISECONDS = 3_600_000
const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS
/** Longest life drawn by the hour. */
const HOURLY_MAX_MILLISECONDS = 7 * DAY_MILLISECONDS
const COUNTERS = ['views', 'likes', 'comments', 'shares'] as const

/** Types of events that the counts of a post know by name. */
export const COUNTED_TYPES: readonly string[] = [...new Set(COUNTERS.flatMap((counter) => METRICS[counter].eventTypes))]

export interface RankingRow {
  readonly content_id: string
  readonly views: number
  readonly likes: number
  readonly comments: number
  readonly shares: number
  /** 0 where the order does not need it. */
  readonly reach: number
  readonly interactions: number
  readonly events: number
  readonly engagement_rate: number | null
  readonly total: number
}

export interface DescriptionRow extends Omit<ContentResponse['content'], 'published_at'> {
  readonly published_at_milliseconds: number | null
  readonly provenance: string[]
}

export interface TypeRow {
  readonly type: string
  readonly events: number
}

type Counter = (typeof COUNTERS)[number]
type Counts = Record<Counter, number>
/** Null is “not reported”. */
type KnownCounts = Record<Counter, number | null>

const MORE = ['saves', 'impressions', 'reach'] as const
/** What posts gathered beyond what they are ranked by. */
export type MoreRow = Readonly<Record<(typeof MORE)[number], number>> & { readonly content_id: string }
/** Which counters a platform has ever reported of a post. */
export type ReportedRow = Readonly<Record<Counter | (typeof MORE)[number], 0 | 1>> & { readonly content_id: string }

/** Events of one type in one hour or day. */
export interface StepRow {
  readonly start_seconds: number
  readonly counted_type: string
  readonly events: number
}

export type SnapshotRow = Readonly<Record<SnapshotCounter, number | null>> & { readonly observed_at_milliseconds: number }

export interface CascadeRow {
  readonly shares: number
  readonly roots: number
  readonly sharers: number
  readonly direct: number
}

/** First and last moment anything was seen of a post, in milliseconds since 1970. */
export interface Life {
  readonly first: number
  readonly last: number
}

/** What is known about ranked posts. */
export interface Facts {
  readonly descriptions: readonly DescriptionRow[]
  readonly reported: readonly ReportedRow[]
  readonly more: readonly MoreRow[]
}

export type ContentsList = Omit<ContentsResponse, 'passport'>

/** A page of the list. `total` is what is known of it where the page is empty. */
export function listOf(ranking: readonly RankingRow[], facts: Facts, total: number): ContentsList {
  return { total, items: rowsOf(ranking, facts) }
}

/** Ranked posts with what is known about them. */
export function rowsOf(ranking: readonly RankingRow[], { descriptions, reported, more }: Facts): ContentRow[] {
  const described = new Map(descriptions.map((row) => [row.content_id, row]))
  const told = new Map(reported.map((row) => [row.content_id, row]))
  const further = new Map(more.map((row) => [row.content_id, row]))
  return ranking.map((row) => {
    const found = listed(row, described.get(row.content_id), told.get(row.content_id))
    return { ...found, ...moreOf(found, told.get(row.content_id), further.get(row.content_id)) }
  })
}

type Listed = Omit<ContentRow, (typeof MORE)[number] | 'engagement_rate_by_reach'>

function listed(row: RankingRow, description: DescriptionRow | undefined, reported: ReportedRow | undefined): Listed {
  const counts = knownCounts(row, (counter) => reported === undefined || reported[counter] === 1 || row[counter] !== 0)
  return {
    content_id: row.content_id,
    title: description?.title || row.content_id,
    platform: description?.platform ?? '',
    kind: description?.kind ?? '',
    creator_id: description?.creator_id ?? '',
    creator_name: description?.creator_name ?? '',
    category: description?.category ?? '',
    published_at: timeOrNull(description?.published_at_milliseconds),
    ...counts,
    ...ratesOf(counts),
    events: row.events,
    drawn: null,
    withheld: false,
  }
}

function moreOf({ interactions }: Listed, reported: ReportedRow | undefined, more: MoreRow | undefined) {
  const [saves = null, impressions = null, reach = null] = MORE.map((name) => {
    const value = more?.[name] ?? 0
    return reported?.[name] === 1 || value !== 0 ? value : null
  })
  return { saves, impressions, reach, engagement_rate_by_reach: interactions !== null && reach ? (100 * interactions) / reach : null }
}

function knownCounts(counts: Counts, isKnown: (counter: Counter) => boolean): KnownCounts {
  return Object.fromEntries(COUNTERS.map((counter) => [counter, isKnown(counter) ? counts[counter] : null])) as KnownCounts
}

function ratesOf({ views, likes, comments, shares }: KnownCounts): { interactions: number | null; engagement_rate: number | null } {
  const known = [likes, comments, shares].filter((count) => count !== null)
  const interactions = known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0)
  return { interactions, engagement_rate: interactions !== null && views !== null && views > 0 ? (100 * interactions) / views : null }
}

export function lifeOf(
  events: { first_milliseconds: number; last_milliseconds: number } | undefined,
  snapshots: readonly SnapshotRow[],
): Life | undefined {
  const moments = [
    events?.first_milliseconds,
    events?.last_milliseconds,
    snapshots[0]?.observed_at_milliseconds,
    snapshots.at(-1)?.observed_at_milliseconds,
  ]
  const known = moments.filter((moment) => moment !== undefined)
  return known.length === 0 ? undefined : { first: Math.min(...known), last: Math.max(...known) }
}

export function growthIntervalOf(life: Life | undefined, hasEvents: boolean): ContentResponse['growth_interval'] {
  if (!hasEvents || life === undefined) return 'observation'
  return life.last - life.first <= HOURLY_MAX_MILLISECONDS ? 'hour' : 'day'
}

export interface ContentRows {
  readonly description: DescriptionRow
  readonly life: Life | undefined
  readonly interval: ContentResponse['growth_interval']
  readonly types: readonly TypeRow[]
  readonly growth: Counts
  readonly steps: readonly StepRow[]
  readonly snapshots: readonly SnapshotRow[]
  readonly cascade: CascadeRow
}

/**
 * Everything the page of one post shows.
 * @param now milliseconds since 1970, UTC.
 * @param within whether a moment belongs to the period asked for.
 */
export function contentOf(rows: ContentRows, now: number, within: (moment: number) => boolean): ContentResponse {
  const { published_at_milliseconds, provenance, ...content } = rows.description
  const isKnown = knowledgeOf(rows)
  return {
    content: { ...content, title: content.title || content.content_id, published_at: timeOrNull(published_at_milliseconds) },
    provenance: [...provenance].sort(),
    passport: passportOf(groundOf(provenance, rows), { name: 'content', making: 'counted' }),
    withheld: false,
    first_seen_at: timeOrNull(rows.life?.first),
    last_seen_at: timeOrNull(rows.life?.last),
    totals: totalsOf(rows, isKnown),
    growth_interval: rows.interval,
    growth: courseOf(rows, now)
      .filter(({ at }) => within(rows.interval === 'observation' ? at : at - 1))
      .map(({ at, events, ...counts }) => ({ at: timeOf(at), ...knownCounts(counts, isKnown), events })),
    snapshots: rows.snapshots
      .filter(({ observed_at_milliseconds: at }) => within(at))
      .map(({ observed_at_milliseconds, ...counters }) => ({ observed_at: timeOf(observed_at_milliseconds), ...counters })),
    cascade: cascadeOf(rows.cascade),
    by_type: [...rows.types],
  }
}

function groundOf(provenances: readonly string[], { life, types, snapshots }: ContentRows): Ground {
  const n = types.reduce((sum, { events }) => sum + events, 0) + snapshots.length
  return { provenances, source: 'events and counters of this post', observed_at: timeOrNull(life?.last), n }
}

/** Says of a counter whether the post’s whole life tells anything: an event, a report, or that no platform reports at all. */
function knowledgeOf({ steps, snapshots }: ContentRows): (counter: Counter) => boolean {
  const happened = new Set(steps.map(({ counted_type }) => counted_type))
  return (counter) =>
    snapshots.length === 0 ||
    snapshots.some((snapshot) => snapshot[counter] !== null) ||
    METRICS[counter].eventTypes.some((type) => happened.has(type))
}

function totalsOf({ types, growth }: ContentRows, isKnown: (counter: Counter) => boolean): ContentResponse['totals'] {
  const { events, ...counted } = countEvents(types)
  const sums = Object.fromEntries(COUNTERS.map((counter) => [counter, counted[counter] + growth[counter]])) as Counts
  const counts = knownCounts(sums, isKnown)
  return { ...counts, ...ratesOf(counts), events }
}

function countEvents(types: readonly TypeRow[]): Counts & { events: number } {
  const count = (metric: { readonly eventTypes: readonly string[] }) =>
    types.reduce((sum, { type, events }) => (metric.eventTypes.includes(type) ? sum + events : sum), 0)
  return {
    views: count(METRICS.views),
    likes: count(METRICS.likes),
    comments: count(METRICS.comments),
    shares: count(METRICS.shares),
    events: types.reduce((sum, { events }) => sum + events, 0),
  }
}

interface CoursePoint extends Counts {
  readonly at: number
  readonly events: number
}

/** Running totals at the end of each step that holds something: all events so far, plus each counter as it was last reported. */
function courseOf({ interval, steps, snapshots }: ContentRows, now: number): CoursePoint[] {
  const width = interval === 'hour' ? HOUR_MILLISECONDS : DAY_MILLISECONDS
  const endOf = (moment: number) =>
    interval === 'observation' ? moment : Math.min((Math.floor(moment / width) + 1) * width, Math.max(now, moment))
  const counted = new Map<number, TypeRow[]>()
  for (const { start_seconds, counted_type, events } of steps) {
    const end = endOf(start_seconds * 1000)
    counted.set(end, [...(counted.get(end) ?? []), { type: counted_type, events }])
  }
  const events = { views: 0, likes: 0, comments: 0, shares: 0, events: 0 }
  const counters = { views: 0, likes: 0, comments: 0, shares: 0 }
  const latest = latestReports(snapshots, endOf)
  return [...new Set([...counted.keys(), ...latest.keys()])]
    .sort((one, other) => one - other)
    .map((at) => {
      addTo(events, countEvents(counted.get(at) ?? []))
      Object.assign(counters, latest.get(at))
      return {
        at,
        views: events.views + counters.views,
        likes: events.likes + counters.likes,
        comments: events.comments + counters.comments,
        shares: events.shares + counters.shares,
        events: events.events,
      }
    })
}

/** Each counter as it was last reported within a step; those not reported are absent. */
function latestReports(snapshots: readonly SnapshotRow[], endOf: (moment: number) => number): Map<number, Partial<Counts>> {
  const latest = new Map<number, Partial<Counts>>()
  for (const snapshot of snapshots) {
    const end = endOf(snapshot.observed_at_milliseconds)
    const reported = COUNTERS.flatMap((counter) => (snapshot[counter] === null ? [] : [[counter, snapshot[counter]] as const]))
    latest.set(end, { ...latest.get(end), ...Object.fromEntries(reported) })
  }
  return latest
}

function addTo(sums: Counts & { events: number }, more: Counts & { events: number }): void {
  for (const name of [...COUNTERS, 'events'] as const) sums[name] += more[name]
}

function cascadeOf({ shares, roots, sharers, direct }: CascadeRow): ContentResponse['cascade'] {
  if (shares === 0) return null
  return { shares, roots, sharers, direct_share: shares === roots ? 0 : direct / (shares - roots) }
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

function timeOrNull(milliseconds: number | null | undefined): string | null {
  return milliseconds === null || milliseconds === undefined ? null : timeOf(milliseconds)
}
