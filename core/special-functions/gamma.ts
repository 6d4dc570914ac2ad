import { deviance } from '../random/poisson-probability.ts'

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI)
/** From here on, Stirling’s series has all digits of a double. */
const SERIES_FROM = 15
const PRECISION = 1e-17
/** Greater shapes would take too long; the normal distribution serves there. */
const SHAPE_MAX = 1e12
/** Stands in for 0 in a denominator of a continued fraction. */
const TINY = 1e-300

/**
 * Logarithm of the gamma function: below 15 it is reduced to Stirling’s series by the recurrence.
 * @param x Finite, > 0.
 * @throws RangeError when x is out of range.
 * @see Abramowitz and Stegun, Handbook of mathematical functions (1964), 6.1.15 and 6.1.41.
 */
export function logGamma(x: number): number {
  requirePositive('logGamma', x)
  // The zeros at 1 and 2 are exact, so that sums of logarithms of factorials start without an error.
  if (x === 1 || x === 2) return 0
  let shifted = x
  let product = 1
  for (; shifted < SERIES_FROM; shifted += 1) product *= shifted
  return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + stirlingSeries(shifted) - Math.log(product)
}

/** Logarithm of the gamma function at x + 1 minus Stirling’s approximation of it, x > 0. */
export function stirlingError(x: number): number {
  if (x >= SERIES_FROM) return stirlingSeries(x)
  return logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - HALF_LOG_TWO_PI
}

/**
 * Digamma function: the derivative of logGamma.
 * @param x Finite, > 0.
 * @throws RangeError when x is out of range.
 * @see Abramowitz and Stegun (1964), 6.3.5 and 6.3.18.
 */
export function digamma(x: number): number {
  requirePositive('digamma', x)
  let shifted = x
  let result = 0
  for (; shifted < SERIES_FROM; shifted += 1) result -= 1 / shifted
  const s = 1 / (shifted * shifted)
  const series = s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s * (1 / 132 - (s * 691) / 32760)))))
  return result + Math.log(shifted) - 0.5 / shifted - series
}

/**
 * Trigamma function: the derivative of digamma.
 * @param x Finite, > 0.
 * @throws RangeError when x is out of range.
 * @see Abramowitz and Stegun (1964), 6.4.6 and 6.4.12.
 */
export function trigamma(x: number): number {
  requirePositive('trigamma', x)
  let shifted = x
  let result = 0
  for (; shifted < SERIES_FROM; shifted += 1) result += 1 / (shifted * shifted)
  const s = 1 / (shifted * shifted)
  return result + (1 + 0.5 / shifted + s * (1 / 6 - s * (1 / 30 - s * (1 / 42 - s * (1 / 30 - (s * 5) / 66))))) / shifted
}

/**
 * Logarithm of the regularised lower incomplete gamma function P(a, x), which is the probability of at least a events where x are
 * expected. It keeps its digits where P itself is too small for a double. Takes about 10 · √a steps where x is near a.
 * @param a In (0, 1e12].
 * @param x Finite, ≥ 0.
 * @throws RangeError when a parameter is out of range.
 * @see Abramowitz and Stegun (1964), 6.5.29 and 6.5.31; the factor in Loader’s form (2000).
 */
export function logLowerGamma(a: number, x: number): number {
  requireGammaPair('logLowerGamma', a, x)
  if (x === 0) return -Infinity
  return x < a + 1 ? logLeading(a, x) + Math.log(lowerSeries(a, x)) : Math.log1p(-Math.exp(logUpperFraction(a, x)))
}

/** Regularised lower incomplete gamma function P(a, x), in [0, 1]; parameters and errors as of {@link logLowerGamma}. */
export function lowerGamma(a: number, x: number): number {
  requireGammaPair('lowerGamma', a, x)
  if (x === 0) return 0
  return x < a + 1 ? Math.exp(logLeading(a, x)) * lowerSeries(a, x) : 1 - Math.exp(logUpperFraction(a, x))
}

/** Regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x), which keeps its digits where it is tiny. */
export function upperGamma(a: number, x: number): number {
  requireGammaPair('upperGamma', a, x)
  if (x === 0) return 1
  return x < a + 1 ? 1 - Math.exp(logLeading(a, x)) * lowerSeries(a, x) : Math.exp(logUpperFraction(a, x))
}

function stirlingSeries(x: number): number {
  const s = 1 / (x * x)
  return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - (s * 691) / 360360))))) / x
}

/** Logarithm of x^a e^−x / Γ(a + 1). */
function logLeading(a: number, x: number): number {
  return -stirlingError(a) - deviance(a, x) - HALF_LOG_TWO_PI - 0.5 * Math.log(a)
}

function lowerSeries(a: number, x: number): number {
  let term = 1
  let total = 1
  for (let n = 1; term > PRECISION * total; n += 1) {
    term *= x / (a + n)
    total += term
  }
  return total
}

/** Logarithm of Q(a, x) = 1 − P(a, x) for x ≥ a + 1, by the modified method of Lentz. */
function logUpperFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1 / TINY
  let d = 1 / b
  let fraction = d
  for (let n = 1; ; n += 1) {
    const numerator = -n * (n - a)
    b += 2
    d = 1 / awayFromZero(numerator * d + b)
    c = awayFromZero(b + numerator / c)
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-15) return Math.log(fraction) + logLeading(a, x) + Math.log(a)
  }
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value
}

function requireGammaPair(caller: string, a: number, x: number): void {
  if (!(a > 0 && a <= SHAPE_MAX)) throw new RangeError(`${caller} requires a in (0, 1e12], got ${a}`)
  if (!(x >= 0 && x < Infinity)) throw new RangeError(`${caller} requires finite x ≥ 0, got ${x}`)
}

function requirePositive(caller: string, x: number): void {
  if (!(x > 0 && x < Infinity)) throw new RangeError(`${caller} requires a finite number > 0, got ${x}`)
}
