import { type BinnedTable, COLUMNS_A_GROUP } from './binned-table.ts'

/** Bins that each column has room for. */
const BINS = 256
/** Numbers of a column: the sums of gradients and of second derivatives, bin by bin. */
export const COLUMN_SIZE = 2 * BINS
/** Numbers of a group of columns. */
export const GROUP_SIZE = COLUMNS_A_GROUP * COLUMN_SIZE

/** The rows of a leaf with their gradients and second derivatives beside them, in one order. */
export interface LeafRows {
  readonly rows: Int32Array
  readonly start: number
  readonly end: number
  /** Of row `rows[start + i]` at i. */
  readonly gradients: Float64Array
  readonly hessians: Float64Array
}

/**
 * Fills the histograms of some groups of columns with the sums over the rows of a leaf. Groups do not touch one another, so that threads
 * may share them out; all arrays may stand in shared memory.
 * @param histogram Of all groups, one behind the other.
 */
export function fillHistograms(
  { groups }: BinnedTable,
  leaf: LeafRows,
  histogram: Float64Array,
  firstGroup = 0,
  endGroup = groups.length,
): void {
  for (let group = firstGroup; group < endGroup; group += 1) {
    const sums = histogram.subarray(group * GROUP_SIZE, (group + 1) * GROUP_SIZE)
    sums.fill(0)
    addRows(groups[group] as Int32Array, leaf, sums)
  }
}

/** Four columns at once: each row costs one word of bins and two derivatives for eight sums. */
function addRows(words: Int32Array, { rows, start, end, gradients, hessians }: LeafRows, sums: Float64Array): void {
  const count = end - start
  for (let i = 0; i < count; i += 1) {
    const word = words[rows[start + i] as number] as number
    const gradient = gradients[i] as number
    const hessian = hessians[i] as number
    let at = (word & 255) << 1
    sums[at] = (sums[at] as number) + gradient
    sums[at + 1] = (sums[at + 1] as number) + hessian
    at = 512 + ((word >>> 7) & 510)
    sums[at] = (sums[at] as number) + gradient
    sums[at + 1] = (sums[at + 1] as number) + hessian
    at = 1024 + ((word >>> 15) & 510)
    sums[at] = (sums[at] as number) + gradient
    sums[at + 1] = (sums[at + 1] as number) + hessian
    at = 1536 + ((word >>> 23) & 510)
    sums[at] = (sums[at] as number) + gradient
    sums[at + 1] = (sums[at + 1] as number) + hessian
  }
}

/** The histograms of one column alone, where few columns are asked for. */
export function fillColumn({ groups }: BinnedTable, column: number, leaf: LeafRows, histogram: Float64Array): void {
  const words = groups[column >> 2] as Int32Array
  const shift = 8 * (column & 3)
  const { rows, start, end, gradients, hessians } = leaf
  const sums = histogram.subarray(column * COLUMN_SIZE, (column + 1) * COLUMN_SIZE)
  sums.fill(0)
  const count = end - start
  for (let i = 0; i < count; i += 1) {
    const at = (((words[rows[start + i] as number] as number) >>> shift) & 255) << 1
    sums[at] = (sums[at] as number) + (gradients[i] as number)
    sums[at + 1] = (sums[at + 1] as number) + (hessians[i] as number)
  }
}

/** Takes the sums of one child off those of its parent, which become those of the other child. */
export function subtractHistograms(parent: Float64Array, child: Float64Array): void {
  for (let i = 0; i < parent.length; i += 1) parent[i] = (parent[i] as number) - (child[i] as number)
}
