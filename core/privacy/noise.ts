/**
 * Where random numbers come from: uniform in [0, 1). For noise that protects people the caller passes one that draws from the
 * operating system’s secure generator; a seeded one lets whoever knows the seed take the noise away.
 */
export interface UniformSource {
  uniform(): number
}

/** What the result of a query may change by, and how much is given away. */
export interface Privacy {
  /** Privacy loss, > 0. */
  readonly epsilon: number
  /** Most that one person can change the exact result by, > 0, in its unit. See `boundContributions`. */
  readonly sensitivity: number
}

/** Scale of the Laplace noise, in the unit of the result: variance 2 · scale². */
export function laplaceScale({ epsilon, sensitivity }: Privacy): number {
  requirePrivacy('laplaceScale', { epsilon, sensitivity })
  return sensitivity / epsilon
}

/**
 * Half the width of the interval around a noisy figure that holds the exact one with a probability.
 * @param level In (0, 1).
 */
export function laplaceHalfWidth(scale: number, level = 0.95): number {
  return -scale * Math.log(1 - level)
}

/** Probability that Laplace noise of a scale is further from 0 than a distance ≥ 0. */
export function laplaceTail(scale: number, distance: number): number {
  return Math.exp(-distance / scale)
}

/**
 * Quantile of the Laplace distribution around 0.
 * @param u In (0, 1).
 */
export function laplaceQuantile(u: number, scale: number): number {
  return u < 0.5 ? scale * Math.log(2 * u) : -scale * Math.log(2 * (1 - u))
}

/**
 * A measured quantity with Laplace noise, for figures that are not counts; those take `noisyCount`. The low bits of a double with
 * such noise can give the exact figure away, so the result is rounded to a grid: the power of two around a thousandth of the scale.
 * @throws RangeError when a parameter is out of range.
 * @see Dwork, McSherry, Nissim and Smith, Calibrating noise to sensitivity (2006); Mironov, On significance of the least
 * significant bits for differential privacy (2012).
 */
export function noisyAmount(value: number, privacy: Privacy, random: UniformSource): number {
  const scale = laplaceScale(privacy)
  const grid = 2 ** (Math.ceil(Math.log2(scale)) - 10)
  return Math.round((value + laplaceQuantile(openUniform(random), scale)) / grid) * grid
}

/** Ratio of the probabilities of neighbouring outcomes of the two-sided geometric distribution: e^(−epsilon / sensitivity). */
export function geometricRatio({ epsilon, sensitivity }: Privacy): number {
  requirePrivacy('geometricRatio', { epsilon, sensitivity })
  return Math.exp(-epsilon / sensitivity)
}

/**
 * Probability of a whole number under the two-sided geometric distribution.
 * @param ratio In (0, 1), see `geometricRatio`.
 */
export function geometricProbability(ratio: number, value: number): number {
  return ((1 - ratio) / (1 + ratio)) * ratio ** Math.abs(value)
}

/** Variance of the two-sided geometric distribution. */
export function geometricVariance(ratio: number): number {
  return (2 * ratio) / (1 - ratio) ** 2
}

/**
 * Quantile of the two-sided geometric distribution: the smallest whole number with a cumulative probability of at least u.
 * @param u In (0, 1).
 * @param ratio In (0, 1), see `geometricRatio`.
 */
export function geometricQuantile(u: number, ratio: number): number {
  const below = 1 / (1 + ratio)
  if (u <= below * ratio) return -Math.floor(Math.log(u / below) / Math.log(ratio))
  return Math.max(Math.ceil(Math.log((1 - u) * (1 + ratio)) / Math.log(ratio) - 1), 0)
}

/**
 * A count with two-sided geometric noise, which keeps it whole. It may come out negative; showing 0 instead costs no privacy.
 * @throws RangeError when the count is not whole or a parameter is out of range.
 * @see Ghosh, Roughgarden and Sundararajan, Universally utility-maximizing privacy mechanisms (2009).
 */
export function noisyCount(count: number, privacy: Privacy, random: UniformSource): number {
  if (!Number.isSafeInteger(count)) throw new RangeError(`noisyCount requires a whole count, got ${count}`)
  return count + geometricQuantile(openUniform(random), geometricRatio(privacy))
}

/** A uniform number in (0, 1): the 0 that a source may give has no quantile. */
function openUniform(random: UniformSource): number {
  for (;;) {
    const u = random.uniform()
    if (u > 0 && u < 1) return u
  }
}

function requirePrivacy(caller: string, { epsilon, sensitivity }: Privacy): void {
  if (!(epsilon > 0 && epsilon < Infinity)) throw new RangeError(`${caller} requires finite epsilon > 0, got ${epsilon}`)
  if (!(sensitivity > 0 && sensitivity < Infinity)) throw new RangeError(`${caller} requires finite sensitivity > 0, got ${sensitivity}`)
}
