import { logBetaDensity, logIncompleteBeta } from '../special-functions/beta.ts'
import { logLowerGamma } from '../special-functions/gamma.ts'

/** A count is clipped to this many standard deviations of a Poisson count above the median before it enters a baseline. */
const CLIP_DEVIATIONS = 3
/** What the mean over the whole season is worth beside the counts of the same phase, in buckets. */
const PRIOR_BUCKETS = 1

/** How unexpected a count is. */
export interface Surprise {
  /** Probability of this count or more, in [0, 1]; 0 where it is below the least double. */
  readonly upperTail: number
  /** −log2 of it, ≥ 0 and finite. 20 bits are once in a million. */
  readonly bits: number
}

/**
 * Surprise of a count where the expected one is known, and two of its approximations by a standard normal deviate, which are quick.
 * @param count Whole number of 0 – 1e12.
 * @param expected Mean of the Poisson distribution, finite, > 0; where it is not known to be, use {@link gammaPoissonSurprise}.
 * @throws RangeError when a parameter is out of range.
 * @see Anscombe, The transformation of Poisson, binomial and negative-binomial data (Biometrika 35, 1948); Freeman and Tukey,
 *   Transformations related to the angular and the square root (Annals of Mathematical Statistics 21, 1950).
 */
export function poissonSurprise(count: number, expected: number): Surprise & { readonly anscombe: number; readonly freemanTukey: number } {
  requireCount('poissonSurprise', count)
  requirePositive('poissonSurprise', { expected })
  return {
    ...surpriseOf(count === 0 ? 0 : logLowerGamma(count, expected)),
    anscombe: 2 * (Math.sqrt(count + 0.375) - Math.sqrt(expected + 0.375)),
    freemanTukey: Math.sqrt(count) + Math.sqrt(count + 1) - Math.sqrt(4 * expected + 1),
  }
}

/**
 * Surprise of a count where the rate itself is only believed to be somewhere, as a gamma distribution: the count then has a negative
 * binomial distribution, wider than Poisson’s.
 * @param count Whole number of 0 – 1e12.
 * @param alpha Events behind the belief, prior ones included; in (0, 1e12].
 * @param beta Buckets behind the belief, prior ones included; > 0.
 * @param exposure Length of the present bucket in such buckets, > 0; less than 1 for one that is not over.
 * @throws RangeError when a parameter is out of range.
 * @see Gelman et al., Bayesian data analysis, third edition (2013), section 2.6.
 */
export function gammaPoissonSurprise(
  count: number,
  { alpha, beta, exposure = 1 }: { alpha: number; beta: number; exposure?: number },
): Surprise & { readonly mean: number; readonly variance: number; readonly probability: number } {
  requireCount('gammaPoissonSurprise', count)
  requirePositive('gammaPoissonSurprise', { alpha, beta, exposure })
  // Beliefs of almost no or almost endless weight would round to the ends, where logarithms are none.
  const share = Math.min(Math.max(exposure / (beta + exposure), Number.MIN_VALUE), 1 - 2 ** -53)
  const mean = (alpha / beta) * exposure
  const logNone = alpha * Math.log1p(-share)
  // The density of the beta distribution keeps its digits where factorials would not.
  const logProbability =
    count === 0 ? logNone : logBetaDensity(count, alpha, share) + Math.log(share) + Math.log1p(-share) - Math.log(count)
  return {
    ...surpriseOf(count === 0 ? 0 : logIncompleteBeta(count, alpha, share)),
    mean,
    variance: mean + (mean * exposure) / beta,
    probability: Math.exp(logProbability),
  }
}

/** A baseline of one phase of a season as a gamma distribution. */
export interface SeasonalBaseline {
  readonly alpha: number
  readonly beta: number
  /** Earlier buckets of the same phase. */
  readonly buckets: number
}

/**
 * What is to be expected in the bucket that follows a history: the mean of earlier buckets of the same phase, such as the same hour of the
 * week, each clipped at three deviations above their median, so that an earlier burst does not hide the next; and the mean over the last
 * season as a prior worth one bucket. The present bucket is no part of its own baseline.
 * @param history Counts of equal buckets in order, the last one directly before the present one; whole numbers ≥ 0.
 * @param period Buckets in a season, such as 168 hours; a whole number ≥ 1.
 * @param seasons How many earlier seasons are looked at, ≥ 1.
 * @returns null without one whole season.
 * @throws RangeError when a count or an option is out of range.
 */
export function seasonalBaseline(
  history: ArrayLike<number>,
  { period, seasons = 8 }: { period: number; seasons?: number },
): SeasonalBaseline | null {
  requireWhole('seasonalBaseline', { period, seasons })
  if (history.length < period) return null
  const samePhase: number[] = []
  for (let at = history.length - period; at >= 0 && samePhase.length < seasons; at -= period) samePhase.push(history[at] as number)
  const lastSeason = Array.from({ length: period }, (_, i) => history[history.length - period + i] as number)
  for (const count of [...samePhase, ...lastSeason]) requireCount('seasonalBaseline', count)
  const middle = median(samePhase)
  const most = middle + CLIP_DEVIATIONS * Math.sqrt(Math.max(middle, 1))
  const level = Math.max(mean(lastSeason), 1 / period)
  return {
    alpha: PRIOR_BUCKETS * level + samePhase.reduce((sum, count) => sum + Math.min(count, most), 0),
    beta: PRIOR_BUCKETS + samePhase.length,
    buckets: samePhase.length,
  }
}

function surpriseOf(logTail: number): Surprise {
  return { upperTail: Math.exp(logTail), bits: Math.max(-logTail / Math.LN2, 0) }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  return ((sorted[Math.floor(half - 0.5)] as number) + (sorted[Math.floor(half)] as number)) / 2
}

function requireCount(caller: string, count: number): void {
  if (!(Number.isSafeInteger(count) && count >= 0)) throw new RangeError(`${caller} requires a whole count ≥ 0, got ${count}`)
}

function requirePositive(caller: string, parameters: Record<string, number>): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (!(value > 0 && value < Infinity)) throw new RangeError(`${caller} requires finite ${name} > 0, got ${value}`)
  }
}

function requireWhole(caller: string, parameters: Record<string, number>): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (!(Number.isSafeInteger(value) && value >= 1)) throw new RangeError(`${caller} requires a whole ${name} ≥ 1, got ${value}`)
  }
}
