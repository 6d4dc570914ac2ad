import type { Table } from '../estimator.ts'
import type { Random } from '../random/xoshiro256.ts'
import { binRoom } from './bin-bounds.ts'
import { type BinOptions, type ColumnBins, findBins, sampleSize } from './column-bins.ts'
import { MISSING } from './tree.ts'

/** Columns in one word. */
export const COLUMNS_A_GROUP = 4

/** A table as bins: four columns a group, the byte `column & 3` of a word a row, which one reading of memory gives to four histograms. */
export interface BinnedTable {
  readonly rows: number
  readonly bins: readonly ColumnBins[]
  readonly groups: readonly Int32Array[]
}

/**
 * Bins of every column and the rows in them; the table itself is needed no longer.
 * @param categorical Names of columns that hold categories.
 * @param allocate Where the bins are put; shared memory lets threads read them.
 * @throws RangeError for a category out of range, or the name of a column that is not there.
 */
export function binTable(
  { names, columns }: Table,
  categorical: readonly string[],
  options: BinOptions,
  random: Random,
  allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): BinnedTable {
  const absent = categorical.find((name) => !names.includes(name))
  if (absent !== undefined) throw new RangeError(`fit requires categorical columns that are there, got “${absent}”`)
  const rows = columns[0]?.length ?? 0
  const room = binRoom(sampleSize(rows))
  const bins = columns.map((column, index) =>
    findBins(column, categorical.includes(names[index] as string), options, random.fork(index), room),
  )
  const groups = Array.from({ length: Math.ceil(columns.length / COLUMNS_A_GROUP) }, () => new Int32Array(allocate(4 * rows)))
  for (const [index, column] of columns.entries()) {
    placeColumn(column, bins[index] as ColumnBins, groups[index >> 2] as Int32Array, 8 * (index & 3))
  }
  return { rows, bins, groups }
}

function placeColumn(column: Float64Array, bins: ColumnBins, group: Int32Array, shift: number): void {
  if (bins.categorical) {
    const binOfCategory = new Map([...bins.bounds].map((category, bin) => [category, bin]))
    for (let row = 0; row < column.length; row += 1)
      group[row] = (group[row] as number) | ((binOfCategory.get(column[row] as number) ?? 0) << shift)
    return
  }
  placeNumbers(column, bins, group, shift)
}

/** A search for the first bound that is not below the value, without branches that depend on it. */
function placeNumbers(column: Float64Array, { bounds, missing, count, zeroBin }: ColumnBins, group: Int32Array, shift: number): void {
  const finite = missing === MISSING.nan ? count - 1 : count
  const nanBin = missing === MISSING.nan ? count - 1 : zeroBin
  for (let row = 0; row < column.length; row += 1) {
    const value = column[row] as number
    let bin = 0
    for (let left = finite; left > 1; ) {
      const half = left >> 1
      bin += value > (bounds[bin + half - 1] as number) ? half : 0
      left -= half
    }
    group[row] = (group[row] as number) | ((Number.isNaN(value) ? nanBin : bin) << shift)
  }
}
