import { benjaminiHochberg } from '@trill/core/inference/multiplicity'
import { trendObjections, trendScore, trendScoreInterval } from '@trill/core/scores/trend'
import { batchedBursts } from '@trill/core/time-series/bursts'
import { type WindowSurprise, windowSurprise } from '@trill/core/time-series/window-surprise'
import type { TrendRow, TrendsResponse } from './contract.ts'
import { LEFT_OUT, type LeftOut } from './counted-terms.ts'

const DAY_HOURS = 24
export const WEEK_HOURS = 168
/** Past with which the present is compared, in hours: eight weeks, and the day that is judged. */
export const HISTORY_HOURS = 8 * WEEK_HOURS + DAY_HOURS
/** Fewest posts of a topic in the period, for it to be listed and tested. */
export const USES_MIN = 3
/** Fewest posts in 7 days for a score. */
export const SCORE_USES_MIN = 20
const SPARK_DAYS = 14
/** A word of which this share of uses is one pair is not listed beside it. */
const PART_SHARE = 0.9

export interface CandidateRow {
  readonly kind: TrendRow['kind']
  readonly term: string
  readonly uses: number
  readonly uses_7d: number
  readonly uses_24h: number
  readonly platforms: string[]
  readonly tested: number
  readonly rare: number
  readonly found: number
}

/** Hours since the first one of the history that hold something, and what. */
export interface HoursRow {
  readonly kind: string
  readonly term: string
  readonly hours: readonly number[]
  readonly counts: readonly number[]
}

export interface AuthorsRow {
  readonly kind: string
  readonly term: string
  readonly authors: number
  readonly top_author_uses: number
  readonly known_uses: number
}

export interface FirstSeenRow {
  readonly kind: string
  readonly term: string
  readonly first_seconds: number
}

export interface CoverageRow {
  readonly kind: 'post' | 'left_out'
  readonly key: string
  readonly posts: number
}

/** The full hours between which posts are compared. */
export interface History {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly hours: number
}

/** The last eight weeks before the end, as far as any post is counted. */
export function historyOf(endSeconds: number, firstSeconds: number): History {
  const startSeconds = Math.min(Math.max(endSeconds - HISTORY_HOURS * 3600, firstSeconds), endSeconds)
  return { startSeconds, endSeconds, hours: (endSeconds - startSeconds) / 3600 }
}

/** How a topic is called in addresses. */
export function nameOf({ kind, term }: { readonly kind: string; readonly term: string }): string {
  return kind === 'hashtag' ? `#${term}` : term
}

/** Every hour of the history, those without posts too. */
export function seriesOf(row: HoursRow | undefined, { hours }: History): Float64Array {
  const series = new Float64Array(hours)
  for (const [i, hour] of (row?.hours ?? []).entries()) if (hour >= 0 && hour < hours) series[hour] = row?.counts[i] ?? 0
  return series
}

/** What is known of each topic beside its counts, by `nameOf`. */
export interface Known {
  readonly series: ReadonlyMap<string, Float64Array>
  readonly authors: ReadonlyMap<string, AuthorsRow>
  readonly firstSeen: ReadonlyMap<string, number>
}

/** How surprising the last day of each topic is, with chances that are adjusted for how many are tested. */
export function surprisesOf(
  series: ReadonlyMap<string, Float64Array>,
  tested: number,
): Map<string, WindowSurprise & { adjustedP: number }> {
  const found = [...series].flatMap(([name, counts]) => {
    const surprise = windowSurprise(counts, { window: Math.min(DAY_HOURS, counts.length), period: WEEK_HOURS })
    return surprise === null ? [] : [{ name, surprise }]
  })
  const adjusted = benjaminiHochberg(
    found.map(({ surprise }) => Math.min(surprise.upperTail, 1)),
    Math.max(tested, found.length),
  )
  return new Map(found.map(({ name, surprise }, i) => [name, { ...surprise, adjustedP: adjusted[i] as number }]))
}

type Scored = Pick<
  TrendRow,
  'score' | 'score_lower' | 'score_upper' | 'z' | 'baseline_per_day' | 'uses_24h' | 'uses_7d' | 'authors' | 'objections'
>

/** The score of a topic, or why there is none. */
export function scoredOf(
  { uses_24h, uses_7d }: { readonly uses_24h: number; readonly uses_7d: number },
  authors: AuthorsRow | undefined,
): Scored {
  const said = authors !== undefined && authors.known_uses > 0
  // Where no post says who published it, that many people use it can be neither shown nor denied.
  const judged = said ? { authors: authors.authors, topAuthorUses: authors.top_author_uses } : { authors: Infinity, topAuthorUses: 0 }
  const objections = trendObjections(
    { uses: uses_7d, authors: Math.min(judged.authors, 1e9), topAuthorUses: judged.topAuthorUses },
    { usesMin: SCORE_USES_MIN },
  )
  const { baselinePerDay, z, score } = trendScore(uses_24h, uses_7d)
  const { lower, upper } = trendScoreInterval(uses_24h, uses_7d)
  const scored = objections.length === 0
  return {
    score: scored ? score : null,
    score_lower: scored ? lower : null,
    score_upper: scored ? upper : null,
    z: scored ? z : null,
    baseline_per_day: scored ? baselinePerDay : null,
    uses_24h,
    uses_7d,
    authors: said ? authors.authors : null,
    objections: [...objections],
  }
}

/** A time in which a topic came faster than usual; hours since the first of the history. */
export interface BurstRun {
  readonly from: number
  /** The hour after its last one. */
  readonly to: number
  readonly uses: number
  readonly ongoing: boolean
}

/** A burst goes on over so many hours in which others were posted: a single one ends and begins it again where posts are few. */
const QUIET_HOURS = 6

/** Bursts of a topic among all posts, by Kleinberg’s automaton of two states, hour by hour. */
export function burstsOf(series: Float64Array, all: Float64Array): BurstRun[] {
  const totals = [...all]
  const relevant = totals.map((total, hour) => Math.min(series[hour] ?? 0, total))
  if (totals.length === 0) return []
  const { states } = batchedBursts(relevant, totals)
  const last = totals.findLastIndex((total) => total > 0)
  const runs: BurstRun[] = []
  for (let from = states.indexOf(1); from !== -1; ) {
    const end = states.indexOf(0, from)
    const to = end === -1 ? states.length : end
    runs.push({ from, to, uses: relevant.slice(from, to).reduce((sum, count) => sum + count, 0), ongoing: last - to < QUIET_HOURS })
    from = states.indexOf(1, to)
  }
  return runs
}

/** The candidates without words that are hardly ever said but as part of a pair that is there too. */
export function withoutParts(candidates: readonly CandidateRow[]): CandidateRow[] {
  const inPairs = new Map<string, number>()
  for (const { kind, term, uses } of candidates) {
    if (kind !== 'topic') continue
    const words = term.split(' ')
    if (words.length === 2) for (const word of words) inPairs.set(word, Math.max(inPairs.get(word) ?? 0, uses))
  }
  return candidates.filter(({ kind, term, uses }) => kind !== 'topic' || (inPairs.get(term) ?? 0) < PART_SHARE * uses)
}

/** One line of the table. */
export function trendRowOf(candidate: CandidateRow, known: Known, surprises: ReturnType<typeof surprisesOf>, history: History): TrendRow {
  const topic = nameOf(candidate)
  const series = known.series.get(topic) ?? new Float64Array(history.hours)
  const all = known.series.get('') ?? new Float64Array(history.hours)
  const surprise = surprises.get(topic)
  const burst = burstsOf(series, all).findLast(({ ongoing }) => ongoing)
  const first = known.firstSeen.get(topic)
  return {
    topic,
    kind: candidate.kind,
    ...scoredOf(candidate, known.authors.get(topic)),
    ...surpriseFields(surprise),
    uses: candidate.uses,
    first_seen_at: first === undefined ? null : timeOf(first),
    platforms: candidate.platforms,
    burst_since: burst === undefined ? null : timeOf(history.startSeconds + burst.from * 3600),
    daily: dailyOf(series),
  }
}

export function surpriseFields(
  surprise: (WindowSurprise & { readonly adjustedP: number }) | undefined,
): Pick<TrendRow, 'surprise_bits' | 'expected_24h' | 'adjusted_p'> {
  return {
    surprise_bits: surprise?.bits ?? null,
    expected_24h: surprise?.expected ?? null,
    adjusted_p: surprise?.adjustedP ?? null,
  }
}

/** Sums of 24 hours each, the last of them up to the end. */
function dailyOf(series: Float64Array): number[] {
  return Array.from({ length: SPARK_DAYS }, (_, i) => {
    const end = series.length - (SPARK_DAYS - 1 - i) * DAY_HOURS
    return end <= 0 ? 0 : series.subarray(Math.max(end - DAY_HOURS, 0), end).reduce((sum, count) => sum + count, 0)
  })
}

/** What is counted of a period, and what is left out of it. */
export function coverageOf(rows: readonly CoverageRow[]): Pick<TrendsResponse, 'posts' | 'left_out' | 'categories'> {
  const counted = rows.filter(({ kind }) => kind === 'post')
  const leftOut = rows.filter(({ kind }) => kind === 'left_out')
  return {
    posts: counted.reduce((sum, { posts }) => sum + posts, 0),
    left_out: leftOut.map(({ key, posts }) => ({ reason: key, about: LEFT_OUT[key as LeftOut] ?? '', posts })),
    categories: counted.map(({ key }) => key).filter((category) => category !== ''),
  }
}

export function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}
