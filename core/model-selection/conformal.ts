/**
 * Half the width of an interval around a prediction that holds a new value with a probability, whatever the model and the distribution, as
 * long as new rows are like those the errors are of. Errors of a time before it are not quite: measure the coverage on newer rows.
 * @param errors Actual less predicted, of rows the model has not seen; on the scale the interval is to be made, a logarithm for counts.
 * @param confidence In (0, 1).
 * @returns ≥ 0, in the unit of the errors; Infinity where there are too few of them for that confidence.
 * @throws RangeError when an error is not finite or the confidence out of range.
 * @see Lei, G’Sell, Rinaldo, Tibshirani and Wasserman, Distribution-free predictive inference for regression (JASA 113, 2018).
 */
export function conformalHalfWidth(errors: ArrayLike<number>, confidence = 0.8): number {
  requireErrors('conformalHalfWidth', errors, confidence)
  const sizes = Float64Array.from(errors, Math.abs).sort()
  return sizes[rankOf(errors.length, confidence) - 1] ?? Infinity
}

/**
 * The same for an interval that need not be even: bounds to add to a prediction, each side missed as often as the other.
 * @returns `lower` ≤ `upper`; −Infinity and Infinity where there are too few errors. Parameters and errors as of {@link conformalHalfWidth}.
 */
export function conformalBounds(errors: ArrayLike<number>, confidence = 0.8): { readonly lower: number; readonly upper: number } {
  requireErrors('conformalBounds', errors, confidence)
  const sorted = Float64Array.from(errors).sort()
  const rank = rankOf(errors.length, (1 + confidence) / 2)
  return { lower: sorted[errors.length - rank] ?? -Infinity, upper: sorted[rank - 1] ?? Infinity }
}

/** Of n errors and one to come, the rank that the share does not exceed; more than n when n is too small. */
function rankOf(count: number, share: number): number {
  return Math.ceil((count + 1) * share - 1e-9)
}

function requireErrors(caller: string, errors: ArrayLike<number>, confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`${caller} requires confidence in (0, 1), got ${confidence}`)
  for (let row = 0; row < errors.length; row += 1) {
    if (!Number.isFinite(errors[row])) throw new RangeError(`${caller} requires finite errors, got ${errors[row]} in row ${row}`)
  }
}
