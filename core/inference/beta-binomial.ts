import { digamma, logGamma, trigamma } from '../special-functions/gamma.ts'
import { type BetaDistribution, requireProportion } from './proportions.ts'

const STEPS_MAX = 200
/** A prior worth more trials than this tells all groups apart by chance alone: the likelihood has no maximum. */
const CONCENTRATION_MAX = 1e8

/** Successes among trials of one group, such as a post. */
export interface Proportion {
  readonly successes: number
  readonly trials: number
}

/** A prior, and how it was come by. */
export interface FittedPrior extends BetaDistribution {
  /** `moments` where the likelihood has no maximum; `fallback` where there are too few groups, or none of them differ. */
  readonly method: 'maximum_likelihood' | 'moments' | 'fallback'
  /** Logarithm of the marginal likelihood without the binomial coefficients, which do not depend on the prior. */
  readonly logLikelihood: number
  /** Groups with trials. */
  readonly groups: number
}

/**
 * Prior of the proportions of many groups, fitted to them by maximum likelihood of the beta-binomial distribution (empirical Bayes).
 * Assumes that groups are exchangeable: fit one for each platform and format. Groups without trials say nothing and are left out.
 * @param fallback Prior where there are fewer groups than `groupsMin`.
 * @throws RangeError when a group has more successes than trials, or a number is negative, infinite or NaN.
 * @see Casella, An introduction to empirical Bayes data analysis (The American Statistician 39, 1985).
 */
export function fitBetaPrior(
  groups: readonly Proportion[],
  { fallback, groupsMin = 20 }: { fallback: BetaDistribution; groupsMin?: number },
): FittedPrior {
  for (const { successes, trials } of groups) requireProportion('fitBetaPrior', successes, trials)
  const known = groups.filter(({ trials }) => trials > 0)
  const finish = ({ alpha, beta }: BetaDistribution, method: FittedPrior['method']): FittedPrior => ({
    alpha,
    beta,
    method,
    logLikelihood: logLikelihood(known, { alpha, beta }),
    groups: known.length,
  })
  const moments = known.length < Math.max(groupsMin, 2) ? null : momentsOf(known)
  if (moments === null) return finish(fallback, 'fallback')
  const best = climb(known, moments)
  return best === null ? finish(moments, 'moments') : finish(best, 'maximum_likelihood')
}

/** Prior whose mean and variance are those of the proportions, weighted by trials; null where all are 0 or all are 1. */
function momentsOf(groups: readonly Proportion[]): BetaDistribution | null {
  const trials = total(groups.map((group) => group.trials))
  const mean = total(groups.map(({ successes }) => successes)) / trials
  if (!(mean > 0 && mean < 1)) return null
  const between = total(groups.map((group) => group.trials * (group.successes / group.trials - mean) ** 2))
  const effective = trials - total(groups.map((group) => group.trials ** 2)) / trials
  const spread = (between - (groups.length - 1) * mean * (1 - mean)) / Math.max(effective - (groups.length - 1), 1)
  const concentration = spread > 0 ? Math.min(Math.max((mean * (1 - mean)) / spread - 1, 0.1), CONCENTRATION_MAX) : CONCENTRATION_MAX
  return { alpha: mean * concentration, beta: (1 - mean) * concentration }
}

/** Newton’s method on the logarithms of both parameters, by the gradient where the likelihood is not concave, with halved steps. */
function climb(groups: readonly Proportion[], start: BetaDistribution): BetaDistribution | null {
  let at: BetaDistribution = start.alpha + start.beta < 1000 ? start : { alpha: start.alpha / 1e4, beta: start.beta / 1e4 }
  let value = logLikelihood(groups, at)
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const [a, b] = direction(groups, at)
    if (Math.max(Math.abs(a), Math.abs(b)) < 1e-10) return at
    let next = moved(at, a, b)
    let nextValue = logLikelihood(groups, next)
    // Near the maximum the logarithms have no more digits to compare, while the gradient still has.
    const noise = 1e-13 * Math.abs(value)
    for (let scale = 0.5; nextValue < value - noise && scale > 1e-6; scale /= 2) {
      next = moved(at, a * scale, b * scale)
      nextValue = logLikelihood(groups, next)
    }
    if (!(nextValue >= value - noise)) return at
    if (next.alpha + next.beta > CONCENTRATION_MAX) return null
    at = next
    value = nextValue
  }
  return at
}

/** Step of Newton’s method for (log alpha, log beta), at most a factor of e. */
function direction(groups: readonly Proportion[], { alpha, beta }: BetaDistribution): readonly [number, number] {
  const sum = { a: 0, b: 0, aa: 0, bb: 0, ab: 0 }
  for (const { successes, trials } of groups) {
    const all = digamma(alpha + beta) - digamma(trials + alpha + beta)
    const both = trigamma(alpha + beta) - trigamma(trials + alpha + beta)
    sum.a += all + digamma(successes + alpha) - digamma(alpha)
    sum.b += all + digamma(trials - successes + beta) - digamma(beta)
    sum.aa += both + trigamma(successes + alpha) - trigamma(alpha)
    sum.bb += both + trigamma(trials - successes + beta) - trigamma(beta)
    sum.ab += both
  }
  const gradient = [alpha * sum.a, beta * sum.b] as const
  const [aa, bb, ab] = [alpha * alpha * sum.aa + gradient[0], beta * beta * sum.bb + gradient[1], alpha * beta * sum.ab]
  const determinant = aa * bb - ab * ab
  const concave = aa < 0 && determinant > 0
  const [a, b] = concave
    ? [(ab * gradient[1] - bb * gradient[0]) / determinant, (ab * gradient[0] - aa * gradient[1]) / determinant]
    : gradient
  const longest = Math.max(Math.abs(a), Math.abs(b), 1)
  return [a / longest, b / longest]
}

function moved({ alpha, beta }: BetaDistribution, a: number, b: number): BetaDistribution {
  return { alpha: alpha * Math.exp(a), beta: beta * Math.exp(b) }
}

function logLikelihood(groups: readonly Proportion[], { alpha, beta }: BetaDistribution): number {
  const prior = logGamma(alpha + beta) - logGamma(alpha) - logGamma(beta)
  return total(
    groups.map(
      ({ successes, trials }) =>
        prior + logGamma(successes + alpha) + logGamma(trials - successes + beta) - logGamma(trials + alpha + beta),
    ),
  )
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
