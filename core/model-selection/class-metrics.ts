/** How often each class was called which: `counts[actual · classes + called]`. */
export interface Confusion {
  readonly classes: number
  readonly counts: Float64Array
}

/**
 * The class of greatest probability a row, the first of equal ones.
 * @param probabilities Class c of row r at r · classes + c, as learners of several classes predict.
 * @throws RangeError unless there is a whole number of rows.
 */
export function mostProbable(probabilities: ArrayLike<number>, classes: number): Float64Array {
  if (!(Number.isSafeInteger(classes) && classes >= 2 && probabilities.length % classes === 0)) {
    throw new RangeError(`mostProbable requires ${classes} probabilities a row, got ${probabilities.length} in all`)
  }
  return Float64Array.from({ length: probabilities.length / classes }, (_, row) => {
    let best = 0
    for (let index = 1; index < classes; index += 1) {
      if ((probabilities[row * classes + index] as number) > (probabilities[row * classes + best] as number)) best = index
    }
    return best
  })
}

/**
 * Actual against called classes.
 * @param actual Whole numbers ≥ 0, at least one row.
 * @param called As many.
 * @throws RangeError when rows are none, unequal in number or not whole.
 */
export function confusion(actual: ArrayLike<number>, called: ArrayLike<number>): Confusion {
  if (actual.length === 0) throw new RangeError('confusion requires at least one row, got none')
  if (actual.length !== called.length) throw new RangeError(`confusion requires a call a row, got ${called.length} for ${actual.length}`)
  const classes = 1 + Math.max(greatestClass(actual), greatestClass(called))
  const counts = new Float64Array(classes * classes)
  for (let row = 0; row < actual.length; row += 1) {
    const cell = (actual[row] as number) * classes + (called[row] as number)
    counts[cell] = (counts[cell] as number) + 1
  }
  return { classes, counts }
}

/** Share of rows that were called what they are. */
export function accuracy({ classes, counts }: Confusion): number {
  let right = 0
  for (let index = 0; index < classes; index += 1) right += counts[index * classes + index] as number
  return right / sum(counts)
}

/** Harmonic mean of precision and recall of one class; 0 where none of it was called rightly, null where it neither is nor was called. */
export function f1Score(table: Confusion, index: number): number | null {
  const { right, actual, called } = margins(table, index)
  return actual + called === 0 ? null : (2 * right) / (actual + called)
}

/** Mean F1 over the classes that are or were called, each counting alike. */
export function macroF1(table: Confusion): number {
  const scores = Array.from({ length: table.classes }, (_, index) => f1Score(table, index)).filter((score) => score !== null)
  return sum(scores) / scores.length
}

/**
 * Matthews’ correlation of actual and called classes, in [−1, 1]; 0 where one of both does not vary.
 * @see Matthews (Biochimica et Biophysica Acta 405, 1975); Gorodkin (Computational Biology and Chemistry 28, 2004) for more classes.
 */
export function matthewsCorrelation(table: Confusion): number {
  const total = sum(table.counts)
  let [right, together, actualSquares, calledSquares] = [0, 0, 0, 0]
  for (let index = 0; index < table.classes; index += 1) {
    const { right: own, actual, called } = margins(table, index)
    right += own
    together += actual * called
    actualSquares += actual * actual
    calledSquares += called * called
  }
  const scale = Math.sqrt(total * total - actualSquares) * Math.sqrt(total * total - calledSquares)
  return scale === 0 ? 0 : (right * total - together) / scale
}

function margins({ classes, counts }: Confusion, index: number): { right: number; actual: number; called: number } {
  let [actual, called] = [0, 0]
  for (let other = 0; other < classes; other += 1) {
    actual += counts[index * classes + other] as number
    called += counts[other * classes + index] as number
  }
  return { right: counts[index * classes + index] as number, actual, called }
}

function greatestClass(values: ArrayLike<number>): number {
  let greatest = 0
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as number
    if (!(Number.isInteger(value) && value >= 0)) throw new RangeError(`confusion requires classes 0, 1, …, got ${value} in row ${row}`)
    greatest = Math.max(greatest, value)
  }
  return greatest
}

function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < values.length; i += 1) total += values[i] as number
  return total
}
