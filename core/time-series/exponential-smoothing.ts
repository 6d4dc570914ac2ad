/** Deviations of a series from its own moving mean, and where that stands at the end. */
export interface ExponentialDeviations {
  /** Of each value in standard deviations, taken before the value changes them; 0 for the first. */
  readonly z: Float64Array
  readonly mean: number
  readonly variance: number
}

/**
 * Deviation of each value from the exponentially weighted mean of those before it. The standard deviation is that of the series, but at
 * least that of a Poisson count of the same mean, and 1: a quiet series does not make a single event a sensation.
 * @param values Finite numbers in order of equal steps.
 * @param alpha Weight of the newest value, in (0, 1].
 * @throws RangeError when a value is not finite or alpha is out of range.
 * @see West, Updating mean and variance estimates (Communications of the ACM 22, 1979), with exponential weights.
 */
export function exponentialDeviations(values: ArrayLike<number>, alpha = 0.3): ExponentialDeviations {
  if (!(alpha > 0 && alpha <= 1)) throw new RangeError(`exponentialDeviations requires alpha in (0, 1], got ${alpha}`)
  const z = new Float64Array(values.length)
  let mean = values[0] ?? 0
  let variance = 0
  for (let t = 0; t < values.length; t += 1) {
    const value = values[t] as number
    if (!Number.isFinite(value)) throw new RangeError(`exponentialDeviations requires finite values, got ${value}`)
    const difference = value - mean
    z[t] = difference / Math.sqrt(Math.max(variance, mean, 1))
    variance = (1 - alpha) * (variance + alpha * difference * difference)
    mean += alpha * difference
  }
  return { z, mean, variance }
}
