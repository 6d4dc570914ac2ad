import { normalQuantile } from '../special-functions/normal.ts'

/** A group of independent values, by its mean. */
export interface MeanOfGroup {
  readonly mean: number
  /** Variance of a single value, ≥ 0. */
  readonly variance: number
  /** Values, ≥ 2. */
  readonly n: number
}

/** How two means compare; the interval is by the normal distribution. */
export interface Comparison {
  readonly value: number
  readonly lower: number
  readonly upper: number
}

/**
 * Difference of the means of two independent groups, which may differ in variance. Trust it from about 30 values a group on.
 * @param confidence In (0, 1).
 * @throws RangeError when a number is out of range.
 * @see Welch, The generalization of ‘Student’s’ problem (Biometrika 34, 1947), with the normal distribution in place of Student’s.
 */
export function differenceOfMeans(one: MeanOfGroup, other: MeanOfGroup, confidence = 0.95): Comparison {
  requireGroups('differenceOfMeans', [one, other], confidence)
  const width = normalQuantile((1 + confidence) / 2) * Math.sqrt(one.variance / one.n + other.variance / other.n)
  const value = one.mean - other.mean
  return { value, lower: value - width, upper: value + width }
}

/**
 * How many times the mean of one independent group is that of another, with an interval symmetric on the logarithmic scale (delta method):
 * it holds no negative ratio. Trust it where both means are several standard errors above 0.
 * @param confidence In (0, 1).
 * @returns null where one of the means is not above 0, or so uncertain that the interval has no end.
 * @throws RangeError when a number is out of range.
 * @see Friedrich, Adhikari and Beyene, The ratio of means method (Journal of Clinical Epidemiology 61, 2008).
 */
export function ratioOfMeans(one: MeanOfGroup, other: MeanOfGroup, confidence = 0.95): Comparison | null {
  requireGroups('ratioOfMeans', [one, other], confidence)
  if (!(one.mean > 0 && other.mean > 0)) return null
  const relative = ({ mean, variance, n }: MeanOfGroup) => variance / n / (mean * mean)
  const factor = Math.exp(normalQuantile((1 + confidence) / 2) * Math.sqrt(relative(one) + relative(other)))
  if (factor === Infinity) return null
  const value = one.mean / other.mean
  return { value, lower: value / factor, upper: value * factor }
}

function requireGroups(caller: string, groups: readonly MeanOfGroup[], confidence: number): void {
  for (const { mean, variance, n } of groups) {
    if (!Number.isFinite(mean)) throw new RangeError(`${caller} requires finite means, got ${mean}`)
    if (!(variance >= 0 && variance < Infinity)) throw new RangeError(`${caller} requires finite variances ≥ 0, got ${variance}`)
    if (!(n >= 2 && n < Infinity)) throw new RangeError(`${caller} requires groups of 2 values or more, got ${n}`)
  }
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`${caller} requires confidence in (0, 1), got ${confidence}`)
}
