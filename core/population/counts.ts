import { scoreOf } from './quantiles.ts'

/** Above this mean, counts come from the expansion of the quantile instead of a sum. */
const SUM_MEAN_MAX = 200

/**
 * The Poisson count at a probability: summed up for small means; for greater ones Cornish and Fisher’s expansion, right to about one.
 * @param uniform In [0, 1).
 * @param mean Finite, ≥ 0.
 */
export function poissonAt(uniform: number, mean: number): number {
  if (mean > SUM_MEAN_MAX) return expandedPoisson(uniform, mean)
  let term = Math.exp(-mean)
  let count = 0
  for (let sum = term; uniform > sum && (count < mean || term > 1e-17); sum += term) {
    count += 1
    term *= mean / count
  }
  return count
}

/**
 * The binomial count at a probability, by summing up.
 * @param draws Whole number ≥ 0; up to some thousands.
 * @param share In [0, 1].
 */
export function binomialAt(uniform: number, draws: number, share: number): number {
  if (share > 0.5) return draws - binomialAt(1 - uniform, draws, 1 - share)
  const odds = share / (1 - share)
  let term = (1 - share) ** draws
  let count = 0
  for (let sum = term; uniform > sum && count < draws; sum += term) {
    count += 1
    term *= (odds * (draws - count + 1)) / count
  }
  return count
}

/** Failures before the first success at a probability. @param share Of successes, in (0, 1). */
export function geometricAt(uniform: number, share: number): number {
  return Math.max(0, Math.floor(Math.log(1 - uniform) / Math.log(1 - share)))
}

function expandedPoisson(uniform: number, mean: number): number {
  const score = scoreOf(uniform)
  return Math.max(0, Math.floor(mean + Math.sqrt(mean) * score + (score * score - 1) / 6 + 0.5))
}
