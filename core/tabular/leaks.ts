import type { Table } from '../estimator.ts'
import { rocAuc } from '../model-selection/ranking-metrics.ts'
import type { ModelColumn } from './column-kinds.ts'
import type { Target } from './target.ts'

/** From here on a column alone tells the target. */
const TOLD_MIN = 0.999
const CORRELATED_MIN = 0.9999
/** A column that has a value of its own for every few rows tells any target. */
const ROWS_A_VALUE_MIN = 5

/**
 * Columns that reproduce the target by themselves, and so probably hold what is only known once the outcome is: of numbers, those that part
 * the classes (area under the curve from 0.999 on) or lie on a line with the target; of categories, those whose value tells the class, or
 * the number.
 * @param table Of the rows with a target, in the order of `columns`.
 * @returns their names.
 */
export function leakingColumns(columns: readonly ModelColumn[], table: Table, { task, values, classes }: Omit<Target, 'rows'>): string[] {
  return columns
    .filter(({ kind }, index) => {
      const column = table.columns[index] as Float64Array
      if (kind === 'category') return tellsByValue(column, values)
      if (task === 'regression') return Math.abs(correlation(column, values)) >= CORRELATED_MIN
      return (classes as readonly string[]).every((_, label) => parts(column, values, label))
    })
    .map(({ name }) => name)
}

/** Whether the rows of each value have one target only, over values that several rows share. */
function tellsByValue(column: Float64Array, target: Float64Array): boolean {
  const seen = new Map<number, Map<number, number>>()
  for (const [row, value] of column.entries()) {
    const counts = seen.get(value) ?? new Map<number, number>()
    seen.set(value, counts.set(target[row] as number, (counts.get(target[row] as number) ?? 0) + 1))
  }
  if (seen.size < 2 || column.length < ROWS_A_VALUE_MIN * seen.size) return false
  const told = [...seen.values()].reduce((total, counts) => total + Math.max(...counts.values()), 0)
  return told >= TOLD_MIN * column.length
}

/** Whether rows of the class lie wholly above, below, or (missing apart) within one stretch without others. */
function parts(column: Float64Array, target: Float64Array, label: number): boolean {
  const known = Array.from(column.keys()).filter((row) => !Number.isNaN(column[row]))
  if (known.length < TOLD_MIN * column.length) return false
  const labels = known.map((row) => Number(target[row] === label))
  const scores = known.map((row) => column[row] as number)
  const own = scores.filter((_, at) => labels[at] === 1)
  if (own.length === 0 || own.length === known.length) return false
  const area = rocAuc(labels, scores) as number
  if (area >= TOLD_MIN || area <= 1 - TOLD_MIN) return true
  const [least, greatest] = [own.reduce((a, b) => Math.min(a, b)), own.reduce((a, b) => Math.max(a, b))]
  return !scores.some((score, at) => labels[at] === 0 && score >= least && score <= greatest)
}

/** Pearson’s correlation; 0 where one of them does not vary or a value is missing. */
function correlation(one: Float64Array, other: Float64Array): number {
  const [a, b] = [meanOf(one), meanOf(other)]
  let [ab, aa, bb] = [0, 0, 0]
  for (const [row, value] of one.entries()) {
    const [x, y] = [value - a, (other[row] as number) - b]
    ab += x * y
    aa += x * x
    bb += y * y
  }
  const found = ab / Math.sqrt(aa * bb)
  return Number.isFinite(found) ? found : 0
}

function meanOf(values: Float64Array): number {
  return values.reduce((total, value) => total + value / values.length, 0)
}
