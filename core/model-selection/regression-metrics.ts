import { median } from '../inference/quantiles.ts'

type Metric = (actual: ArrayLike<number>, predicted: ArrayLike<number>) => number

/**
 * Share of the variance that is explained: 1 is perfect, 0 no better than the mean, below 0 worse; null where the actual values do not vary.
 * @param actual Finite numbers, at least one.
 * @param predicted As many.
 * @throws RangeError when rows are none, unequal in number or not finite.
 */
export function rSquared(actual: ArrayLike<number>, predicted: ArrayLike<number>): number | null {
  requirePairs('rSquared', actual, predicted)
  const mean = meanOf(actual, (value) => value)
  const spread = meanOf(actual, (value) => (value - mean) ** 2)
  return spread === 0 ? null : 1 - meanOf(actual, (value, row) => (value - (predicted[row] as number)) ** 2) / spread
}

/** Mean absolute error, in the unit of the values. Parameters and errors as of {@link rSquared}. */
export const meanAbsoluteError: Metric = (actual, predicted) => {
  requirePairs('meanAbsoluteError', actual, predicted)
  return meanOf(actual, (value, row) => Math.abs(value - (predicted[row] as number)))
}

/** Root of the mean squared error, in the unit of the values. Parameters and errors as of {@link rSquared}. */
export const rootMeanSquaredError: Metric = (actual, predicted) => {
  requirePairs('rootMeanSquaredError', actual, predicted)
  return Math.sqrt(meanOf(actual, (value, row) => (value - (predicted[row] as number)) ** 2))
}

/** Median of |predicted − actual| / |actual|: half of the rows are nearer. Actual values of 0 are refused. */
export const medianPercentageError: Metric = (actual, predicted) => median(percentageErrors('medianPercentageError', actual, predicted))

/** Mean of |predicted − actual| / |actual|, which a few rows may rule. Actual values of 0 are refused. */
export const meanPercentageError: Metric = (actual, predicted) =>
  meanOf(percentageErrors('meanPercentageError', actual, predicted), (value) => value)

/** Mean of |ln predicted − ln actual|: twice too much is as wrong as half. All values > 0. */
export const meanLogError: Metric = (actual, predicted) => {
  requirePositive('meanLogError', actual, predicted)
  return meanOf(actual, (value, row) => Math.abs(Math.log((predicted[row] as number) / value)))
}

/** Mean of (ln(1 + predicted) − ln(1 + actual))², as papers on cascades state it; some take log2, which is greater by 1 / ln²2. Values ≥ 0. */
export const meanSquaredLogError: Metric = (actual, predicted) => {
  requirePairs('meanSquaredLogError', actual, predicted)
  requireAbove('meanSquaredLogError', actual, -1)
  requireAbove('meanSquaredLogError', predicted, -1)
  return meanOf(actual, (value, row) => (Math.log1p(predicted[row] as number) - Math.log1p(value)) ** 2)
}

/** Share of actual values inside of their interval, both ends included: to be compared with the confidence that was asked for. */
export function intervalCoverage(actual: ArrayLike<number>, lower: ArrayLike<number>, upper: ArrayLike<number>): number {
  if (actual.length === 0) throw new RangeError('intervalCoverage requires at least one row, got none')
  if (lower.length !== actual.length || upper.length !== actual.length) {
    throw new RangeError(`intervalCoverage requires two bounds a row, got ${lower.length} and ${upper.length} for ${actual.length}`)
  }
  return meanOf(actual, (value, row) => (value >= (lower[row] as number) && value <= (upper[row] as number) ? 1 : 0))
}

function percentageErrors(caller: string, actual: ArrayLike<number>, predicted: ArrayLike<number>): Float64Array {
  requirePairs(caller, actual, predicted)
  const errors = new Float64Array(actual.length)
  for (let row = 0; row < errors.length; row += 1) {
    const value = actual[row] as number
    if (value === 0) throw new RangeError(`${caller} requires actual values other than 0, got 0 in row ${row}`)
    errors[row] = Math.abs(((predicted[row] as number) - value) / value)
  }
  return errors
}

function meanOf(values: ArrayLike<number>, term: (value: number, row: number) => number): number {
  let total = 0
  for (let row = 0; row < values.length; row += 1) total += term(values[row] as number, row)
  return total / values.length
}

function requirePositive(caller: string, actual: ArrayLike<number>, predicted: ArrayLike<number>): void {
  requirePairs(caller, actual, predicted)
  requireAbove(caller, actual, 0)
  requireAbove(caller, predicted, 0)
}

function requireAbove(caller: string, values: ArrayLike<number>, bound: number): void {
  for (let row = 0; row < values.length; row += 1) {
    if (!((values[row] as number) > bound)) throw new RangeError(`${caller} requires values > ${bound}, got ${values[row]} in row ${row}`)
  }
}

function requirePairs(caller: string, actual: ArrayLike<number>, predicted: ArrayLike<number>): void {
  if (actual.length === 0) throw new RangeError(`${caller} requires at least one row, got none`)
  if (actual.length !== predicted.length) {
    throw new RangeError(`${caller} requires a prediction a row, got ${predicted.length} for ${actual.length}`)
  }
  for (let row = 0; row < actual.length; row += 1) {
    if (!Number.isFinite(actual[row])) throw new RangeError(`${caller} requires finite values, got ${actual[row]} in row ${row}`)
    if (!Number.isFinite(predicted[row])) throw new RangeError(`${caller} requires finite values, got ${predicted[row]} in row ${row}`)
  }
}
