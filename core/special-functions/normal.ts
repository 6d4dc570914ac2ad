/**
 * Standard normal distribution function, in [0, 1], with all its digits in the lower tail: the upper one is that of −x.
 * @param x Any number but NaN.
 * @throws RangeError when x is NaN.
 */
export function normalCdf(x: number): number {
  requireNumber('normalCdf', x)
  if (x >= -3 && x <= 3) return 0.5 + centralErf(x / Math.SQRT2) / 2
  return Math.exp(logNormalCdf(x))
}

/**
 * Error function, in [−1, 1].
 * @param x Any number but NaN.
 * @throws RangeError when x is NaN.
 * @see Abramowitz and Stegun, Handbook of mathematical functions (1964), 7.1.1.
 */
export function erf(x: number): number {
  requireNumber('erf', x)
  if (Math.abs(x) <= 2) return centralErf(x)
  return x > 0 ? 1 - erfc(x) : erfc(-x) - 1
}

/**
 * Complement of the error function, 1 − erf(x), in [0, 2]; it keeps its digits where that is tiny.
 * @param x Any number but NaN.
 * @throws RangeError when x is NaN.
 */
export function erfc(x: number): number {
  requireNumber('erfc', x)
  return x < 0.5 ? 1 - erf(x) : 2 * Math.exp(logNormalCdf(-x * Math.SQRT2))
}

/** Logarithm of the standard normal distribution function, by series in the middle and continued fraction in the tail. */
export function logNormalCdf(x: number): number {
  if (x === Infinity || x === -Infinity) return x > 0 ? 0 : -Infinity
  if (x > 3) return Math.log1p(-Math.exp(logNormalCdf(-x)))
  const logDensity = -0.5 * x * x - 0.5 * Math.log(2 * Math.PI)
  if (x >= -3) return Math.log(0.5 + Math.exp(logDensity) * oddSeries(x))
  let fraction = -x
  for (let n = 200; n >= 1; n -= 1) fraction = -x + n / fraction
  return logDensity - Math.log(fraction)
}

/**
 * Quantile of the standard normal distribution, by Newton’s method on the logarithm, which is concave and so cannot be left.
 * @param p Probability, in (0, 1).
 * @throws RangeError when p is out of range.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`normalQuantile requires a probability in (0, 1), got ${p}`)
  if (p === 0.5) return 0
  if (p > 0.5) return -normalQuantile(1 - p)
  const target = Math.log(p)
  let x = -Math.sqrt(-2 * target)
  for (let step = 0; step < 100; step += 1) {
    const logCdf = logNormalCdf(x)
    const move = (target - logCdf) * Math.exp(logCdf + 0.5 * x * x + 0.5 * Math.log(2 * Math.PI))
    x += move
    if (Math.abs(move) <= 1e-15 * Math.abs(x)) break
  }
  return x
}

/**
 * x + x³/3 + x⁵/15 + …, which times the density is the distribution function less one half.
 * @see Marsaglia, Evaluating the normal distribution (Journal of Statistical Software 11, 2004).
 */
function oddSeries(x: number): number {
  let term = x
  let total = x
  for (let odd = 3; Math.abs(term) > 1e-18; odd += 2) {
    term *= (x * x) / odd
    total += term
  }
  return total
}

/** The error function where its series has all digits. */
function centralErf(x: number): number {
  return ((2 * Math.exp(-x * x)) / Math.sqrt(2 * Math.PI)) * oddSeries(x * Math.SQRT2)
}

function requireNumber(caller: string, x: number): void {
  if (Number.isNaN(x)) throw new RangeError(`${caller} requires a number, got NaN`)
}
