import { selectColumns, type Table } from '../estimator.ts'
import { leakText } from '../leakage/leak-words.ts'
import { findLeaks, type Leak } from '../leakage/leaks.ts'
import { rocAuc } from '../model-selection/ranking-metrics.ts'
import type { Random } from '../random/xoshiro256.ts'
import type { ModelColumn } from './column-kinds.ts'
import type { Target } from './target.ts'
import { quoted, UnusableTable } from './unusable-table.ts'

/** From here on a column alone tells the target. */
const TOLD_MIN = 0.999
const CORRELATED_MIN = 0.9999
/** A column that has a value of its own for every few rows tells any target. */
const ROWS_A_VALUE_MIN = 5

/** Columns that give a target away, and what is made of them. */
export interface ExcludedLeaks {
  readonly found: readonly Leak[]
  /** Names of columns that are not learned from for it. */
  readonly excluded: readonly string[]
  /** In sentences. */
  readonly notes: readonly string[]
}

interface LeakQuestion {
  /** Name of the target. */
  readonly target: string
  /** Columns to learn from whatever they look like. */
  readonly keep: readonly string[]
  /** Whether columns that give the target away are learned from all the same. */
  readonly keepLeaks: boolean
}

/**
 * Columns that give the target away, found on all rows: leaving a column out never flatters. Of several classes, and of fewer than 120 rows, only
 * columns that tell it alone and without a doubt are found.
 * @param table Of the rows with a target, in the order of `columns`.
 * @throws UnusableTable when no column would be left.
 */
export function leaksOf(
  columns: readonly ModelColumn[],
  table: Table,
  goal: Omit<Target, 'rows'>,
  { target, keep, keepLeaks }: LeakQuestion,
  random: Random,
): ExcludedLeaks {
  const plain = leakingColumns(columns, table, goal)
  const told = new Set(plain.flatMap((leak) => leak.columns))
  const rest = columns.filter(({ name }) => !told.has(name))
  const { found: more, suspicious } = goal.task === 'multiclass' || rest.length === 0 ? NOTHING : searched(rest, table, goal, random)
  const found = [...plain, ...more]
  const excluded = keepLeaks ? [] : found.flatMap((leak) => leak.columns).filter((name) => !keep.includes(name))
  requireSome(columns, excluded, target)
  const isKept = (leak: Leak) => !leak.columns.some((name) => excluded.includes(name))
  const texts = found.map((leak) => `${isKept(leak) ? KEPT : LEFT_OUT} ${leakText(leak, target)}`)
  return { found, excluded, notes: suspicious ? [...texts, SUSPICIOUS] : texts }
}

const LEFT_OUT = 'Warning: left out, since it gives the target away:'
const KEPT = 'Warning: learned from although it gives the target away, so that figures are worth nothing if it is only known afterwards:'
const SUSPICIOUS =
  'Warning: the columns that are left tell the target almost without error, and no few of them can be blamed. Look for what is only known afterwards.'
const NOTHING = { found: [], suspicious: false }

function searched(columns: readonly ModelColumn[], table: Table, { task, values }: Omit<Target, 'rows'>, random: Random) {
  const names = columns.map(({ name }) => name)
  const categorical = columns.filter(({ kind }) => kind === 'category').map(({ name }) => name)
  const kind = task === 'binary' ? 'binary' : 'regression'
  const { leaks, suspicious } = findLeaks(selectColumns(table, names), values, { task: kind, categorical }, random)
  return { found: leaks, suspicious }
}

function requireSome(columns: readonly ModelColumn[], excluded: readonly string[], target: string): void {
  if (excluded.length < columns.length) return
  throw new UnusableTable(
    `Every column gives “${target}” away: ${quoted(excluded)}.`,
    'Add columns that are known before the outcome is, or learn from these all the same.',
  )
}

/**
 * Columns that reproduce the target by themselves, and so probably hold what is only known once the outcome is: of numbers, those that part
 * the classes (area under the curve from 0.999 on) or lie on a line with the target; of categories, those whose value tells the class, or
 * the number.
 */
function leakingColumns(columns: readonly ModelColumn[], table: Table, { task, values, classes }: Omit<Target, 'rows'>): Leak[] {
  return columns.flatMap(({ name, kind }, index) => {
    const column = table.columns[index] as Float64Array
    const alone = (figure: Leak['figure'], told: number | null, least: number): Leak[] =>
      told !== null && told >= least ? [{ kind: 'alone', columns: [name], figure, told, formula: null }] : []
    if (kind === 'category') return alone('share', toldByValue(column, values), TOLD_MIN)
    if (task === 'regression') return alone('rSquared', correlation(column, values) ** 2, CORRELATED_MIN ** 2)
    const parted = (classes as readonly string[]).map((_, label) => partedShare(column, values, label))
    return alone('rocAuc', parted.includes(null) ? null : Math.min(...(parted as number[])), TOLD_MIN)
  })
}

/** Share of rows whose target the value tells, over values that several rows share; null where they do not. */
function toldByValue(column: Float64Array, target: Float64Array): number | null {
  const seen = new Map<number, Map<number, number>>()
  for (const [row, value] of column.entries()) {
    const counts = seen.get(value) ?? new Map<number, number>()
    seen.set(value, counts.set(target[row] as number, (counts.get(target[row] as number) ?? 0) + 1))
  }
  if (seen.size < 2 || column.length < ROWS_A_VALUE_MIN * seen.size) return null
  return [...seen.values()].reduce((total, counts) => total + Math.max(...counts.values()), 0) / column.length
}

/** How well rows of the class lie above, below, or (missing apart) within one stretch without others; null where that cannot be told. */
function partedShare(column: Float64Array, target: Float64Array, label: number): number | null {
  const known = Array.from(column.keys()).filter((row) => !Number.isNaN(column[row]))
  if (known.length < TOLD_MIN * column.length) return null
  const labels = known.map((row) => Number(target[row] === label))
  const scores = known.map((row) => column[row] as number)
  const own = scores.filter((_, at) => labels[at] === 1)
  if (own.length === 0 || own.length === known.length) return null
  const area = rocAuc(labels, scores) as number
  const [least, greatest] = [own.reduce((a, b) => Math.min(a, b)), own.reduce((a, b) => Math.max(a, b))]
  const isStretch = !scores.some((score, at) => labels[at] === 0 && score >= least && score <= greatest)
  return isStretch ? 1 : Math.max(area, 1 - area)
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
