import type { Table } from '../estimator.ts'
import { type AdaptiveConformal, adaptedTo, adaptiveBounds, adaptiveConformal } from '../model-selection/adaptive-conformal.ts'
import { type EarlyViralityModel, growthErrors, growthOf } from './early-virality.ts'

/**
 * How wide intervals of sizes have to be, as posts tell that the model did not learn from; for `forecastEarly`. Errors of training posts hold
 * later posts less often where growth drifts.
 * @param table Rows of the posts at the age of the model, in the order in which it became known what became of them.
 * @param sizes Final sizes.
 * @param before What was known before them; nothing where it is absent.
 * @throws RangeError as of `forecastEarly`, or when a size is below that at the cut.
 */
export function adaptEarly(
  model: EarlyViralityModel,
  table: Table,
  sizes: Float64Array,
  before: AdaptiveConformal = adaptiveConformal(model.confidence),
): AdaptiveConformal {
  return growthErrors(model, table, sizes).reduce<AdaptiveConformal>((state, error) => adaptedTo(state, model.errors, error), before)
}

/** Later posts whose end is known by now. */
export interface LaterPosts {
  readonly table: Table
  /** Final sizes. */
  readonly sizes: Float64Array
  /** When each came out, one a row in any unit. */
  readonly times: ArrayLike<number>
}

/**
 * Intervals of the sizes of later posts as they would have been at the time: each as wide as the posts tell that were over when it came out.
 * @param resolvedAfter How long after it came out it is known what became of a post, ≥ 0, in the unit of the times.
 * @throws RangeError as of {@link adaptEarly}.
 */
export function adaptiveIntervals(
  model: EarlyViralityModel,
  { table, sizes, times }: LaterPosts,
  resolvedAfter: number,
): { readonly lower: Float64Array; readonly upper: Float64Array } {
  const { logCount, growth } = growthOf(model, table)
  const errors = growthErrors(model, table, sizes)
  const order = Uint32Array.from(sizes.keys()).sort((one, other) => (times[one] as number) - (times[other] as number))
  const [lower, upper] = [new Float64Array(sizes.length), new Float64Array(sizes.length)]
  let [state, over] = [adaptiveConformal(model.confidence), 0]
  for (const row of order) {
    for (; (times[order[over] as number] as number) + resolvedAfter < (times[row] as number); over += 1)
      state = adaptedTo(state, model.errors, errors[order[over] as number] as number)
    const bounds = adaptiveBounds(state, model.errors)
    const sizeAt = (bound: number) => Math.exp((logCount[row] as number) + Math.max((growth[row] as number) + bound, 0))
    lower[row] = sizeAt(bounds.lower)
    upper[row] = sizeAt(bounds.upper)
  }
  return { lower, upper }
}
