import { fitBetaPrior } from '../inference/beta-binomial.ts'
import { type BetaDistribution, betaMean, betaPosterior, wilsonInterval } from '../inference/proportions.ts'
import { type MaybeCount, requireCount } from './score.ts'
import { type VideoCounters, viewVelocity } from './youtube.ts'

/** Prior where peers are too alike or too few to fit one: 3 engagements in 100 views, worth 100 views. */
export const FALLBACK_PRIOR: BetaDistribution = { alpha: 3, beta: 97 }

/** A video with its age. */
export interface AgedVideo extends VideoCounters {
  /** Age in days, finite, ≥ 0. */
  readonly daysOld: number
}

/** Where a value stands among peers. */
export interface Percentile {
  /** Share of peers below, ties by half; 0 – 100. */
  readonly percentile: number
  /** 95 % interval of that share in all such videos, from the number of peers. */
  readonly lower: number
  readonly upper: number
}

export type CalibratedScore =
  | {
      readonly status: 'calibrated'
      /** Mean of both percentiles, 0 – 100, and of their bounds. */
      readonly score: number
      readonly lower: number
      readonly upper: number
      /** Likes and comments per view, drawn towards those of peers where views are few. */
      readonly engagement: Percentile & { readonly shrunkRate: number }
      /** Views a day. */
      readonly velocity: Percentile & { readonly viewsPerDay: number }
      /** Number of peers it rests on. */
      readonly sample: number
    }
  | { readonly status: 'insufficient_data'; readonly needed: number; readonly seen: number }

/**
 * Score of a video against its peers, which does not saturate: the percentiles of its shrunk engagement and of its view velocity. It says as
 * much as the peers are alike: choose videos of the same age, category and size of channel, without this one.
 * More likes and comments than views count as one engagement a view.
 * @param peersMin Fewest peers, ≥ 1.
 * @throws RangeError when a count or an age is negative, infinite or NaN.
 */
export function calibratedScore(video: AgedVideo, peers: readonly AgedVideo[], { peersMin = 20 } = {}): CalibratedScore {
  const [own, others] = [measure(video), peers.map(measure)]
  if (others.length < Math.max(peersMin, 1)) return { status: 'insufficient_data', needed: Math.max(peersMin, 1), seen: others.length }
  const prior = fitBetaPrior(others, { fallback: FALLBACK_PRIOR })
  const rateOf = ({ successes, trials }: Measures) => betaMean(betaPosterior(successes, trials, prior))
  const engagement = { ...percentileOf(rateOf(own), others.map(rateOf)), shrunkRate: rateOf(own) }
  const velocities = others.map(({ viewsPerDay }) => viewsPerDay)
  const velocity = { ...percentileOf(own.viewsPerDay, velocities), viewsPerDay: own.viewsPerDay }
  return {
    status: 'calibrated',
    score: (engagement.percentile + velocity.percentile) / 2,
    lower: (engagement.lower + velocity.lower) / 2,
    upper: (engagement.upper + velocity.upper) / 2,
    engagement,
    velocity,
    sample: others.length,
  }
}

/**
 * Percentile of a value in a sample, 0 – 100: the share below it, ties by half, with Wilson’s 95 % interval.
 * @param sample At least one number.
 * @throws RangeError when a number is NaN or the sample is empty.
 */
export function percentileOf(value: number, sample: readonly number[]): Percentile {
  if (sample.length === 0) throw new RangeError('percentileOf requires a sample of at least 1, got none')
  if (Number.isNaN(value) || sample.some(Number.isNaN)) throw new RangeError('percentileOf requires numbers, got NaN')
  const below = sample.filter((other) => other < value).length + sample.filter((other) => other === value).length / 2
  const { lower, upper } = wilsonInterval(below, sample.length)
  return { percentile: (100 * below) / sample.length, lower: 100 * lower, upper: 100 * upper }
}

interface Measures {
  readonly successes: number
  readonly trials: number
  readonly viewsPerDay: number
}

function measure({ views, likes, comments, daysOld }: AgedVideo): Measures {
  const count = (name: string, value: MaybeCount) => requireCount('calibratedScore', name, value)
  const trials = count('views', views)
  const successes = Math.min(count('likes', likes) + count('comments', comments), trials)
  return { successes, trials, viewsPerDay: viewVelocity(trials, count('age', daysOld)).viewsPerDay }
}
