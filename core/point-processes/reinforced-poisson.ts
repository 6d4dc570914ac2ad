import { median } from '../inference/quantiles.ts'
import { nelderMead } from '../optimisation/nelder-mead.ts'
import { incompleteBeta } from '../special-functions/beta.ts'
import { gammaQuantile } from '../special-functions/distributions.ts'
import { logGamma } from '../special-functions/gamma.ts'
import { normalCdf, normalQuantile } from '../special-functions/normal.ts'

/**
 * What finished posts of the same kind were like: with it, few shares do. Attractiveness has a gamma distribution; location and the
 * logarithm of the spread have normal ones.
 */
export interface ReinforcedPrior {
  readonly attractivenessShape: number
  readonly attractivenessRate: number
  readonly locationMean: number
  readonly locationDeviation: number
  readonly logSpreadMean: number
  readonly logSpreadDeviation: number
}

export interface ReinforcedOptions {
  /** Shares that a post is taken to have had before its first: the greater, the less the rich get richer. > 0. */
  readonly attention?: number
  readonly prior?: ReinforcedPrior
}

/**
 * Shares come at the rate attractiveness · f(age) · (attention + shares so far), where f, which tells how interest ages, is log-normal.
 * The shares that follow are a birth process in the time of f, so their number is negative binomial.
 */
export interface ReinforcedFit {
  /** Most probable. */
  readonly attractiveness: number
  /** Mean of the logarithm of the age in seconds. */
  readonly location: number
  /** Standard deviation of it. */
  readonly spread: number
  readonly attention: number
  /** Shares up to the end of observation. */
  readonly shares: number
  readonly endSeconds: number
  /** Of the attractiveness’ gamma distribution, after the shares. */
  readonly shape: number
  readonly rate: number
  readonly converged: boolean
}

export interface CountForecast {
  readonly median: number
  /** Infinity where the distribution of the attractiveness leaves none. */
  readonly mean: number
  readonly lower: number
  readonly upper: number
}

const SHARES_MIN_WITHOUT_PRIOR = 3
const NODES = 24
/** Standard deviations of the logarithm of age in which a peak is looked for, and how finely. */
const PEAK_REACH = 8
const PEAK_STEP = 0.04
const SHARE_OVER = 0.9
const DEVIATION_MIN = 1e-3
const COUNT_MAX = 1e9
/** Shares of the very second of the post have no logarithm. */
const SECONDS_MIN = 1

/**
 * Fits the process to the shares of one post by maximum likelihood, or with a prior by maximum posterior density; the attractiveness is
 * found in closed form. Without a prior, shares of the first minutes leave open how interest will age, and forecasts of a later age wild.
 * @param seconds Ages of the shares, ascending, in [0, endSeconds]; without a prior at least 3. The post itself is none.
 * @param endSeconds End of observation, > 1.
 * @throws RangeError when shares are fewer or not in order, or a parameter is out of range.
 * @see Shen, Wang, Song and Barabási, Modeling and predicting popularity dynamics via reinforced Poisson processes (AAAI 2014).
 */
export function fitReinforcedPoisson(seconds: ArrayLike<number>, endSeconds: number, options: ReinforcedOptions = {}): ReinforcedFit {
  const { attention = 30, prior } = options
  requireShares(seconds, endSeconds, prior === undefined ? SHARES_MIN_WITHOUT_PRIOR : 0)
  if (!(attention > 0 && attention < Infinity)) throw new RangeError(`fitReinforcedPoisson requires finite attention > 0, got ${attention}`)
  const logs = Float64Array.from(seconds, (at) => Math.log(Math.max(at, SECONDS_MIN)))
  const observed = { logs, logEnd: Math.log(endSeconds), attention, ...(prior === undefined ? {} : { prior }) }
  const start = prior === undefined ? startOf(logs) : [prior.locationMean, prior.logSpreadMean]
  const best = nelderMead(([location, logSpread]) => -logPosterior(observed, location as number, Math.exp(logSpread as number)), start, {
    tolerance: 1e-10,
    stepsMax: 500,
  })
  const [location, logSpread] = best.at as unknown as [number, number]
  const spread = Math.exp(logSpread)
  const shape = (prior?.attractivenessShape ?? 1) + logs.length
  const rate = (prior?.attractivenessRate ?? 0) + exposure(observed, location, spread)
  return {
    attractiveness: (shape - 1) / rate,
    location,
    spread,
    attention,
    shares: logs.length,
    endSeconds,
    shape,
    rate,
    converged: best.converged,
  }
}

/**
 * Shares of the post at an age, those so far included, with an interval that counts in chance and what is not known of the attractiveness,
 * but takes the ageing and the whole process for true. Real posts are more varied: of 80 % intervals a tenth held. So learn the growth from
 * this median to the final count with `fitLogLinear`, and take the interval of `forecastLogLinear`.
 * @param horizonSeconds Not before the end of observation; Infinity for the final count.
 * @param confidence In (0, 1).
 * @throws RangeError when a parameter is out of range.
 */
export function forecastReinforcedPoisson(fit: ReinforcedFit, horizonSeconds: number, confidence = 0.8): CountForecast {
  if (!(horizonSeconds >= fit.endSeconds)) {
    throw new RangeError(`forecastReinforcedPoisson requires a horizon from ${fit.endSeconds} seconds on, got ${horizonSeconds}`)
  }
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`forecastReinforcedPoisson requires confidence in (0, 1), got ${confidence}`)
  const aged = (seconds: number) => normalCdf((Math.log(seconds) - fit.location) / fit.spread)
  const span = aged(horizonSeconds) - aged(fit.endSeconds)
  const births = fit.attention + fit.shares
  // The attractiveness at the middles of equally probable parts stands for its distribution.
  const kept = Array.from({ length: NODES }, (_, i) => Math.exp((-span * gammaQuantile(fit.shape, (i + 0.5) / NODES)) / fit.rate))
  const upTo = (count: number) =>
    kept.reduce((total, share) => total + (share === 1 ? 1 : incompleteBeta(births, count + 1, share)), 0) / NODES
  const at = (p: number) => fit.shares + countWhere(upTo, p)
  const factor = fit.rate > span ? (1 - span / fit.rate) ** -fit.shape : Infinity
  return { median: at(0.5), mean: fit.shares + births * (factor - 1), lower: at((1 - confidence) / 2), upper: at((1 + confidence) / 2) }
}

/**
 * Age at which shares are expected to come fastest, in seconds, at most the horizon: interest falls with age while the shares so far still
 * raise it. May lie in the past.
 * @param horizonSeconds > 0, or Infinity.
 * @throws RangeError when it is out of range.
 */
export function reinforcedPeakSeconds(fit: ReinforcedFit, horizonSeconds = Infinity): number {
  if (!(horizonSeconds > 0)) throw new RangeError(`reinforcedPeakSeconds requires a horizon > 0, got ${horizonSeconds}`)
  const { location, spread, attractiveness } = fit
  // Logarithm of the rate at location + z · spread on the logarithmic scale of age, but for a constant.
  const logRate = (z: number) => attractiveness * normalCdf(z) - spread * z - (z * z) / 2
  const last = Math.min((Math.log(horizonSeconds) - location) / spread, PEAK_REACH)
  const coarse = greatest(logRate, -PEAK_REACH - spread, last, PEAK_STEP)
  const best = greatest(logRate, coarse - PEAK_STEP, Math.min(coarse + PEAK_STEP, last), PEAK_STEP * PEAK_STEP)
  return Math.exp(location + spread * best)
}

/** Where a function is greatest on a grid of steps and at the end of it. */
function greatest(of: (at: number) => number, from: number, to: number, step: number): number {
  let [best, most] = [to, of(to)]
  for (let at = from; at < to; at += step) {
    const value = of(at)
    if (value > most) [best, most] = [at, value]
  }
  return best
}

/**
 * A prior from fits to finished posts: medians and their deviations, the gamma distribution by moments. Posts of which the fit sees a tenth
 * or more still to come are left out: growth that feeds itself alone fits them as well, and then nothing says how they age.
 * @param fits With the same attention; at least 5 that are over.
 * @throws RangeError when there are fewer.
 */
export function reinforcedPrior(fits: readonly ReinforcedFit[]): ReinforcedPrior {
  const over = fits.filter((fit) => normalCdf((Math.log(fit.endSeconds) - fit.location) / fit.spread) >= SHARE_OVER)
  if (over.length < 5) throw new RangeError(`reinforcedPrior requires at least 5 finished posts, got ${over.length}`)
  const [mean, deviation] = momentsOf(over.map(({ attractiveness }) => attractiveness))
  const [locationMean, locationDeviation] = middleOf(over.map(({ location }) => location))
  const [logSpreadMean, logSpreadDeviation] = middleOf(over.map(({ spread }) => Math.log(spread)))
  return {
    attractivenessShape: (mean / deviation) ** 2,
    attractivenessRate: mean / deviation ** 2,
    locationMean,
    locationDeviation,
    logSpreadMean,
    logSpreadDeviation,
  }
}

interface Observed {
  readonly logs: Float64Array
  readonly logEnd: number
  readonly attention: number
  readonly prior?: ReinforcedPrior
}

/** Logarithm of the density of the shares, the attractiveness integrated out or, without a prior, at its best; constants left out. */
function logPosterior(observed: Observed, location: number, spread: number): number {
  const { logs, prior } = observed
  const exposed = exposure(observed, location, spread)
  let total = -logs.length * Math.log(spread)
  for (const at of logs) total -= 0.5 * ((at - location) / spread) ** 2
  if (prior === undefined) return total - logs.length * Math.log(exposed)
  const shape = prior.attractivenessShape + logs.length
  const ageing = ((location - prior.locationMean) / prior.locationDeviation) ** 2
  const spreading = ((Math.log(spread) - prior.logSpreadMean) / prior.logSpreadDeviation) ** 2
  return total + logGamma(shape) - shape * Math.log(prior.attractivenessRate + exposed) - 0.5 * (ageing + spreading)
}

/** Integral of f · (attention + shares so far) over the observation. */
function exposure({ logs, logEnd, attention }: Observed, location: number, spread: number): number {
  let total = (attention + logs.length) * normalCdf((logEnd - location) / spread)
  for (const at of logs) total -= normalCdf((at - location) / spread)
  return total
}

function countWhere(upTo: (count: number) => number, p: number): number {
  let [low, high] = [-1, 1]
  while (upTo(high) < p && high < COUNT_MAX) [low, high] = [high, 2 * high + 1]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (upTo(middle) >= p) high = middle
    else low = middle
  }
  return high
}

/** Location and logarithm of the spread, as if all shares had come. */
function startOf(logs: Float64Array): [number, number] {
  const [mean, deviation] = momentsOf(logs)
  return [mean, Math.log(deviation)]
}

/** Mean and standard deviation, which is taken for at least a hundredth of the mean. */
function momentsOf(values: ArrayLike<number> & Iterable<number>): [number, number] {
  let [mean, square] = [0, 0]
  for (const value of values) mean += value / values.length
  for (const value of values) square += (value - mean) ** 2 / Math.max(values.length - 1, 1)
  return [mean, Math.max(Math.sqrt(square), 0.01 * Math.abs(mean), DEVIATION_MIN)]
}

/** Median, and the deviation of a normal distribution of the same median distance from it. */
function middleOf(values: readonly number[]): [number, number] {
  const middle = median(values)
  const distance = median(values.map((value) => Math.abs(value - middle)))
  return [middle, Math.max(distance / normalQuantile(0.75), DEVIATION_MIN)]
}

function requireShares(seconds: ArrayLike<number>, endSeconds: number, sharesMin: number): void {
  if (!(endSeconds > SECONDS_MIN && endSeconds < Infinity)) {
    throw new RangeError(`fitReinforcedPoisson requires finite endSeconds > ${SECONDS_MIN}, got ${endSeconds}`)
  }
  if (seconds.length < sharesMin) throw new RangeError(`fitReinforcedPoisson requires at least ${sharesMin} shares, got ${seconds.length}`)
  for (let i = 0, before = 0; i < seconds.length; i += 1) {
    const at = seconds[i] as number
    if (!(at >= before && at <= endSeconds)) {
      throw new RangeError(`fitReinforcedPoisson requires ascending seconds in [0, ${endSeconds}], got ${at} after ${before}`)
    }
    before = at
  }
}
