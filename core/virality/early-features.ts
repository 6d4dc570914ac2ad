import { median } from '../inference/quantiles.ts'
import { seismicInfectiousness } from '../point-processes/seismic.ts'
import { shareTree } from '../point-processes/share-tree.ts'
import type { Observed } from './cascade.ts'
import type { EarlyFeature } from './feature-table.ts'
import type { ProcessForecast } from './process-forecast.ts'

/** What is known of a post beside its shares, all of it before the cut. NaN, or left out, is unknown. */
export interface PostContext {
  /** Milliseconds since 1970, UTC. */
  readonly postedAt?: number
  /** Mean logarithm of the sizes of the creator’s earlier posts that were over when this one came out. */
  readonly creatorLogSize?: number
  /** How many those are. */
  readonly creatorPosts?: number
  readonly creatorFollowers?: number
  /** Whole number ≥ 0, whatever the caller takes it to stand for. */
  readonly category?: number
  /** In [−1, 1]. */
  readonly sentiment?: number
  readonly textLength?: number
  readonly hashtags?: number
}

/** Borders of the sub-windows, as shares of the cut: early minutes apart, since most happens in them. */
const WINDOWS = [0, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 3 / 4, 1]
const HOUR_MILLISECONDS = 3_600_000
const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS
/** 1 January 1970 was a Thursday; weeks start on Monday. */
const DAYS_TO_MONDAY = 3

/**
 * Features of a post at a cut, by name: NaN is what is not known, never 0. They are a function of what was observed, so nothing of them is
 * from after the cut.
 * @param expected Forecast of `forecastProcess`; null where none was made.
 */
export function earlyFeatures(
  observed: Observed,
  context: PostContext,
  expected: ProcessForecast | null,
): Readonly<Record<EarlyFeature, number>> {
  return {
    ...countsOf(observed),
    ...windowsOf(observed),
    ...gapsOf(observed),
    ...treeOf(observed),
    ...peopleOf(observed),
    ...processOf(observed, expected),
    ...contextOf(context),
  }
}

function countsOf({ seconds, actors, cutSeconds }: Observed) {
  const size = seconds.length
  const persons = new Set(actors.filter((actor) => !Number.isNaN(actor))).size
  return {
    log_count: Math.log(size),
    unique_share: persons / size,
    log_rate: Math.log(size / (cutSeconds / 3600)),
  }
}

function windowsOf({ seconds, cutSeconds }: Observed) {
  const counts = new Float64Array(WINDOWS.length - 1)
  for (let i = 1, window = 0; i < seconds.length; i += 1) {
    while (window < counts.length - 1 && (seconds[i] as number) > (WINDOWS[window + 1] as number) * cutSeconds) window += 1
    counts[window] = (counts[window] as number) + 1
  }
  const [a, b, c, d, e, f] = counts as unknown as [number, number, number, number, number, number]
  const firstHalf = a + b + c + d
  return {
    log_window_1: Math.log1p(a),
    log_window_2: Math.log1p(b),
    log_window_3: Math.log1p(c),
    log_window_4: Math.log1p(d),
    log_window_5: Math.log1p(e),
    log_window_6: Math.log1p(f),
    acceleration: Math.log((1 + e + f) / (1 + firstHalf)),
    late_acceleration: Math.log((1 + f) / (1 + e)),
    late_share: seconds.length > 1 ? (e + f) / (seconds.length - 1) : Number.NaN,
  }
}

function gapsOf({ seconds, cutSeconds }: Observed) {
  const gaps = seconds.slice(1).map((at, i) => at - (seconds[i] as number))
  const half = Math.floor(gaps.length / 2)
  const idle = cutSeconds - (seconds.at(-1) as number)
  const at = (share: number) =>
    gaps.length === 0 ? Number.NaN : (seconds[1 + Math.floor(share * (gaps.length - 1))] as number) / cutSeconds
  return {
    log_gap_mean: logSeconds(meanOf(gaps)),
    log_gap_median: gaps.length === 0 ? Number.NaN : logSeconds(median(gaps)),
    gap_trend: half === 0 ? Number.NaN : logSeconds(meanOf(gaps.subarray(half))) - logSeconds(meanOf(gaps.subarray(0, half))),
    log_idle: logSeconds(idle),
    idle_gaps: gaps.length === 0 ? Number.NaN : logSeconds(idle) - logSeconds(meanOf(gaps)),
    first_share: at(0),
    quarter_time: at(0.25),
    half_time: at(0.5),
    three_quarter_time: at(0.75),
  }
}

function treeOf({ parents, orphans }: Observed) {
  const tree = parents === null ? null : shareTree(parents)
  const degrees = parents === null ? null : degreesOf(parents)
  const shares = (parents?.length ?? 1) - 1
  const of = (value: number | undefined) => (shares === 0 ? Number.NaN : (value ?? Number.NaN))
  return {
    depth_max: of(tree?.depthMax),
    depth_mean: of(tree?.depthMean),
    log_breadth_max: of(tree === null ? undefined : Math.log(tree.breadthMax)),
    structural_virality: of(tree?.structuralVirality),
    direct_share: of((degrees?.[0] ?? Number.NaN) / shares),
    log_degree_max: of(degrees === null ? undefined : Math.log1p(degrees.subarray(1).reduce((most, degree) => Math.max(most, degree), 0))),
    branching: of(tree?.sharesPerSharedNode),
    second_generation: of(tree?.reproduction[1] ?? 0),
    orphan_share: of(orphans / shares),
  }
}

function peopleOf({ replies, audiences, seconds, cutSeconds }: Observed) {
  const shares = seconds.length - 1
  const known = audiences?.filter((audience) => audience >= 0) ?? new Float64Array(0)
  return {
    reply_share: replies === null || shares === 0 ? Number.NaN : replies.subarray(1).reduce((total, reply) => total + reply, 0) / shares,
    log_audience_creator: Math.log1p(audiences?.[0] ?? Number.NaN),
    log_audience_sum: known.length === 0 ? Number.NaN : Math.log1p(known.reduce((total, audience) => total + audience, 0)),
    log_audience_max: known.length === 0 ? Number.NaN : Math.log1p(known.reduce((most, audience) => Math.max(most, audience), 0)),
    log_infectiousness:
      audiences === null || known.length < audiences.length
        ? Number.NaN
        : finiteLog(seismicInfectiousness({ seconds, audiences }, cutSeconds).value),
  }
}

function processOf({ seconds }: Observed, expected: ProcessForecast | null) {
  return {
    process_growth: expected === null ? Number.NaN : Math.log(expected.size / seconds.length),
    process_attractiveness: expected?.fit.attractiveness ?? Number.NaN,
    process_location: expected?.fit.location ?? Number.NaN,
    process_spread: expected?.fit.spread ?? Number.NaN,
  }
}

function contextOf(context: PostContext) {
  const { postedAt = Number.NaN } = context
  return {
    hour: modulo(postedAt, DAY_MILLISECONDS) / HOUR_MILLISECONDS,
    weekday: modulo(Math.floor(postedAt / DAY_MILLISECONDS) + DAYS_TO_MONDAY, 7),
    creator_log_size: context.creatorLogSize ?? Number.NaN,
    creator_posts: context.creatorPosts ?? Number.NaN,
    log_creator_followers: Math.log1p(context.creatorFollowers ?? Number.NaN),
    category: context.category ?? Number.NaN,
    sentiment: context.sentiment ?? Number.NaN,
    text_length: context.textLength ?? Number.NaN,
    hashtags: context.hashtags ?? Number.NaN,
  }
}

function degreesOf(parents: Int32Array): Uint32Array {
  const degrees = new Uint32Array(parents.length)
  for (const parent of parents) if (parent >= 0) degrees[parent] = (degrees[parent] as number) + 1
  return degrees
}

/** Of one second at least, since clocks show no less. */
function logSeconds(seconds: number): number {
  return Math.log(Math.max(seconds, 1))
}

/** No logarithm of 0, and none where nobody was shown it. */
function finiteLog(value: number): number {
  return value > 0 && value < Infinity ? Math.log(value) : Number.NaN
}

function meanOf(values: Float64Array): number {
  return values.length === 0 ? Number.NaN : values.reduce((total, value) => total + value, 0) / values.length
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}
