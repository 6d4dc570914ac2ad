import { studentQuantile } from '../special-functions/distributions.ts'

/** Growth from an early count to the final one, as posts of the past showed it. */
export interface LogLinearModel {
  /** Mean of ln(final / early). */
  readonly logGrowth: number
  /** Variance of it between posts. */
  readonly variance: number
  /** Factor that makes the mean squared relative error least. */
  readonly relativeFactor: number
  readonly posts: number
}

export interface SizeForecast {
  /** As often exceeded as not; makes the absolute percentage error least. */
  readonly median: number
  /** Mean, if growth is log-normal. */
  readonly mean: number
  /** By the factor of least relative error, which is lower. */
  readonly cautious: number
  readonly lower: number
  readonly upper: number
}

/**
 * Model of how posts grow from an early count on: the logarithm of the final count is that of the early one plus a constant.
 * @param early Counts at one age, > 0; or forecasts made at one age, to correct what is wrong with them on average and learn how far they reach.
 * @param final Counts of the same posts at the end, > 0; at least 2 posts.
 * @throws RangeError when the columns differ in length, are shorter than 2, or a count is not finite and > 0.
 * @see Szabo and Huberman, Predicting the popularity of online content (Communications of the ACM 53, 2010).
 */
export function fitLogLinear(early: ArrayLike<number>, final: ArrayLike<number>): LogLinearModel {
  requireCounts('fitLogLinear', early)
  requireCounts('fitLogLinear', final)
  const posts = early.length
  if (posts !== final.length) throw new RangeError(`fitLogLinear requires a final count a post, got ${final.length} for ${posts}`)
  if (posts < 2) throw new RangeError(`fitLogLinear requires at least 2 posts, got ${posts}`)
  const growth = Float64Array.from(early, (count, i) => Math.log((final[i] as number) / count))
  const share = Float64Array.from(early, (count, i) => count / (final[i] as number))
  const logGrowth = sum(growth) / posts
  return {
    logGrowth,
    variance: sum(growth.map((value) => (value - logGrowth) ** 2)) / (posts - 1),
    relativeFactor: sum(share) / sum(share.map((value) => value * value)),
    posts,
  }
}

/**
 * Final count of a post from its early one, with an interval that counts in what is not known of the model.
 * @param early Finite, > 0, at the age of the model.
 * @param confidence In (0, 1).
 * @throws RangeError when a parameter is out of range.
 */
export function forecastLogLinear(model: LogLinearModel, early: number, confidence = 0.8): SizeForecast {
  requireCounts('forecastLogLinear', [early])
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`forecastLogLinear requires confidence in (0, 1), got ${confidence}`)
  const median = early * Math.exp(model.logGrowth)
  const deviation = Math.sqrt(model.variance * (1 + 1 / model.posts))
  const reach = Math.exp(studentQuantile((1 + confidence) / 2, model.posts - 1) * deviation)
  return {
    median,
    mean: median * Math.exp(model.variance / 2),
    cautious: early * model.relativeFactor,
    lower: median / reach,
    upper: median * reach,
  }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}

function requireCounts(caller: string, counts: ArrayLike<number>): void {
  for (let i = 0; i < counts.length; i += 1) {
    const count = counts[i] as number
    if (!(count > 0 && count < Infinity)) throw new RangeError(`${caller} requires finite counts > 0, got ${count} at ${i}`)
  }
}
