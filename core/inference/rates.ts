import { normalQuantile } from '../special-functions/normal.ts'

/** Events counted over an exposure of one group, such as interactions over hours. */
export interface ExposedCount {
  /** Finite, ≥ 0. */
  readonly events: number
  /** Finite, ≥ 0, in any unit of time. */
  readonly exposure: number
}

/** What is believed about a rate: a gamma distribution. */
export interface GammaDistribution {
  /** > 0: events seen, as it were. */
  readonly shape: number
  /** > 0: exposure they were seen in. */
  readonly exposure: number
}

/** A figure drawn towards what is usual, and an interval about it. */
export interface ShrunkFigure {
  readonly estimate: number
  readonly lower: number
  readonly upper: number
}

/**
 * Prior of the rates of many groups, from their mean and from how much more they differ than counts of the same rate would (method of
 * moments of the gamma-Poisson distribution). Where they differ no more, or there are fewer than `groupsMin`, the pooled rate is worth
 * the exposure of `groupsWorth` mean groups.
 * @returns null when nothing was counted or exposed: then no rate is usual.
 * @throws RangeError when a number is negative, infinite or NaN.
 * @see Casella, An introduction to empirical Bayes data analysis (The American Statistician 39, 1985).
 */
export function fitGammaPrior(
  groups: readonly ExposedCount[],
  { groupsMin = 20, groupsWorth = 1 }: { groupsMin?: number; groupsWorth?: number } = {},
): GammaDistribution | null {
  for (const { events, exposure } of groups) requireCount(events, exposure)
  const known = groups.filter(({ exposure }) => exposure > 0)
  const exposure = total(known.map((group) => group.exposure))
  const events = total(known.map((group) => group.events))
  if (exposure === 0 || events === 0) return null
  const mean = events / exposure
  const pooled = { shape: mean * (exposure / known.length) * groupsWorth, exposure: (exposure / known.length) * groupsWorth }
  if (known.length < groupsMin) return pooled
  const between = total(known.map((group) => group.exposure * (group.events / group.exposure - mean) ** 2))
  const effective = exposure - total(known.map((group) => group.exposure ** 2)) / exposure
  const spread = (between - (known.length - 1) * mean) / effective
  if (!(spread > 0)) return pooled
  return { shape: (mean * mean) / spread, exposure: mean / spread }
}

/**
 * Rate of a group drawn towards the prior, with an interval of equal tails.
 * @param probability In (0, 1).
 * @throws RangeError when a number is out of range.
 * @see Wilson and Hilferty, The distribution of chi-square (PNAS 17, 1931): its quantiles are good to a per cent from one event on.
 */
export function shrunkRate({ events, exposure }: ExposedCount, prior: GammaDistribution, probability = 0.95): ShrunkFigure {
  requireCount(events, exposure)
  if (!(prior.shape > 0 && prior.exposure > 0)) {
    throw new RangeError(`shrunkRate requires a prior with shape and exposure > 0, got ${prior.shape} and ${prior.exposure}`)
  }
  const shape = events + prior.shape
  const worth = exposure + prior.exposure
  const z = tailOf(probability)
  const quantile = (deviation: number) => shape * Math.max(0, 1 - 1 / (9 * shape) + deviation / (3 * Math.sqrt(shape))) ** 3
  return { estimate: shape / worth, lower: quantile(-z) / worth, upper: quantile(z) / worth }
}

/** A ratio of sums whose numerator may be negative or weighted. */
export interface WeightedRatio {
  readonly numerator: number
  /** Finite, ≥ 0. */
  readonly denominator: number
  /** Variance of the numerator, ≥ 0. */
  readonly variance: number
}

/**
 * A ratio drawn towards a usual one that is worth `weight` of the denominator, with an interval by the normal distribution.
 * @param usual The ratio expected beforehand; weight > 0. Its variance is that of a count of so many where it is left out.
 * @throws RangeError when a number is out of range.
 */
export function shrunkRatio(
  { numerator, denominator, variance }: WeightedRatio,
  usual: { readonly ratio: number; readonly weight: number; readonly variance?: number },
  probability = 0.95,
): ShrunkFigure {
  if (!Number.isFinite(numerator) || !(denominator >= 0 && denominator < Infinity) || !(variance >= 0)) {
    throw new RangeError(`shrunkRatio requires finite sums, denominator and variance ≥ 0, got ${numerator}, ${denominator}, ${variance}`)
  }
  if (!(usual.weight > 0 && Number.isFinite(usual.ratio))) {
    throw new RangeError(`shrunkRatio requires a finite ratio of weight > 0, got ${usual.ratio} of ${usual.weight}`)
  }
  const whole = denominator + usual.weight
  const estimate = (numerator + usual.ratio * usual.weight) / whole
  const reach = (tailOf(probability) * Math.sqrt(variance + (usual.variance ?? Math.abs(usual.ratio) * usual.weight))) / whole
  return { estimate, lower: estimate - reach, upper: estimate + reach }
}

function tailOf(probability: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`an interval requires a probability in (0, 1), got ${probability}`)
  return normalQuantile((1 + probability) / 2)
}

function requireCount(events: number, exposure: number): void {
  for (const value of [events, exposure]) {
    if (!(value >= 0 && value < Infinity)) throw new RangeError(`a rate requires finite numbers ≥ 0, got ${value}`)
  }
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
