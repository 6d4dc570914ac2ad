import { betaQuantile } from '../special-functions/beta.ts'
import { normalQuantile } from '../special-functions/normal.ts'

/** An interval for a proportion, within [0, 1]. */
export interface ProportionInterval {
  readonly lower: number
  readonly upper: number
}

/** What is believed about a proportion after the data: a beta distribution. */
export interface BetaDistribution {
  /** > 0. */
  readonly alpha: number
  /** > 0. */
  readonly beta: number
}

/**
 * Wilson’s score interval; rank by its lower bound where samples differ in size. Trials must be independent and each succeed once at
 * most: count engaged people rather than interactions where a platform tells. Without trials the interval is [0, 1].
 * @param successes 0 – trials.
 * @param trials Finite, ≥ 0.
 * @param confidence In (0, 1).
 * @returns The bounds and their centre, which is null without trials.
 * @throws RangeError when a parameter is out of range.
 * @see Wilson, Probable inference, the law of succession, and statistical inference (JASA 22, 1927).
 */
export function wilsonInterval(
  successes: number,
  trials: number,
  confidence = 0.95,
): ProportionInterval & { readonly center: number | null } {
  requireProportion('wilsonInterval', successes, trials)
  requireProbability('wilsonInterval', 'confidence', confidence)
  if (trials === 0) return { lower: 0, upper: 1, center: null }
  const square = normalQuantile((1 + confidence) / 2) ** 2
  const failures = trials - successes
  const center = (successes + square / 2) / (trials + square)
  const halfWidth = Math.sqrt(square * ((successes / trials) * failures + square / 4)) / (trials + square)
  // At the ends the bound is the end itself, which subtraction would miss.
  return {
    lower: successes === 0 ? 0 : Math.max(center - halfWidth, 0),
    upper: failures === 0 ? 1 : Math.min(center + halfWidth, 1),
    center,
  }
}

/**
 * Exact interval, too wide rather than too narrow. Without trials it is [0, 1].
 * @param successes Whole number, 0 – trials.
 * @param trials Whole number ≥ 0.
 * @param confidence In (0, 1).
 * @throws RangeError when a parameter is out of range.
 * @see Clopper and Pearson, The use of confidence or fiducial limits (Biometrika 26, 1934).
 */
export function clopperPearsonInterval(successes: number, trials: number, confidence = 0.95): ProportionInterval {
  requireProportion('clopperPearsonInterval', successes, trials)
  requireProbability('clopperPearsonInterval', 'confidence', confidence)
  const tail = (1 - confidence) / 2
  const failures = trials - successes
  return {
    lower: successes === 0 ? 0 : betaQuantile(successes, failures + 1, tail),
    upper: failures === 0 ? 1 : 1 - betaQuantile(failures, successes + 1, tail),
  }
}

/**
 * Belief about a proportion after successes among trials.
 * @param prior Belief before; alpha + beta is how many trials it is worth.
 * @throws RangeError when a parameter is out of range.
 */
export function betaPosterior(successes: number, trials: number, prior: BetaDistribution): BetaDistribution {
  requireProportion('betaPosterior', successes, trials)
  requireBeta('betaPosterior', prior)
  return { alpha: prior.alpha + successes, beta: prior.beta + trials - successes }
}

/** Mean of a beta distribution: the shrunk proportion, where it is a posterior. */
export function betaMean({ alpha, beta }: BetaDistribution): number {
  return alpha / (alpha + beta)
}

/** Variance of a beta distribution. */
export function betaVariance({ alpha, beta }: BetaDistribution): number {
  const total = alpha + beta
  return ((alpha / total) * (beta / total)) / (total + 1)
}

/**
 * Interval with equal tails that holds the proportion with a probability.
 * @param probability In (0, 1).
 * @throws RangeError when a parameter is out of range.
 */
export function credibleInterval(belief: BetaDistribution, probability = 0.95): ProportionInterval {
  requireBeta('credibleInterval', belief)
  requireProbability('credibleInterval', 'probability', probability)
  const tail = (1 - probability) / 2
  return { lower: betaQuantile(belief.alpha, belief.beta, tail), upper: betaQuantile(belief.alpha, belief.beta, 1 - tail) }
}

/**
 * What the proportion exceeds with a probability: what to rank by.
 * @param probability In (0, 1).
 * @throws RangeError when a parameter is out of range.
 */
export function credibleLowerBound(belief: BetaDistribution, probability = 0.9): number {
  requireBeta('credibleLowerBound', belief)
  requireProbability('credibleLowerBound', 'probability', probability)
  return betaQuantile(belief.alpha, belief.beta, 1 - probability)
}

/** @throws RangeError when successes are not in [0, trials], or trials are not finite. */
export function requireProportion(caller: string, successes: number, trials: number): void {
  if (!(trials >= 0 && trials < Infinity)) throw new RangeError(`${caller} requires finite trials ≥ 0, got ${trials}`)
  if (!(successes >= 0 && successes <= trials)) throw new RangeError(`${caller} requires successes in [0, ${trials}], got ${successes}`)
}

function requireProbability(caller: string, name: string, probability: number): void {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`${caller} requires ${name} in (0, 1), got ${probability}`)
}

function requireBeta(caller: string, { alpha, beta }: BetaDistribution): void {
  if (!(alpha > 0 && alpha < Infinity && beta > 0 && beta < Infinity)) {
    throw new RangeError(`${caller} requires finite alpha and beta > 0, got ${alpha} and ${beta}`)
  }
}
