import { fitBetaPrior, type Proportion } from '../inference/beta-binomial.ts'
import { type BetaDistribution, wilsonInterval } from '../inference/proportions.ts'
import { firstAbove, firstAtLeast } from '../inference/sorted.ts'
import { FALLBACK_PRIOR } from './calibrated.ts'
import { engagementsOf, requireColumns, type VideoColumns } from './video-columns.ts'

/** Version of the bands, the prior and the mean of percentiles. */
export const CALIBRATION_VERSION = '1.0'
/** Ages in days and followers at which another band begins. */
const AGE_BAND_STARTS = [1, 3, 7, 30, 90, 365]
const CHANNEL_BAND_STARTS = [1_000, 10_000, 100_000, 1_000_000]
/** A prior is fitted to at most so many videos of a group, evenly spread over it. */
const FITTED_MAX = 200

/** What the videos have in common that one is compared with, from nothing to everything. */
export const PEER_GROUPS = ['none', 'age', 'age_category', 'age_category_channel'] as const
export type PeerGroup = (typeof PEER_GROUPS)[number]

/** Videos with what makes them alike. */
export interface PeerColumns extends VideoColumns {
  /** A number for each category. */
  readonly category: Float64Array
  /** Followers of the channel; NaN where unknown. */
  readonly followers: Float64Array
}

/** Calibrated scores of many videos, one element a video; NaN where there are too few peers. Percentiles are 0 – 100. */
export interface CalibratedColumns {
  /** Mean of both percentiles; of the engagement’s alone where the age is unknown. */
  readonly score: Float64Array
  /** 95 % interval of the score. */
  readonly lower: Float64Array
  readonly upper: Float64Array
  readonly engagementPercentile: Float64Array
  /** NaN where the age is unknown, too. */
  readonly velocityPercentile: Float64Array
  /** Likes and comments per view, drawn towards those of peers where views are few. */
  readonly shrunkRate: Float64Array
  /** Number of peers. */
  readonly sample: Uint32Array
  /** Index into `PEER_GROUPS`. */
  readonly peers: Uint8Array
}

/**
 * `calibratedScore` of each video among the others: those of its age band, category and channel size where there are enough of them, else
 * of its age band and category, else of its age band. Unknown ages and sizes are bands of their own. The prior is one for the whole group,
 * fitted to at most 200 of it.
 * @param peersMin Fewest peers, ≥ 1.
 * @throws RangeError as `scoreVideos` does.
 */
export function calibrateVideos(videos: PeerColumns, options: { peersMin?: number } = {}): CalibratedColumns {
  const steps = calibrationSteps(videos, options)
  let step = steps.next()
  while (step.done !== true) step = steps.next()
  return step.value
}

/** The same group by group, so that whoever asks can do something else in between. */
export function* calibrationSteps(
  videos: PeerColumns,
  { peersMin = 20 }: { peersMin?: number } = {},
): Generator<undefined, CalibratedColumns> {
  requireColumns('calibrateVideos', videos)
  const scores = emptyScores(videos.views.length)
  const measures = measuresOf(videos)
  for (const [peers, keys] of groupings(videos)) {
    for (const members of groupsOf(keys)) {
      if (members.length <= Math.max(peersMin, 1) || members.every((i) => scores.peers[i] !== 0)) continue
      rankGroup(members, measures, peers, scores)
      yield
    }
  }
  return scores
}

/** Band of an age in days, 0 – 6; 7 where it is unknown. */
export function ageBand(daysOld: number): number {
  return bandOf(daysOld, AGE_BAND_STARTS)
}

/** Band of a channel’s followers, 0 – 4; 5 where they are unknown. */
export function channelBand(followers: number): number {
  return bandOf(followers, CHANNEL_BAND_STARTS)
}

function bandOf(value: number, starts: readonly number[]): number {
  if (Number.isNaN(value)) return starts.length + 1
  let band = 0
  while (band < starts.length && value >= (starts[band] as number)) band += 1
  return band
}

interface Measures {
  readonly successes: Float64Array
  readonly trials: Float64Array
  /** NaN where the age is unknown. */
  readonly viewsPerDay: Float64Array
}

function measuresOf({ views, likes, comments, daysOld }: VideoColumns): Measures {
  const [successes, viewsPerDay] = [new Float64Array(views.length), new Float64Array(views.length)]
  for (let i = 0; i < views.length; i += 1) {
    const seen = views[i] as number
    successes[i] = Math.min(engagementsOf(likes[i] as number, comments[i] as number), seen)
    viewsPerDay[i] = seen / Math.max(daysOld[i] as number, 1)
  }
  return { successes, trials: views, viewsPerDay }
}

/** The group of each video as a small number, by what its members have in common, the closest first. */
function groupings({ category, daysOld, followers }: PeerColumns): [peers: number, keys: Uint32Array][] {
  const [channels, ages] = [CHANNEL_BAND_STARTS.length + 2, AGE_BAND_STARTS.length + 2]
  const [byAge, byCategory, byChannel] = [0, 1, 2].map(() => new Uint32Array(daysOld.length)) as [Uint32Array, Uint32Array, Uint32Array]
  const numbers = new Map<number, number>()
  for (let i = 0; i < daysOld.length; i += 1) {
    const known = numbers.get(category[i] as number) ?? numbers.size
    if (known === numbers.size) numbers.set(category[i] as number, known)
    byAge[i] = ageBand(daysOld[i] as number)
    byCategory[i] = known * ages + (byAge[i] as number)
    byChannel[i] = (byCategory[i] as number) * channels + channelBand(followers[i] as number)
  }
  return [
    [3, byChannel],
    [2, byCategory],
    [1, byAge],
  ]
}

/** The places of each group, from one pass that counts and one that sorts. */
function* groupsOf(keys: Uint32Array): Generator<Uint32Array> {
  const ends = new Uint32Array(keys.reduce((most, key) => Math.max(most, key), 0) + 2)
  for (const key of keys) ends[key + 1] = (ends[key + 1] as number) + 1
  for (let key = 1; key < ends.length; key += 1) ends[key] = (ends[key] as number) + (ends[key - 1] as number)
  const starts = ends.slice(0, -1)
  const places = new Uint32Array(keys.length)
  keys.forEach((key, i) => {
    places[ends[key] as number] = i
    ends[key] = (ends[key] as number) + 1
  })
  for (let key = 0; key < starts.length; key += 1) if (ends[key] !== starts[key]) yield places.subarray(starts[key], ends[key])
}

function rankGroup(members: Uint32Array, { successes, trials, viewsPerDay }: Measures, peers: number, scores: CalibratedColumns): void {
  const { alpha, beta } = priorOf(members, successes, trials)
  const rates = Float64Array.from(members, (i) => (alpha + (successes[i] as number)) / (alpha + beta + (trials[i] as number)))
  const [sortedRates, sortedVelocities] = [rates.slice().sort(), Float64Array.from(members, (i) => viewsPerDay[i] as number).sort()]
  members.forEach((i, place) => {
    if (scores.peers[i] !== 0) return
    const engagement = standing(rates[place] as number, sortedRates)
    const velocity = Number.isNaN(viewsPerDay[i]) ? undefined : standing(viewsPerDay[i] as number, sortedVelocities)
    scores.score[i] = mean(engagement.percentile, velocity?.percentile)
    scores.lower[i] = mean(engagement.lower, velocity?.lower)
    scores.upper[i] = mean(engagement.upper, velocity?.upper)
    scores.engagementPercentile[i] = engagement.percentile
    scores.velocityPercentile[i] = velocity?.percentile ?? Number.NaN
    scores.shrunkRate[i] = rates[place] as number
    scores.sample[i] = members.length - 1
    scores.peers[i] = peers
  })
}

function priorOf(members: Uint32Array, successes: Float64Array, trials: Float64Array): BetaDistribution {
  const step = Math.max(1, members.length / FITTED_MAX)
  const fitted = Array.from({ length: Math.min(members.length, FITTED_MAX) }, (_, n): Proportion => {
    const i = members[Math.floor(n * step)] as number
    return { successes: successes[i] as number, trials: trials[i] as number }
  })
  return fitBetaPrior(fitted, { fallback: FALLBACK_PRIOR })
}

/** Percentile of one of the sorted values among the others, ties by half, with its interval. */
function standing(value: number, sorted: Float64Array): { percentile: number; lower: number; upper: number } {
  const [first, end] = [firstAtLeast(sorted, value), firstAbove(sorted, value)]
  const others = sorted.length - 1
  const below = first + (end - first - 1) / 2
  const { lower, upper } = wilsonInterval(below, others)
  return { percentile: (100 * below) / others, lower: 100 * lower, upper: 100 * upper }
}

function mean(one: number, other: number | undefined): number {
  return other === undefined ? one : (one + other) / 2
}

function emptyScores(count: number): CalibratedColumns {
  const unknown = () => new Float64Array(count).fill(Number.NaN)
  return {
    score: unknown(),
    lower: unknown(),
    upper: unknown(),
    engagementPercentile: unknown(),
    velocityPercentile: unknown(),
    shrunkRate: unknown(),
    sample: new Uint32Array(count),
    peers: new Uint8Array(count),
  }
}
