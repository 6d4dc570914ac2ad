import { rowCount, selectColumns, selectRows, selectValues, type Table } from '../estimator.ts'
import { pearsonCorrelation } from '../inference/association.ts'
import { midranks } from '../inference/quantiles.ts'
import { randomFolds, type Split } from '../model-selection/splits.ts'
import type { Random } from '../random/xoshiro256.ts'
import { type ExactRelation, exactRelation } from './exact-relations.ts'
import { jointlyTold } from './smallest-set.ts'
import { judgedScale, type LeakTask, toldShare } from './told.ts'
import { toldAlone } from './told-alone.ts'

/**
 * How columns give a target away: one is a copy of it; one rises or falls with it wherever it does; one tells it in another way; it is a sum of
 * multiples of some, or a product of powers; or a few together tell it in a way that has no such form.
 */
export type LeakKind = 'copy' | 'monotone' | 'alone' | 'sum' | 'product' | 'together'

/** Columns that give a target away, with the evidence. */
export interface Leak {
  readonly kind: LeakKind
  readonly columns: readonly string[]
  /** What they tell, of rows not learned from: `rocAuc`, or a share of the variance, of ranks but for sums and products; or a share of rows. */
  readonly figure: 'rocAuc' | 'rSquared' | 'share'
  readonly told: number
  /** Of sums and products the multiples or exponents, one a column, and what is added or multiplied by; null for others. */
  readonly formula: { readonly factors: readonly number[]; readonly constant: number } | null
}

/** What was found. */
export interface LeakSearch {
  /** In the order in which they were found and excluded. */
  readonly leaks: readonly Leak[]
  /** Columns that are left, in the order of the table. */
  readonly kept: readonly string[]
  /** What the kept columns tell together, of rows not learned from; null where there are too few rows to say. */
  readonly told: number | null
  /** The kept columns still tell too much to be believed, and no few of them can be blamed. */
  readonly suspicious: boolean
}

export interface LeakOptions {
  readonly task: LeakTask
  /** Names of columns that hold categories. */
  readonly categorical?: readonly string[]
  /** Area under the ROC curve from which on columns give a class away, in (0.5, 1]. */
  readonly areaMin?: number
  /** Share of the variance of ranks from which on columns give a number away, in (0, 1]. */
  readonly varianceMin?: number
}

/** Fewer say nothing: each half has to tell. */
export const LEAK_ROWS_MIN = 120
const ROWS_MAX = 5000
/** Of either class, in both halves together. */
const EITHER_MIN = 10
const MONOTONE_MIN = 0.9999
const AREA_MIN = 0.99
const VARIANCE_MIN = 0.999
/** Boosting tells less of a number than there is to tell; this much of the least share makes it suspicious. */
const SUSPICIOUS_OF_VARIANCE = 0.99

/**
 * Finds the columns that give a target away, and excludes them, until what is left tells no more than can be believed. Looked for are, in
 * turn: columns that tell it alone; the fewest whose sum or product it is; and, where boosting on all columns still tells it almost without
 * error, the smallest set that does. Everything is judged on rows that were not learned from. Use training rows alone, so that what is held
 * out stays untouched.
 *
 * A column is found by what it tells, not by when it is known: one that leaks a little (a probability that the outcome was drawn from)
 * looks like a good one, and a good one that tells all looks like a leak. Name the former by hand, and keep the latter.
 * @param table At least 120 rows; of more than 5,000 a random 5,000 are looked at. NaN is missing.
 * @param target Labels 0 and 1, or finite numbers.
 * @returns nothing found, all kept and `told` null for fewer rows, fewer than 10 of either class, or a target of one value.
 * @throws RangeError when the target has another length than the table, or a threshold is out of range.
 * @see Kaufman, Rosset, Perlich and Stitelman, Leakage in data mining (ACM TKDD 6, 2012); Breiman, Friedman, Olshen and Stone, Classification
 *   and regression trees (1984), of the trees; Friedman (2001), of boosting.
 */
export function findLeaks(table: Table, target: Float64Array, options: LeakOptions, random: Random): LeakSearch {
  const { areaMin = AREA_MIN, varianceMin = VARIANCE_MIN } = options
  requireThresholds(table, target, areaMin, varianceMin)
  if (isTooLittle(table, target, options.task)) {
    return { leaks: [], kept: table.names, told: null, suspicious: false }
  }
  const sample = sampled(table, target, options.task, random)
  const enough = options.task === 'binary' ? areaMin : varianceMin
  const alone = table.names.flatMap((name) => leakAlone(sample, name, enough, options))
  return searchOn(sample, alone, { ...options, enough }, random)
}

/**
 * Whether predictions of rows that were not learned from tell too much to be believed: a ROC-AUC of 0.99, or 98.9 % of the variance of ranks.
 * @param actual Labels 0 and 1, or finite numbers.
 * @param predicted One for each, on any rising scale.
 * @returns false where fewer than 10 rows are of either class: they say nothing.
 */
export function isBeyondBelief(task: LeakTask, actual: Float64Array, predicted: Float64Array): boolean {
  if (task === 'binary' && isRare(actual)) return false
  const told = toldShare(task, judgedScale(task, actual), judgedScale('regression', predicted))
  return told >= suspiciousFrom({ task, enough: task === 'binary' ? AREA_MIN : VARIANCE_MIN })
}

function isTooLittle(table: Table, target: Float64Array, task: LeakTask): boolean {
  if (rowCount(table) < LEAK_ROWS_MIN || target.every((value) => value === target[0])) return true
  return task === 'binary' && isRare(target)
}

function isRare(labels: Float64Array): boolean {
  const ones = labels.reduce((sum, value) => sum + value, 0)
  return Math.min(ones, labels.length - ones) < EITHER_MIN
}

interface Sample {
  readonly table: Table
  readonly target: Float64Array
  readonly judged: Float64Array
  readonly halves: readonly Split[]
}

interface Asked extends LeakOptions {
  readonly enough: number
}

function sampled(table: Table, target: Float64Array, task: LeakTask, random: Random): Sample {
  const rows = rowCount(table)
  const folds = Math.ceil(rows / ROWS_MAX)
  const labels = task === 'binary' ? { labels: target } : {}
  const chosen = folds < 2 ? undefined : randomFolds(rows, folds, random.fork('sample'), labels)[0]?.test
  const own = chosen === undefined ? { table, target } : { table: selectRows(table, chosen), target: selectValues(target, chosen) }
  const halves = randomFolds(own.target.length, 2, random.fork('halves'), task === 'binary' ? { labels: own.target } : {})
  return { ...own, judged: judgedScale(task, own.target), halves }
}

function leakAlone(
  { table, target, judged, halves }: Sample,
  name: string,
  enough: number,
  { task, categorical = [] }: LeakOptions,
): Leak[] {
  const values = table.columns[table.names.indexOf(name)] as Float64Array
  const isCategory = categorical.includes(name)
  const told = toldAlone(task, { values, isCategory }, judged, halves)
  const kind = isCategory ? undefined : copyKind(values, target)
  if (kind === undefined && !(told >= enough)) return []
  return [{ kind: kind ?? 'alone', columns: [name], figure: figureOf(task), told, formula: null }]
}

/** Whether the column is the target, or its order. */
function copyKind(values: Float64Array, target: Float64Array): 'copy' | 'monotone' | undefined {
  if (values.some(Number.isNaN)) return undefined
  if (values.every((value, row) => value === target[row])) return 'copy'
  return Math.abs(pearsonCorrelation(midranks(values), midranks(target)) ?? 0) >= MONOTONE_MIN ? 'monotone' : undefined
}

function searchOn(sample: Sample, alone: readonly Leak[], asked: Asked, random: Random): LeakSearch {
  const leaks: Leak[] = [...alone]
  const { task } = asked
  for (;;) {
    const gone = new Set(leaks.flatMap(({ columns }) => columns))
    const kept = sample.table.names.filter((name) => !gone.has(name))
    if (kept.length === 0) return { leaks, kept, told: null, suspicious: false }
    const relation = task === 'regression' ? relationAmong(sample, kept, asked) : undefined
    if (relation !== undefined) {
      const { kind, columns, told, factors, constant } = relation
      leaks.push({ kind, columns, figure: 'rSquared', told, formula: { factors, constant } })
      continue
    }
    const { told, set } = toldTogether(sample, kept, asked, random.fork(`round ${leaks.length}`))
    if (set === undefined) return { leaks, kept, told, suspicious: told >= suspiciousFrom(asked) }
    leaks.push({ kind: set.columns.length === 1 ? 'alone' : 'together', ...set, figure: figureOf(task), formula: null })
  }
}

function relationAmong({ table, target, halves }: Sample, kept: readonly string[], { categorical = [] }: Asked): ExactRelation | undefined {
  const numbers = kept.filter((name) => !categorical.includes(name))
  return numbers.length === 0 ? undefined : exactRelation(selectColumns(table, numbers), target, halves[0] as Split)
}

function toldTogether({ table, judged, halves }: Sample, kept: readonly string[], asked: Asked, random: Random) {
  const { task, categorical = [] } = asked
  const own = { table: selectColumns(table, kept), categorical: categorical.filter((name) => kept.includes(name)) }
  return jointlyTold({ task, ...own, judged, half: halves[0] as Split }, suspiciousFrom(asked), random)
}

function suspiciousFrom({ task, enough }: Pick<Asked, 'task' | 'enough'>): number {
  return task === 'binary' ? enough : SUSPICIOUS_OF_VARIANCE * enough
}

function figureOf(task: LeakTask): Leak['figure'] {
  return task === 'binary' ? 'rocAuc' : 'rSquared'
}

function requireThresholds(table: Table, target: Float64Array, areaMin: number, varianceMin: number): void {
  if (target.length !== rowCount(table))
    throw new RangeError(`findLeaks requires a target a row, got ${target.length} for ${rowCount(table)}`)
  if (!(areaMin > 0.5 && areaMin <= 1)) throw new RangeError(`findLeaks requires areaMin in (0.5, 1], got ${areaMin}`)
  if (!(varianceMin > 0 && varianceMin <= 1)) throw new RangeError(`findLeaks requires varianceMin in (0, 1], got ${varianceMin}`)
}
