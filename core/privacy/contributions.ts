/** What one person may add to a figure. */
export interface ContributionBound {
  /** Most rows that count for one person in the period, whole number ≥ 1. */
  readonly rowsMax: number
  /** Smallest value of a row; lower ones are raised to it. */
  readonly low: number
  /** Greatest value of a row; higher ones are lowered to it. */
  readonly high: number
}

/** Rows that count, and the most that one person can change their sum by. */
export interface BoundedRows {
  /** Indices of the rows that count, ascending. */
  readonly kept: number[]
  /** The value of each of those, within the bound. */
  readonly values: Float64Array
  /** Most that adding or removing one person changes the sum of the values by. */
  readonly sensitivity: number
}

/**
 * Cuts every person’s part in a figure to a bound, which must be done before noise is added: without it the sensitivity is
 * whatever the busiest person made it. Of a person with too many rows the first ones count, so the order given decides.
 * @param people Who each row is about.
 * @param values The value of each row; 1 for counting. A NaN counts as `low`.
 * @param bound Chosen without looking at the data.
 * @throws RangeError when the lengths differ or the bound is no bound.
 * @see Wilson and others, Differentially private SQL with bounded user contribution (2020).
 */
export function boundContributions(people: ArrayLike<unknown>, values: ArrayLike<number>, bound: ContributionBound): BoundedRows {
  const { rowsMax, low, high } = bound
  if (people.length !== values.length)
    throw new RangeError(`boundContributions requires as many people as values, got ${people.length} and ${values.length}`)
  if (!(Number.isSafeInteger(rowsMax) && rowsMax >= 1))
    throw new RangeError(`boundContributions requires a whole rowsMax ≥ 1, got ${rowsMax}`)
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high))
    throw new RangeError(`boundContributions requires finite low ≤ high, got ${low} and ${high}`)
  const kept = firstRows(people, rowsMax)
  const clamped = Float64Array.from(kept, (row) => Math.min(Math.max(Number.isNaN(values[row]) ? low : (values[row] as number), low), high))
  return { kept, values: clamped, sensitivity: rowsMax * Math.max(Math.abs(low), Math.abs(high)) }
}

function firstRows(people: ArrayLike<unknown>, rowsMax: number): number[] {
  const counts = new Map<unknown, number>()
  const kept: number[] = []
  for (let row = 0; row < people.length; row += 1) {
    const before = counts.get(people[row]) ?? 0
    if (before >= rowsMax) continue
    counts.set(people[row], before + 1)
    kept.push(row)
  }
  return kept
}
