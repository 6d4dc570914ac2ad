import type { BetaDistribution } from '../inference/proportions.ts'
import { beta } from '../random/samplers.ts'
import type { Random } from '../random/xoshiro256.ts'
import { betaQuantile, incompleteBeta, logBetaDensity } from '../special-functions/beta.ts'

/** Points of the quadrature; the integrand is smooth on the logistic scale, where so many give about nine digits. */
const POINTS = 800
/** Probability left out at either end. */
const TAIL = 1e-12

/** A choice among arms, and how probable it was: log both, or what was tried cannot be evaluated later. */
export interface BanditChoice {
  readonly arm: number
  /** In (0, 1]. */
  readonly propensity: number
}

/**
 * Probability of each arm that its share is the greatest of all, by quadrature. Beliefs are taken for independent.
 * @param arms Beliefs about the arms’ shares, at least one; alpha and beta finite, > 0.
 * @returns Probabilities that add up to 1.
 * @throws RangeError when there is no arm, or a parameter is out of range.
 */
export function probabilityBest(arms: readonly BetaDistribution[]): readonly number[] {
  if (arms.length === 0) throw new RangeError('probabilityBest requires at least 1 arm, got none')
  const raw = arms.map((arm, i) =>
    expectation(arm, (share) =>
      arms.reduce((product, other, j) => (j === i ? product : product * incompleteBeta(other.alpha, other.beta, share)), 1),
    ),
  )
  const total = raw.reduce((sum, probability) => sum + probability, 0)
  return raw.map((probability) => probability / total)
}

/**
 * Thompson sampling: each arm is drawn from its belief and the greatest draw wins, but a part of the choices is made evenly, so that no
 * arm is ever given up.
 * @param exploration Part of even choices, in [0, 1].
 * @throws RangeError when there is no arm, or a parameter is out of range.
 * @see Thompson, On the likelihood that one unknown probability exceeds another (Biometrika 25, 1933).
 */
export function thompsonChoice(arms: readonly BetaDistribution[], random: Random, { exploration = 0.05 } = {}): BanditChoice {
  if (!(exploration >= 0 && exploration <= 1)) throw new RangeError(`thompsonChoice requires exploration in [0, 1], got ${exploration}`)
  const best = probabilityBest(arms)
  const evenly = random.uniform() < exploration
  const draws = arms.map((arm) => (evenly ? random.uniform() : beta(random, arm.alpha, arm.beta)))
  const arm = draws.indexOf(Math.max(...draws))
  return { arm, propensity: (1 - exploration) * (best[arm] as number) + exploration / arms.length }
}

/**
 * A belief some days later, when tastes may have changed: it goes back to the prior by a part each day.
 * @param days Finite, ≥ 0.
 * @param decay What is left after a day, in (0, 1].
 * @throws RangeError when a parameter is out of range.
 */
export function decayedBelief(
  belief: BetaDistribution,
  days: number,
  { decay = 0.99, prior = { alpha: 1, beta: 1 } }: { decay?: number; prior?: BetaDistribution } = {},
): BetaDistribution {
  if (!(days >= 0 && days < Infinity)) throw new RangeError(`decayedBelief requires finite days ≥ 0, got ${days}`)
  if (!(decay > 0 && decay <= 1)) throw new RangeError(`decayedBelief requires decay in (0, 1], got ${decay}`)
  const left = decay ** days
  return { alpha: prior.alpha + left * (belief.alpha - prior.alpha), beta: prior.beta + left * (belief.beta - prior.beta) }
}

/** Mean of a function over a beta distribution, by the trapezoidal rule on the logistic scale. */
function expectation({ alpha, beta: other }: BetaDistribution, f: (share: number) => number): number {
  const [from, to] = [logit(betaQuantile(alpha, other, TAIL)), -logit(betaQuantile(other, alpha, TAIL))]
  const step = (to - from) / POINTS
  let total = 0
  for (let i = 0; i <= POINTS; i += 1) {
    const share = 1 / (1 + Math.exp(-(from + i * step)))
    if (share > 0 && share < 1) total += Math.exp(logBetaDensity(alpha, other, share)) * share * (1 - share) * f(share)
  }
  return total * step
}

/** Of a share that is not nearer to 0 or 1 than doubles are. */
function logit(share: number): number {
  const within = Math.min(Math.max(share, 1e-300), 1 - 2 ** -53)
  return Math.log(within) - Math.log1p(-within)
}
