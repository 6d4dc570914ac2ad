import { wilsonInterval } from '../inference/proportions.ts'
import { studentQuantile } from '../special-functions/distributions.ts'
import { descendingOrder } from './judged.ts'

/** A part of the rows, by how much is predicted of them. */
export interface GainsPart {
  /** From 1, the part with the greatest predictions. */
  readonly part: number
  readonly rows: number
  /** Least and greatest prediction. */
  readonly from: number
  readonly to: number
  /** Of labels the positives, of numbers their sum. */
  readonly total: number
  /** Mean outcome, of labels the rate, with its interval; null for one number, whose spread is not known. */
  readonly mean: number
  readonly lower: number | null
  readonly upper: number | null
  /** How many times the mean of all rows that is; null with its bounds where the mean of all is not above 0. */
  readonly lift: number | null
  readonly liftLower: number | null
  readonly liftUpper: number | null
  /** Which share of all positives, or of the whole sum, this part and those above it hold; null as the lift. */
  readonly captured: number | null
}

export interface GainsOptions {
  readonly task: 'binary' | 'regression'
  /** Parts of about equal size, 2 – 100. */
  readonly parts?: number
  /** Of the intervals, in (0, 1). */
  readonly confidence?: number
}

/**
 * Gains by tenths: what came of the rows of which most was predicted, down to those of which least was. Rows of one prediction stay together,
 * so that their order says nothing; parts are then uneven, and there may be fewer of them. Intervals are Wilson’s of rates, and Student’s of
 * means, of that part alone; those of a lift are these over the mean of all rows, which is taken as known.
 * @param actual Labels 0 and 1, or finite numbers, of rows that were not learned from.
 * @param predicted As many, finite.
 * @returns at most `parts` parts, none of them empty.
 * @throws RangeError when rows are none, uneven or not finite, a label is none, or an option is out of range.
 * @see Wilson, Probable inference (JASA 22, 1927); Hastie, Tibshirani and Friedman (2009), on the display of classifiers’ gains.
 */
export function gainsTable(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  { task, parts = 10, confidence = 0.95 }: GainsOptions,
): GainsPart[] {
  requireRows(actual, predicted, task, parts, confidence)
  const order = descendingOrder(predicted)
  const whole = Array.from(order, (row) => actual[row] as number)
  const sum = whole.reduce((total, value) => total + value, 0)
  const mean = sum / whole.length
  let captured = 0
  return cut(order, predicted, parts).map(({ start, end }, index) => {
    const own = whole.slice(start, end)
    const total = own.reduce((before, value) => before + value, 0)
    captured += total
    const { lower, upper } = task === 'binary' ? wilsonInterval(total, own.length, confidence) : meanInterval(own, confidence)
    const over = (value: number | null) => (mean > 0 && value !== null ? value / mean : null)
    return {
      part: index + 1,
      rows: own.length,
      from: predicted[order[end - 1] as number] as number,
      to: predicted[order[start] as number] as number,
      total,
      mean: total / own.length,
      ...{ lower, upper, lift: over(total / own.length), liftLower: over(lower), liftUpper: over(upper) },
      captured: mean > 0 ? captured / sum : null,
    }
  })
}

/** Rows of one prediction go where their middle lies. */
function cut(order: Uint32Array, predicted: ArrayLike<number>, parts: number): { start: number; end: number }[] {
  const found: { start: number; end: number; part: number }[] = []
  for (let start = 0; start < order.length; ) {
    let end = start + 1
    while (end < order.length && predicted[order[end] as number] === predicted[order[start] as number]) end += 1
    const part = Math.floor((parts * (start + end - 1)) / 2 / order.length)
    const last = found.at(-1)
    if (last?.part === part) last.end = end
    else found.push({ start, end, part })
    start = end
  }
  return found
}

function meanInterval(values: readonly number[], confidence: number): { lower: number | null; upper: number | null } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  if (values.length < 2) return { lower: null, upper: null }
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  const half = studentQuantile((1 + confidence) / 2, values.length - 1) * Math.sqrt(variance / values.length)
  return { lower: mean - half, upper: mean + half }
}

function requireRows(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  task: GainsOptions['task'],
  parts: number,
  confidence: number,
): void {
  if (actual.length === 0) throw new RangeError('gainsTable requires at least one row, got none')
  if (predicted.length !== actual.length)
    throw new RangeError(`gainsTable requires a prediction a row, got ${predicted.length} for ${actual.length}`)
  if (!(Number.isSafeInteger(parts) && parts >= 2 && parts <= 100))
    throw new RangeError(`gainsTable requires a whole number of parts from 2 to 100, got ${parts}`)
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`gainsTable requires confidence in (0, 1), got ${confidence}`)
  for (let row = 0; row < actual.length; row += 1) {
    const [value, opinion] = [actual[row] as number, predicted[row] as number]
    if (!Number.isFinite(value) || !Number.isFinite(opinion))
      throw new RangeError(`gainsTable requires finite values, got ${value} and ${opinion} in row ${row}`)
    if (task === 'binary' && value !== 0 && value !== 1)
      throw new RangeError(`gainsTable requires labels of 0 or 1, got ${value} in row ${row}`)
  }
}
