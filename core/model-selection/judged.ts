/** Rows by descending value, equal ones in their order. */
export function descendingOrder(values: ArrayLike<number>): Uint32Array {
  const order = new Uint32Array(values.length)
  for (let row = 0; row < order.length; row += 1) order[row] = row
  return isDescending(values) ? order : order.sort((a, b) => (values[b] as number) - (values[a] as number))
}

/** Resamples of a sorted column are sorted too; not sorting them again is most of a bootstrap’s time. */
function isDescending(values: ArrayLike<number>): boolean {
  for (let row = 1; row < values.length; row += 1) if ((values[row] as number) > (values[row - 1] as number)) return false
  return true
}

/** The values of the given rows; a loop, since every resample of a bootstrap takes it. */
export function picked(values: ArrayLike<number>, rows: Uint32Array): Float64Array {
  const result = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i += 1) result[i] = values[rows[i] as number] as number
  return result
}

/** @throws RangeError unless labels are 0 or 1 and there is a finite score a row, at least one row. */
export function requireJudged(caller: string, labels: ArrayLike<number>, scores: ArrayLike<number>): void {
  if (labels.length === 0) throw new RangeError(`${caller} requires at least one row, got none`)
  if (labels.length !== scores.length)
    throw new RangeError(`${caller} requires a prediction a row, got ${scores.length} for ${labels.length}`)
  for (let row = 0; row < labels.length; row += 1) {
    if (labels[row] !== 0 && labels[row] !== 1)
      throw new RangeError(`${caller} requires labels of 0 or 1, got ${labels[row]} in row ${row}`)
    if (!Number.isFinite(scores[row])) throw new RangeError(`${caller} requires finite predictions, got ${scores[row]} in row ${row}`)
  }
}

/** @throws RangeError as {@link requireJudged}, and unless every score is in [0, 1]. */
export function requireProbabilities(caller: string, labels: ArrayLike<number>, probabilities: ArrayLike<number>): void {
  requireJudged(caller, labels, probabilities)
  for (let row = 0; row < labels.length; row += 1) {
    const probability = probabilities[row] as number
    if (probability < 0 || probability > 1) {
      throw new RangeError(`${caller} requires probabilities in [0, 1], got ${probability} in row ${row}`)
    }
  }
}
