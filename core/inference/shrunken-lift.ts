import { normalQuantile } from '../special-functions/normal.ts'

/** A normal distribution’s standard deviation in median absolute deviations. */
const DEVIATIONS_IN_MEDIANS = 1.4826

/** How many times as well something fares. */
export interface Lift {
  /** 1 is as usual. */
  readonly lift: number
  readonly lower: number
  readonly upper: number
}

/**
 * Lift from the logarithms of how single cases fared, drawn towards a prior: few cases say little, whatever they say.
 * @param cases How many, ≥ 0; smoothed counts need not be whole.
 * @param sum Of their outcomes, as natural logarithms of a ratio to what is usual.
 * @param variance Of single outcomes, ≥ 0.
 * @param priorMean Outcome expected without any case.
 * @param priorCases What the prior is worth, in cases; > 0.
 * @param confidence Share of such intervals that hold the true lift if outcomes are independent and the prior is right, in (0, 1).
 * @throws RangeError when a number is out of range.
 * @see Gelman et al., Bayesian data analysis, third edition (2013), section 2.5, with a prior as wide as priorCases cases make it.
 */
export function shrunkenLift({
  cases,
  sum,
  variance,
  priorMean = 0,
  priorCases = 8,
  confidence = 0.9,
}: {
  cases: number
  sum: number
  variance: number
  priorMean?: number
  priorCases?: number
  confidence?: number
}): Lift {
  if (!(cases >= 0 && cases < Infinity)) throw new RangeError(`shrunkenLift requires finite cases ≥ 0, got ${cases}`)
  if (!(variance >= 0 && variance < Infinity)) throw new RangeError(`shrunkenLift requires a finite variance ≥ 0, got ${variance}`)
  if (!(priorCases > 0 && priorCases < Infinity)) throw new RangeError(`shrunkenLift requires finite priorCases > 0, got ${priorCases}`)
  if (!(Number.isFinite(sum) && Number.isFinite(priorMean)))
    throw new RangeError(`shrunkenLift requires finite outcomes, got ${sum} and ${priorMean}`)
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`shrunkenLift requires confidence in (0, 1), got ${confidence}`)
  const mean = (sum + priorMean * priorCases) / (cases + priorCases)
  const width = normalQuantile((1 + confidence) / 2) * Math.sqrt(variance / (cases + priorCases))
  return { lift: Math.exp(mean), lower: Math.exp(mean - width), upper: Math.exp(mean + width) }
}

/**
 * Values brought to within so many standard deviations of their median, which is estimated by the median absolute deviation: what went
 * through the roof once counts as very good, not as a hundred times as good.
 * @param deviations > 0.
 * @param least Least standard deviation, > 0, where most values are alike.
 * @throws RangeError when a value is not finite or an option is out of range.
 * @see Huber and Ronchetti, Robust statistics, second edition (2009), section 1.5, for winsorising.
 */
export function winsorised(
  values: readonly number[],
  { deviations = 2.5, least = 0.1 }: { deviations?: number; least?: number } = {},
): readonly number[] {
  for (const value of values) if (!Number.isFinite(value)) throw new RangeError(`winsorised requires finite values, got ${value}`)
  for (const [name, option] of Object.entries({ deviations, least })) {
    if (!(option > 0 && option < Infinity)) throw new RangeError(`winsorised requires finite ${name} > 0, got ${option}`)
  }
  if (values.length === 0) return []
  const middle = median(values)
  const spread = Math.max(DEVIATIONS_IN_MEDIANS * median(values.map((value) => Math.abs(value - middle))), least)
  return values.map((value) => Math.min(Math.max(value, middle - deviations * spread), middle + deviations * spread))
}

/**
 * The middle value, the mean of both where there are two.
 * @param values At least one, none of them NaN.
 * @throws RangeError without a value.
 */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('median requires at least one value, got none')
  const sorted = values.toSorted((one, other) => one - other)
  const half = sorted.length / 2
  return ((sorted[Math.ceil(half) - 1] as number) + (sorted[Math.floor(half)] as number)) / 2
}
