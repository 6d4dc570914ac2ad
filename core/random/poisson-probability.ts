const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI)
/** Stirling’s error of 0 … 9, where its series is too coarse. */
const SMALL_ERRORS = stirlingErrorsBelow(10)

/**
 * Logarithm of the probability that a Poisson variate of a mean equals a count. Loader’s form: no large numbers cancel,
 * so it keeps its digits for means of 1e15 where count · log(mean) − mean − log(count!) has none left.
 * @param count Whole number ≥ 0.
 * @param mean > 0.
 * @see Loader, Fast and accurate computation of binomial probabilities (2000).
 */
export function poissonLogProbability(count: number, mean: number): number {
  if (count === 0) return -mean
  return -stirlingError(count) - deviance(count, mean) - HALF_LOG_TWO_PI - 0.5 * Math.log(count)
}

/** log(n!) minus Stirling’s approximation of it. */
function stirlingError(n: number): number {
  if (n < SMALL_ERRORS.length) return SMALL_ERRORS[n] as number
  const square = n * n
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n
}

function stirlingErrorsBelow(end: number): number[] {
  let factorial = 1
  return Array.from({ length: end }, (_, n) => {
    factorial *= Math.max(n, 1)
    return n === 0 ? 0 : Math.log(factorial) - (n + 0.5) * Math.log(n) + n - HALF_LOG_TWO_PI
  })
}

/**
 * count · log(count / mean) + mean − count, by its series where that would cancel.
 * @param count > 0, whole or not.
 * @param mean > 0.
 */
export function deviance(count: number, mean: number): number {
  const difference = count - mean
  const sum = count + mean
  if (Math.abs(difference) >= 0.1 * sum) return count * Math.log(count / mean) + mean - count
  const ratio = difference / sum
  let result = difference * ratio
  let term = 2 * count * ratio
  for (let odd = 3; ; odd += 2) {
    term *= ratio * ratio
    const next = result + term / odd
    if (next === result) return result
    result = next
  }
}
