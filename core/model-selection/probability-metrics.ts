import { requireProbabilities } from './judged.ts'

/** Rows of which the probability is in one tenth of [0, 1]. */
export interface CalibrationBin {
  readonly from: number
  readonly to: number
  readonly rows: number
  /** Mean probability; null without rows. */
  readonly predicted: number | null
  /** Share of positives; null without rows. */
  readonly observed: number | null
}

/** Probabilities are kept this far from 0 and 1 in a logarithm. */
const EPSILON = 2 ** -52

/** Share of positives, in [0, 1]: what a forecast without knowledge would say. Labels of 0 or 1, at least one. */
export function baseRate(labels: ArrayLike<number>): number {
  requireProbabilities('baseRate', labels, labels)
  return meanOf(labels.length, (row) => labels[row] as number)
}

/** Accuracy of always calling the more frequent class, in [0.5, 1]. Labels of 0 or 1, at least one. */
export function majorityAccuracy(labels: ArrayLike<number>): number {
  const rate = baseRate(labels)
  return Math.max(rate, 1 - rate)
}

/**
 * Mean squared distance of the probability from what happened, in [0, 1]; the less, the better.
 * @param labels 0 or 1 a row, at least one row.
 * @param probabilities As many, in [0, 1].
 * @throws RangeError when rows are none, unequal in number or out of range.
 * @see Brier, Verification of forecasts expressed in terms of probability (Monthly Weather Review 78, 1950).
 */
export function brierScore(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  requireProbabilities('brierScore', labels, probabilities)
  return meanOf(labels.length, (row) => ((probabilities[row] as number) - (labels[row] as number)) ** 2)
}

/** Share of the base rate’s Brier score that is saved: 1 is perfect, 0 no better than the base rate, null with one class alone. */
export function brierSkill(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number | null {
  const rate = baseRate(labels)
  return rate === 0 || rate === 1 ? null : 1 - brierScore(labels, probabilities) / (rate * (1 - rate))
}

/** Mean of −ln of the probability given to what happened, ≥ 0; a probability of 0 counts as 2^−52. Parameters as of {@link brierScore}. */
export function logLoss(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  requireProbabilities('logLoss', labels, probabilities)
  return meanOf(labels.length, (row) => {
    const probability = Math.min(Math.max(probabilities[row] as number, EPSILON), 1 - EPSILON)
    return -Math.log(labels[row] === 1 ? probability : 1 - probability)
  })
}

/**
 * Predicted against observed by equally wide bins of the probability, for a picture of calibration.
 * @param bins Whole number, 1 – 1000. A border belongs to the bin above it.
 * @throws RangeError as of {@link brierScore}, or when the number of bins is out of range.
 */
export function calibrationBins(labels: ArrayLike<number>, probabilities: ArrayLike<number>, bins = 10): CalibrationBin[] {
  requireProbabilities('calibrationBins', labels, probabilities)
  if (!(Number.isSafeInteger(bins) && bins >= 1 && bins <= 1000))
    throw new RangeError(`calibrationBins requires 1 – 1000 bins, got ${bins}`)
  const [rows, predicted, observed] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)]
  for (let row = 0; row < labels.length; row += 1) {
    const bin = Math.min(Math.floor((probabilities[row] as number) * bins), bins - 1)
    rows[bin] = (rows[bin] as number) + 1
    predicted[bin] = (predicted[bin] as number) + (probabilities[row] as number)
    observed[bin] = (observed[bin] as number) + (labels[row] as number)
  }
  return Array.from(rows, (count, bin) => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    rows: count,
    predicted: count === 0 ? null : (predicted[bin] as number) / count,
    observed: count === 0 ? null : (observed[bin] as number) / count,
  }))
}

/**
 * Expected calibration error: mean distance of predicted and observed over the bins, by their rows. It is above 0 by chance, the more so
 * with few rows. Parameters and errors as of {@link calibrationBins}.
 * @see Naeini, Cooper and Hauskrecht, Obtaining well calibrated probabilities using Bayesian binning (AAAI 2015).
 */
export function calibrationError(labels: ArrayLike<number>, probabilities: ArrayLike<number>, bins = 10): number {
  return calibrationBins(labels, probabilities, bins).reduce(
    (total, { rows, predicted, observed }) => total + (rows * Math.abs((predicted ?? 0) - (observed ?? 0))) / labels.length,
    0,
  )
}

function meanOf(rows: number, value: (row: number) => number): number {
  let total = 0
  for (let row = 0; row < rows; row += 1) total += value(row)
  return total / rows
}
