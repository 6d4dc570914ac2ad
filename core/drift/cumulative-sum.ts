/** Sums of what exceeds the slack, above and below a target. */
export interface CumulativeSums {
  readonly above: Float64Array
  readonly below: Float64Array
  /** Index of the first value with a sum over the threshold; −1 where there is none. */
  readonly firstAlarm: number
}

/**
 * Small lasting shifts of a level, which single values do not show: sums of the distance from a target beyond a slack, never below 0.
 * @param values Finite, in their order.
 * @param options.slack ≥ 0: half the shift to be found, in the unit of the values.
 * @param options.threshold > 0: 4 to 5 standard deviations are usual.
 * @throws RangeError when a value is not finite or a parameter out of range.
 * @see Page, Continuous inspection schemes (Biometrika 41, 1954); Montgomery, Introduction to statistical quality control (tabular form).
 */
export function cumulativeSums(
  values: ArrayLike<number>,
  { target, slack, threshold }: { target: number; slack: number; threshold: number },
): CumulativeSums {
  if (!Number.isFinite(target)) throw new RangeError(`cumulativeSums requires a finite target, got ${target}`)
  if (!(slack >= 0 && slack < Infinity)) throw new RangeError(`cumulativeSums requires finite slack ≥ 0, got ${slack}`)
  if (!(threshold > 0 && threshold < Infinity)) throw new RangeError(`cumulativeSums requires finite threshold > 0, got ${threshold}`)
  const [above, below] = [new Float64Array(values.length), new Float64Array(values.length)]
  for (let i = 0; i < values.length; i += 1) {
    const distance = (values[i] as number) - target
    if (!Number.isFinite(distance)) throw new RangeError(`cumulativeSums requires finite values, got ${values[i]} at ${i}`)
    above[i] = Math.max((above[i - 1] ?? 0) + distance - slack, 0)
    below[i] = Math.max((below[i - 1] ?? 0) - distance - slack, 0)
  }
  return { above, below, firstAlarm: above.findIndex((sum, i) => sum > threshold || (below[i] as number) > threshold) }
}
