import { quantile } from '../inference/quantiles.ts'
import { firstAtLeast } from '../inference/sorted.ts'
import type { Split } from '../model-selection/splits.ts'
import { type LeakTask, toldShare } from './told.ts'

const BINS_MAX = 256
/** Fewer rows a bin would tell of chance. */
const ROWS_A_BIN = 8

/** A column of which is asked what it tells alone. */
export interface AskedColumn {
  readonly values: Float64Array
  /** Whether its numbers are names, of which each is a bin. */
  readonly isCategory: boolean
}

/**
 * How much a column alone tells of a target: a tree of one column, at most 256 leaves wide, learned from one half and judged on the other,
 * both ways, and the mean of the two. Missing values are a leaf of their own; a category that the other half lacks says the mean.
 * @param judged The target by `judgedScale`.
 * @param halves Two splits, each judging what the other learns from.
 * @returns area under the ROC curve, or share of the variance of ranks, of rows not learned from.
 */
export function toldAlone(task: LeakTask, { values, isCategory }: AskedColumn, judged: Float64Array, halves: readonly Split[]): number {
  const shares = halves.map(({ train, test }) => {
    const leafOf = isCategory ? (value: number) => value : leavesOf(Float64Array.from(train, (row) => values[row] as number))
    const means = leafMeans(train, (row) => leafOf(values[row] as number), judged)
    const fallback = train.reduce((sum, row) => sum + (judged[row] as number), 0) / train.length
    const predicted = Float64Array.from(test, (row) => means.get(leafOf(values[row] as number)) ?? fallback)
    return toldShare(
      task,
      Float64Array.from(test, (row) => judged[row] as number),
      predicted,
    )
  })
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}

/** Which of the leaves of about equal size a value falls in; NaN stays NaN. */
function leavesOf(values: Float64Array): (value: number) => number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  if (sorted.length === 0) return (value) => (Number.isNaN(value) ? value : 0)
  const bins = Math.max(1, Math.min(BINS_MAX, Math.floor(sorted.length / ROWS_A_BIN)))
  const borders = Float64Array.from(new Set(Array.from({ length: bins - 1 }, (_, bin) => quantile(sorted, (bin + 1) / bins))))
  return (value) => (Number.isNaN(value) ? value : firstAtLeast(borders, value))
}

function leafMeans(rows: Uint32Array, leafOf: (row: number) => number, judged: Float64Array): Map<number, number> {
  const sums = new Map<number, { sum: number; count: number }>()
  for (const row of rows) {
    const leaf = leafOf(row)
    const known = sums.get(leaf) ?? { sum: 0, count: 0 }
    known.sum += judged[row] as number
    known.count += 1
    sums.set(leaf, known)
  }
  return new Map([...sums].map(([leaf, { sum, count }]) => [leaf, sum / count]))
}
