import { betaQuantile, incompleteBeta } from './beta.ts'
import { logGamma, lowerGamma, upperGamma } from './gamma.ts'
import { normalQuantile } from './normal.ts'

const STEPS_MAX = 200

/**
 * Probability that Student’s t exceeds a value.
 * @param t Any number but NaN.
 * @param freedom Degrees of freedom, in (0, 1e12].
 * @throws RangeError when a parameter is out of range.
 * @see Abramowitz and Stegun, Handbook of mathematical functions (1964), 26.7.1.
 */
export function studentTail(t: number, freedom: number): number {
  requireNumbers('studentTail', { t })
  requirePositive('studentTail', { freedom })
  if (t < 0) return 1 - studentTail(-t, freedom)
  if (t === Infinity) return 0
  const square = t * t
  if (square < freedom) return 0.5 - 0.5 * incompleteBeta(0.5, freedom / 2, square / (freedom + square))
  return 0.5 * incompleteBeta(freedom / 2, 0.5, freedom / (freedom + square))
}

/**
 * Quantile of Student’s t.
 * @param p Probability, in (0, 1).
 * @param freedom Degrees of freedom, in (0, 1e12].
 * @throws RangeError when a parameter is out of range.
 */
export function studentQuantile(p: number, freedom: number): number {
  requireProbability('studentQuantile', p)
  requirePositive('studentQuantile', { freedom })
  if (p < 0.5) return -studentQuantile(1 - p, freedom)
  const tails = 2 * (1 - p)
  if (tails > 0.01) {
    const share = betaQuantile(0.5, freedom / 2, 1 - tails)
    return Math.sqrt((freedom * share) / (1 - share))
  }
  const rest = betaQuantile(freedom / 2, 0.5, tails)
  return Math.sqrt((freedom * (1 - rest)) / rest)
}

/**
 * Quantile of the gamma distribution with scale 1: x of which P(shape, x) is p. Newton’s method kept between bounds, begun where Wilson
 * and Hilferty’s normal approximation lies.
 * @param shape In (0, 1e12].
 * @param p Probability, in [0, 1).
 * @throws RangeError when a parameter is out of range.
 * @see Abramowitz and Stegun (1964), 26.4.17.
 */
export function gammaQuantile(shape: number, p: number): number {
  requirePositive('gammaQuantile', { shape })
  if (p === 0) return 0
  requireProbability('gammaQuantile', p)
  let [low, high] = [0, Infinity]
  let x = startOfGamma(shape, p)
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const excess = p > 0.5 ? 1 - p - upperGamma(shape, x) : lowerGamma(shape, x) - p
    if (excess === 0) return x
    if (excess > 0) high = x
    else low = x
    const next = x - excess / Math.exp((shape - 1) * Math.log(x) - x - logGamma(shape))
    const inside = next > low && next < high
    if (inside && Math.abs(next - x) <= 1e-15 * x) return next
    x = inside ? next : betweenOf(low, high)
    if (x <= low || x >= high) return x
  }
  return x
}

/** Probability that chi-square exceeds a value ≥ 0, with degrees of freedom in (0, 2e12]. */
export function chiSquareTail(value: number, freedom: number): number {
  return upperGamma(freedom / 2, value / 2)
}

/** Quantile of chi-square at a probability in [0, 1), with degrees of freedom in (0, 2e12]. */
export function chiSquareQuantile(p: number, freedom: number): number {
  return 2 * gammaQuantile(freedom / 2, p)
}

/**
 * Probability that Fisher’s F exceeds a value.
 * @param value Finite, ≥ 0.
 * @param above Degrees of freedom of the numerator, in (0, 1e12].
 * @param below Degrees of freedom of the denominator, in (0, 1e12].
 * @throws RangeError when a parameter is out of range.
 */
export function fisherTail(value: number, above: number, below: number): number {
  requirePositive('fisherTail', { above, below })
  if (!(value >= 0 && value < Infinity)) throw new RangeError(`fisherTail requires finite value ≥ 0, got ${value}`)
  return incompleteBeta(below / 2, above / 2, below / (below + above * value))
}

/**
 * Probability that a Poisson count exceeds a whole number.
 * @param count Whole number ≥ −1, of which −1 is exceeded for certain.
 * @param mean Finite, > 0.
 * @throws RangeError when a parameter is out of range.
 */
export function poissonTail(count: number, mean: number): number {
  requireCount('poissonTail', count)
  requirePositive('poissonTail', { mean })
  return count === -1 ? 1 : lowerGamma(count + 1, mean)
}

/**
 * Probability that more than `count` of a number of independent draws succeed.
 * @param count Whole number ≥ −1.
 * @param draws Whole number ≥ 0.
 * @param share Probability of a success, in [0, 1].
 * @throws RangeError when a parameter is out of range.
 */
export function binomialTail(count: number, draws: number, share: number): number {
  requireCount('binomialTail', count)
  if (!(Number.isSafeInteger(draws) && draws >= 0)) throw new RangeError(`binomialTail requires a whole number of draws ≥ 0, got ${draws}`)
  if (count >= draws) return 0
  return count === -1 ? 1 : incompleteBeta(count + 1, draws - count, share)
}

/**
 * Probability that a negative binomial count, the failures before a number of successes, exceeds a whole number.
 * @param count Whole number ≥ −1.
 * @param successes Shape, in (0, 1e12], whole or not.
 * @param share Probability of a success, in (0, 1].
 * @throws RangeError when a parameter is out of range.
 */
export function negativeBinomialTail(count: number, successes: number, share: number): number {
  requireCount('negativeBinomialTail', count)
  requirePositive('negativeBinomialTail', { successes })
  if (!(share > 0 && share <= 1)) throw new RangeError(`negativeBinomialTail requires share in (0, 1], got ${share}`)
  return count === -1 ? 1 : incompleteBeta(count + 1, successes, 1 - share)
}

function startOfGamma(shape: number, p: number): number {
  const third = 1 - 1 / (9 * shape) + normalQuantile(p) / (3 * Math.sqrt(shape))
  const cubed = shape * third ** 3
  // Small shapes and far tails: the first term of the series, which is exact towards 0.
  return third > 0.2 ? cubed : Math.max(Math.exp((Math.log(p) + logGamma(shape + 1)) / shape), Number.MIN_VALUE)
}

function betweenOf(low: number, high: number): number {
  if (high === Infinity) return Math.max(2 * low, 1)
  return low > 0 ? Math.sqrt(low) * Math.sqrt(high) : high / 16
}

function requireProbability(caller: string, p: number): void {
  if (!(p > 0 && p < 1)) throw new RangeError(`${caller} requires a probability in (0, 1), got ${p}`)
}

function requirePositive(caller: string, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!(value > 0 && value < Infinity)) throw new RangeError(`${caller} requires finite ${name} > 0, got ${value}`)
  }
}

function requireNumbers(caller: string, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (Number.isNaN(value)) throw new RangeError(`${caller} requires a number as ${name}, got NaN`)
  }
}

function requireCount(caller: string, count: number): void {
  if (!(Number.isSafeInteger(count) && count >= -1)) throw new RangeError(`${caller} requires a whole number ≥ −1, got ${count}`)
}
