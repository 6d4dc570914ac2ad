import { normalQuantile } from '../special-functions/normal.ts'

/** A ratio of two sums with the interval that the scatter between units gives it. */
export interface RatioOfSums {
  /** Null where the denominators add up to 0. */
  readonly ratio: number | null
  /** Null with fewer than two units, as one tells nothing of the scatter; ≥ 0 where all numerators are. */
  readonly lower: number | null
  readonly upper: number | null
  readonly units: number
}

/**
 * Sum of numerators over sum of denominators, such as interactions over views, with posts as the units: interactions of one post are
 * not independent of each other, so that an interval which took each view for a trial would be far too narrow. Delta method.
 * @param numerators Finite, one for each unit.
 * @param denominators Finite, ≥ 0, one for each unit.
 * @param confidence In (0, 1).
 * @throws RangeError when the lengths differ or a number is out of range.
 * @see Deng, Knoblich and Lu, Applying the delta method in metric analytics (KDD 2018).
 */
export function ratioOfSums(numerators: readonly number[], denominators: readonly number[], confidence = 0.9): RatioOfSums {
  requireUnits(numerators, denominators, confidence)
  const sums = {
    units: numerators.length,
    numerator: sum(numerators),
    denominator: sum(denominators),
    numeratorSquares: sum(numerators.map((numerator) => numerator * numerator)),
    denominatorSquares: sum(denominators.map((denominator) => denominator * denominator)),
    products: sum(numerators.map((numerator, i) => numerator * (denominators[i] as number))),
  }
  const found = ratioOfTotals(sums, confidence)
  const nonNegative = numerators.every((numerator) => numerator >= 0)
  return nonNegative && found.lower !== null ? { ...found, lower: Math.max(found.lower, 0) } : found
}

/** Sums over units of what a ratio and its interval are made of; a store adds them up without handing out the units. */
export interface RatioTotals {
  readonly units: number
  readonly numerator: number
  readonly denominator: number
  readonly numeratorSquares: number
  readonly denominatorSquares: number
  readonly products: number
}

/**
 * {@link ratioOfSums} from sums over the units. Its lower end is not held at 0, as sums do not tell whether a numerator was negative.
 * @param confidence In (0, 1).
 * @throws RangeError when a sum is not finite, or units or the denominator are negative.
 */
export function ratioOfTotals(totals: RatioTotals, confidence = 0.9): RatioOfSums {
  for (const [name, total] of Object.entries(totals)) {
    if (!Number.isFinite(total)) throw new RangeError(`ratioOfTotals requires finite ${name}, got ${total}`)
  }
  const { units, numerator, denominator, numeratorSquares, denominatorSquares, products } = totals
  if (!(units >= 0 && denominator >= 0))
    throw new RangeError(`ratioOfTotals requires units and a denominator ≥ 0, got ${units} and ${denominator}`)
  if (denominator === 0) return { ratio: null, lower: null, upper: null, units }
  const ratio = numerator / denominator
  if (units < 2) return { ratio, lower: null, upper: null, units }
  // The difference of large numbers may fall below 0 by rounding.
  const squares = Math.max(numeratorSquares - 2 * ratio * products + ratio * ratio * denominatorSquares, 0)
  const error = Math.sqrt((squares * units) / (units - 1)) / denominator
  const width = normalQuantile((1 + confidence) / 2) * error
  return { ratio, lower: ratio - width, upper: ratio + width, units }
}

function requireUnits(numerators: readonly number[], denominators: readonly number[], confidence: number): void {
  if (numerators.length !== denominators.length)
    throw new RangeError(`ratioOfSums requires as many numerators as denominators, got ${numerators.length} and ${denominators.length}`)
  for (const numerator of numerators) {
    if (!Number.isFinite(numerator)) throw new RangeError(`ratioOfSums requires finite numerators, got ${numerator}`)
  }
  for (const denominator of denominators) {
    if (!(denominator >= 0 && denominator < Infinity))
      throw new RangeError(`ratioOfSums requires finite denominators ≥ 0, got ${denominator}`)
  }
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`ratioOfSums requires confidence in (0, 1), got ${confidence}`)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
