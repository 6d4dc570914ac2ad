import { wilsonInterval } from '../inference/proportions.ts'

/** Rows of like probability, and of how many it came true. */
export interface ObservedShare {
  /** The greatest probability among them; 1 for the last. */
  readonly up_to: number
  readonly rows: number
  readonly positives: number
}

/**
 * How often it came true by how probable it was: rows from the least to the most probable, in parts of about equal size. Plain JSON, to be
 * kept with a model.
 * @param probabilities One a row, of rows that the model has not seen.
 * @param labels 0 or 1 a row.
 * @param parts Whole number ≥ 1; with fewer rows some parts have none.
 */
export function observedShares(probabilities: Float64Array, labels: Float64Array, parts = 10): ObservedShare[] {
  const order = Uint32Array.from(probabilities.keys()).sort(
    (one, other) => (probabilities[one] as number) - (probabilities[other] as number),
  )
  return Array.from({ length: parts }, (_, part) => {
    const rows = order.subarray(Math.floor((part * order.length) / parts), Math.floor(((part + 1) * order.length) / parts))
    const upTo = part === parts - 1 ? 1 : (probabilities[rows.at(-1) ?? 0] as number)
    return { up_to: upTo, rows: rows.length, positives: rows.reduce((sum, row) => sum + (labels[row] as number), 0) }
  })
}

/**
 * Between which shares it came true among rows of like probability: Wilson’s interval of the part in which the probability lies, drawn out to
 * the probability itself.
 * @param confidence In (0, 1).
 * @returns 0 to 1 where nothing is known.
 */
export function observedInterval(
  shares: readonly ObservedShare[],
  probability: number,
  confidence: number,
): { readonly lower: number; readonly upper: number } {
  const part = shares.find(({ up_to }) => probability <= up_to) ?? shares.at(-1)
  if (part === undefined || part.rows === 0) return { lower: 0, upper: 1 }
  const { lower, upper } = wilsonInterval(part.positives, part.rows, confidence)
  return { lower: Math.min(lower, probability), upper: Math.max(upper, probability) }
}
