import { deviance } from '../random/poisson-probability.ts'
import { stirlingError } from './gamma.ts'

const TINY = 1e-300
const STEPS_MAX = 400
/** Greater shapes would take too long; the normal distribution serves there. */
const SHAPE_MAX = 1e12

/**
 * Regularised incomplete beta function I_x(a, b), the distribution function of the beta distribution, in [0, 1].
 * Takes some √(a + b) steps where x is near the mean.
 * @param a In (0, 1e12].
 * @param b In (0, 1e12].
 * @param x In [0, 1].
 * @throws RangeError when a parameter is out of range.
 * @see DiDonato and Morris, Significant digit computation of the incomplete beta function ratios (ACM TOMS 18, 1992);
 *   the factor in Loader’s form (2000), which keeps its digits where a and b are large.
 */
export function incompleteBeta(a: number, b: number, x: number): number {
  requireBeta('incompleteBeta', a, b, x)
  return x === 0 || x === 1 ? x : Math.min(Math.exp(logIncompleteBeta(a, b, x)), 1)
}

/** Logarithm of {@link incompleteBeta}, also where that is too small for a double. */
export function logIncompleteBeta(a: number, b: number, x: number): number {
  requireBeta('logIncompleteBeta', a, b, x)
  if (x === 0) return -Infinity
  if (x === 1) return 0
  if (isLowerSide(a, b, x)) return logLowerSide(a, b, x, 1 - x)
  const complement = Math.exp(logLowerSide(b, a, 1 - x, x))
  // A complement near 1, as with a tiny b, would leave no digits: the fraction converges there too, only later.
  return complement < 0.9 ? Math.log1p(-complement) : logLowerSide(a, b, x, 1 - x)
}

/**
 * Logarithm of the density of the beta distribution.
 * @param x In (0, 1).
 * @throws RangeError when a parameter is out of range.
 */
export function logBetaDensity(a: number, b: number, x: number): number {
  requireBeta('logBetaDensity', a, b, x)
  return logLeading(a, b, x, 1 - x) - Math.log(x) - Math.log1p(-x)
}

/**
 * Quantile of the beta distribution, by Newton’s method kept between bounds; relative error about 1e-12 unless far below 1e-100.
 * @param p Probability, in [0, 1].
 * @throws RangeError when a parameter is out of range.
 */
export function betaQuantile(a: number, b: number, p: number): number {
  requireBeta('betaQuantile', a, b, p)
  if (p === 0 || p === 1) return p
  let [low, high] = [0, 1]
  let x = a / (a + b)
  for (let step = 0; step < STEPS_MAX && high - low > 1e-15 * high; step += 1) {
    const excess = incompleteBeta(a, b, x) - p
    if (excess === 0) return x
    if (excess > 0) high = x
    else low = x
    const next = x - excess / Math.exp(logBetaDensity(a, b, x))
    const inside = next > low && next < high
    if (inside && Math.abs(next - x) <= 1e-15 * x) return next
    x = inside && step % 8 !== 7 ? next : middle(low, high)
    if (x <= low || x >= high) return x
  }
  return x
}

/** The geometric mean finds small quantiles in few steps; 0 has none. */
function middle(low: number, high: number): number {
  return low > 0 ? Math.sqrt(low) * Math.sqrt(high) : high / 16
}

function isLowerSide(a: number, b: number, x: number): boolean {
  return x <= (a + 1) / (a + b + 2)
}

/** Logarithm of I_x(a, b) where x is not above the mean, by the modified method of Lentz. */
function logLowerSide(a: number, b: number, x: number, y: number): number {
  let c = 1
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; ; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / awayFromZero(1 + even * d)
    c = awayFromZero(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / awayFromZero(1 + odd * d)
    c = awayFromZero(1 + odd / c)
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-15) return logLeading(a, b, x, y) - Math.log(a) + Math.log(fraction)
  }
}

/** Logarithm of x^a y^b / B(a, b) with y = 1 − x. */
function logLeading(a: number, b: number, x: number, y: number): number {
  const total = a + b
  const errors = stirlingError(total) - stirlingError(a) - stirlingError(b)
  return 0.5 * Math.log((a / total) * (b / (2 * Math.PI))) + errors - deviance(a, total * x) - deviance(b, total * y)
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value
}

function requireBeta(caller: string, a: number, b: number, x: number): void {
  if (!(a > 0 && a <= SHAPE_MAX)) throw new RangeError(`${caller} requires a in (0, 1e12], got ${a}`)
  if (!(b > 0 && b <= SHAPE_MAX)) throw new RangeError(`${caller} requires b in (0, 1e12], got ${b}`)
  if (!(x >= 0 && x <= 1)) throw new RangeError(`${caller} requires a number in [0, 1], got ${x}`)
}
