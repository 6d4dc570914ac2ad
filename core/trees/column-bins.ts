import type { Random } from '../random/xoshiro256.ts'
import { type BinRoom, binBounds, binRoom } from './bin-bounds.ts'
import { general } from './general-notation.ts'
import { MISSING } from './tree.ts'

/** How the values of a column fall into at most 255 bins. */
export interface ColumnBins {
  readonly categorical: boolean
  /** One of `MISSING`. */
  readonly missing: number
  readonly count: number
  /** The bin of 0 (or, of categories, of whatever has none of its own). */
  readonly zeroBin: number
  /** Upper bound of each bin; the bin of NaN has none and is the last. Of categories the category of each bin, −1 of the first. */
  readonly bounds: Float64Array
  /** What the model says of the column: `[least:greatest]`, or its categories with colons between. */
  readonly range: string
}

export interface BinOptions {
  readonly max_bin: number
  readonly min_data_in_bin: number
  readonly use_missing: boolean
  readonly zero_as_missing: boolean
}

const SAMPLE_MAX = 200_000
/** Bins are bytes. */
const BINS_MAX = 255
const CATEGORY_MAX = 2 ** 31 - 1

/** Values of so many rows from which bins are found. */
export function sampleSize(rows: number): number {
  return Math.min(rows, SAMPLE_MAX)
}

/**
 * Bins of a column, found from at most 200,000 of its values.
 * @param room Of `sampleSize` of the rows at least; what is in it is lost.
 * @throws RangeError for a category that is no whole number from 0 to 2^31 − 1 (NaN is none).
 */
export function findBins(
  column: Float64Array,
  categorical: boolean,
  options: BinOptions,
  random: Random,
  room: BinRoom = binRoom(sampleSize(column.length)),
): ColumnBins {
  const sample = room.sorted.subarray(0, sampleSize(column.length))
  if (column.length > sample.length) drawInto(sample, column, random)
  else sample.set(column)
  const sorted = withoutNan(sample.sort())
  if (categorical) return categoryBins(sorted, sample.length, options)
  return numericalBins(sorted, sorted.length < sample.length || column.includes(Number.NaN), options, room)
}

/** The bin of a value. */
export function binOf(bins: ColumnBins, value: number): number {
  if (bins.categorical) return Math.max(0, bins.bounds.indexOf(value, 1))
  if (Number.isNaN(value)) return bins.missing === MISSING.nan ? bins.count - 1 : bins.zeroBin
  let low = 0
  let high = bins.missing === MISSING.nan ? bins.count - 2 : bins.count - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (value <= (bins.bounds[middle] as number)) high = middle
    else low = middle + 1
  }
  return low
}

function numericalBins(sorted: Float64Array, hasNan: boolean, options: BinOptions, room: BinRoom): ColumnBins {
  const missing = !options.use_missing ? MISSING.none : options.zero_as_missing ? MISSING.zero : hasNan ? MISSING.nan : MISSING.none
  const binsMax = Math.min(options.max_bin, BINS_MAX)
  const bounds = binBounds(sorted, missing === MISSING.nan ? binsMax - 1 : binsMax, options.min_data_in_bin, room)
  const found = missing === MISSING.nan ? [...bounds, Number.NaN] : bounds
  const bins = {
    categorical: false,
    missing: missing === MISSING.zero && bounds.length === 2 ? MISSING.none : missing,
    count: found.length,
    bounds: Float64Array.from(found),
  }
  const least = general(sorted[0] ?? 0, 17)
  const greatest = general(sorted.at(-1) ?? 0, 17)
  const zeroBin = binOf({ ...bins, zeroBin: 0, range: '' }, 0)
  return { ...bins, zeroBin, range: found.length > 1 ? `[${least}:${greatest}]` : 'none' }
}

/** The most frequent categories have bins, as long as all others are less than 1 % or have fewer than the least rows. */
function categoryBins(sorted: Float64Array, rows: number, options: BinOptions): ColumnBins {
  const counts = new Map<number, number>()
  for (const category of sorted) {
    if (!(Number.isInteger(category) && category >= 0 && category <= CATEGORY_MAX)) {
      throw new RangeError(`fit requires categories 0 … 2^31 − 1 in a categorical column, got ${category}`)
    }
    counts.set(category, (counts.get(category) ?? 0) + 1)
  }
  const common = [...counts].sort(([one, times], [other, otherTimes]) => otherTimes - times || one - other)
  const binsMax = Math.min(options.max_bin, BINS_MAX, common.length + (sorted.length < rows ? 1 : 0))
  const enough = Math.round(sorted.length * 0.99)
  const categories = [-1]
  let covered = 0
  for (const [category, count] of common) {
    if (categories.length >= BINS_MAX || (covered >= enough && categories.length >= binsMax)) break
    if (count < options.min_data_in_bin && categories.length > 2) break
    categories.push(category)
    covered += count
  }
  const complete = categories.length > common.length && sorted.length === rows
  return {
    categorical: true,
    missing: complete ? MISSING.none : MISSING.nan,
    count: categories.length,
    zeroBin: 0,
    bounds: Float64Array.from(categories),
    range: categories.length > 1 ? categories.join(':') : 'none',
  }
}

/** Sorting has put NaN last. */
function withoutNan(sorted: Float64Array): Float64Array {
  let end = sorted.length
  while (end > 0 && Number.isNaN(sorted[end - 1])) end -= 1
  return sorted.subarray(0, end)
}

/** Fills the sample with values of so many rows, each row as likely as any other, in the order of the rows. */
function drawInto(sample: Float64Array, column: Float64Array, random: Random): void {
  let taken = 0
  for (let row = 0; taken < sample.length; row += 1) {
    if (random.uniform() * (column.length - row) < sample.length - taken) sample[taken++] = column[row] as number
  }
}
