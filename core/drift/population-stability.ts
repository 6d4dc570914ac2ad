import { quantile } from '../inference/quantiles.ts'

/** Cut points between bins of a reference sample, kept so that later samples are counted in the same bins. */
export interface ReferenceBins {
  /** Ascending; a value belongs to the first bin whose upper cut it does not exceed. */
  readonly cuts: readonly number[]
  /** Rows of the reference a bin, one bin more than cuts, and last the missing ones. */
  readonly counts: readonly number[]
}

export interface Stability {
  /** Population stability index, ≥ 0. */
  readonly index: number
  /** What chance alone would give on average with samples of these sizes. */
  readonly byChance: number
  /** `insufficient_data` where chance alone would often pass the threshold of `moderate`. */
  readonly level: 'stable' | 'moderate' | 'major' | 'insufficient_data'
}

const MODERATE = 0.1
const MAJOR = 0.25
/** A bin without rows would count infinitely. */
const SHARE_MIN = 1e-4

/**
 * Bins of about equal size from a reference sample, fewer where values are tied. Missing values have a bin of their own.
 * @param reference Numbers or NaN, at least one; infinity is refused.
 * @param bins Whole number, 2 – 100.
 * @throws RangeError when the sample is empty or infinite, or the number of bins out of range.
 */
export function referenceBins(reference: ArrayLike<number>, bins = 10): ReferenceBins {
  if (reference.length === 0) throw new RangeError('referenceBins requires at least one value')
  if (!(Number.isSafeInteger(bins) && bins >= 2 && bins <= 100)) throw new RangeError(`referenceBins requires 2 – 100 bins, got ${bins}`)
  requireNoInfinity('referenceBins', reference)
  const present = Float64Array.from(reference)
    .filter((value) => !Number.isNaN(value))
    .sort()
  const quantiles = Array.from({ length: bins - 1 }, (_, i) => (present.length === 0 ? 0 : quantile(present, (i + 1) / bins)))
  const cuts = [...new Set(quantiles)].filter((cut) => cut < (present.at(-1) ?? 0))
  return { cuts, counts: [...binCounts(cuts, reference)] }
}

/**
 * How far a column’s distribution has moved from its reference. A move is a reason to look, and to retrain only where forecasts have become
 * worse too.
 * @param current Numbers or NaN, at least one.
 * @throws RangeError when the sample is empty or infinite.
 * @see Siddiqi, Credit risk scorecards (2006), for the thresholds .1 and .25; Yurdakul, Statistical properties of population stability
 *   index (2018), for its mean by chance.
 */
export function stabilityOf(reference: ReferenceBins, current: ArrayLike<number>): Stability {
  if (current.length === 0) throw new RangeError('stabilityOf requires at least one value')
  requireNoInfinity('stabilityOf', current)
  return stabilityIndex(reference.counts, binCounts(reference.cuts, current))
}

/**
 * Population stability index of counts in the same bins. Bins that neither has are left out of what chance gives.
 * @param expected Rows a bin, ≥ 0, of the reference; at least one row.
 * @param actual Rows a bin, as many bins.
 * @throws RangeError when the numbers of bins differ, or counts are negative, not finite or all 0.
 */
export function stabilityIndex(expected: ArrayLike<number>, actual: ArrayLike<number>): Stability {
  if (expected.length !== actual.length)
    throw new RangeError(`stabilityIndex requires the same bins, got ${expected.length} and ${actual.length}`)
  const [rows, newRows] = [totalOf(expected), totalOf(actual)]
  let [index, filled] = [0, 0]
  for (let bin = 0; bin < expected.length; bin += 1) {
    const before = Math.max((expected[bin] as number) / rows, SHARE_MIN)
    const after = Math.max((actual[bin] as number) / newRows, SHARE_MIN)
    index += (after - before) * Math.log(after / before)
    if ((expected[bin] as number) + (actual[bin] as number) > 0) filled += 1
  }
  const byChance = Math.max(filled - 1, 0) * (1 / rows + 1 / newRows)
  return { index, byChance, level: levelOf(index, byChance) }
}

function levelOf(index: number, byChance: number): Stability['level'] {
  if (byChance > MODERATE / 2) return 'insufficient_data'
  if (index < MODERATE) return 'stable'
  return index < MAJOR ? 'moderate' : 'major'
}

function binCounts(cuts: readonly number[], values: ArrayLike<number>): Float64Array {
  const counts = new Float64Array(cuts.length + 2)
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as number
    const above = cuts.findIndex((cut) => value <= cut)
    const bin = Number.isNaN(value) ? cuts.length + 1 : above === -1 ? cuts.length : above
    counts[bin] = (counts[bin] as number) + 1
  }
  return counts
}

function totalOf(counts: ArrayLike<number>): number {
  let total = 0
  for (let bin = 0; bin < counts.length; bin += 1) {
    const count = counts[bin] as number
    if (!(count >= 0 && count < Infinity)) throw new RangeError(`stabilityIndex requires finite counts ≥ 0, got ${count} in bin ${bin}`)
    total += count
  }
  if (total === 0) throw new RangeError('stabilityIndex requires at least one row')
  return total
}

function requireNoInfinity(caller: string, values: ArrayLike<number>): void {
  for (let row = 0; row < values.length; row += 1) {
    if (Math.abs(values[row] as number) === Infinity)
      throw new RangeError(`${caller} requires finite or missing values, got ${values[row]} in row ${row}`)
  }
}
