import { type Fitted, type Learner, requireTable, rowCount, selectRows, type Table } from '../estimator.ts'
import { shuffle } from '../random/samplers.ts'
import type { Random } from '../random/xoshiro256.ts'
import { predictTrees } from './predictions.ts'
import { drawWithout } from './row-sampling.ts'
import { noSplit } from './splits.ts'
import { MISSING, type TreeModel } from './tree.ts'
import { TreeArrays } from './tree-arrays.ts'

const FIT = 'isolationForest.fit'
const EULER = 0.5772156649015329

export interface IsolationOptions {
  /** Trees, 1 – 10,000 (100). */
  readonly num_iterations?: number
  /** Rows drawn for each tree, 2 – 1,000,000 (256); all where there are fewer. */
  readonly sample_size?: number
}

/** Trees whose leaves hold the length of the way to them. */
export interface IsolationModel extends Fitted {
  readonly forest: TreeModel
  readonly sampleSize: number
}

/**
 * Isolation forest: how soon random splits part a row from the others. The score is 2^(−mean way / expected way): near 1 for what lies
 * apart, below 0.5 for what does not, 0.5 where all are alike. The target is not looked at. NaN goes to a side drawn for each split.
 * Scores are ranks, not probabilities; where to draw the line is for whoever knows how many rows are odd.
 * @see Liu, Ting and Zhou, Isolation forest (ICDM 2008).
 */
export const isolationForest: Learner<IsolationOptions, IsolationModel> = {
  name: 'isolationForest',
  fit(table, _target, { num_iterations: rounds = 100, sample_size: wanted = 256 }, random) {
    requireTable(FIT, table, { missing: 'accepted' })
    requireWhole('num_iterations', rounds, 1, 10_000)
    requireWhole('sample_size', wanted, 2, 1_000_000)
    const sampleSize = Math.min(wanted, rowCount(table))
    const depthMax = Math.ceil(Math.log2(Math.max(2, sampleSize)))
    const trees = Array.from({ length: rounds }, (_, round) => {
      const stream = random.fork(round)
      const { drawn } = drawWithout(stream, rowCount(table), sampleSize)
      return isolate(selectRows(table, drawn), depthMax, stream)
    })
    const forest: TreeModel = {
      columns: table.names,
      objective: null,
      classCount: 1,
      averaged: true,
      columnRanges: table.names.map(() => 'none'),
      monotoneConstraints: [],
      trees,
      parameters: {},
      pandasCategorical: null,
    }
    return { columns: table.names, forest, sampleSize }
  },
  predict(model, table) {
    const expected = expectedWay(model.sampleSize)
    return predictTrees(model.forest, table).map((way) => (expected > 0 ? 2 ** (-way / expected) : 0.5))
  },
}

/**
 * Mean length of the way to a row in a search tree of n rows that is built at random.
 * @param n Rows, whole, ≥ 1.
 */
export function expectedWay(n: number): number {
  if (n <= 1) return 0
  if (n === 2) return 1
  return 2 * (Math.log(n - 1) + EULER) - (2 * (n - 1)) / n
}

interface Open {
  readonly leaf: number
  readonly depth: number
  readonly rows: readonly number[]
}

function isolate(table: Table, depthMax: number, random: Random): TreeModel['trees'][number] {
  const all = Array.from({ length: rowCount(table) }, (_, row) => row)
  const summary = (depth: number, rows: readonly number[]) => ({
    value: depth + expectedWay(rows.length),
    weight: rows.length,
    count: rows.length,
  })
  const arrays = new TreeArrays(summary(0, all))
  const open: Open[] = [{ leaf: 0, depth: 0, rows: all }]
  let leaves = 1
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { leaf, depth, rows } = next
    const cut = depth < depthMax && rows.length > 1 ? drawCut(table, rows, random) : null
    if (cut === null) continue
    const parts = [cut.left, cut.right] as const
    const bins = {
      categorical: false,
      missing: MISSING.nan,
      count: 2,
      zeroBin: 0,
      bounds: Float64Array.of(cut.at, Number.NaN),
      range: 'none',
    }
    const split = { ...noSplit(), column: cut.column, bin: 0, defaultLeft: cut.missingLeft }
    arrays.split(leaf, split, 0, bins, summary(depth + 1, parts[0]), summary(depth + 1, parts[1]))
    open.push({ leaf, depth: depth + 1, rows: parts[0] }, { leaf: leaves, depth: depth + 1, rows: parts[1] })
    leaves += 1
  }
  return arrays.finish(1, 0)
}

interface Cut {
  readonly column: number
  readonly at: number
  readonly missingLeft: boolean
  readonly left: number[]
  readonly right: number[]
}

/** A column in which the rows differ, each as likely as any other, and a value between its least and its greatest. Null where all are alike. */
function drawCut({ columns }: Table, rows: readonly number[], random: Random): Cut | null {
  for (const column of shuffle(random, Uint32Array.from(columns.keys()))) {
    const values = columns[column] as Float64Array
    const { least, greatest } = rangeOf(values, rows)
    if (!(least < greatest)) continue
    const drawn = least + random.uniform() * (greatest - least)
    return cutAt(column, values, drawn < greatest ? drawn : least, rows, random)
  }
  return null
}

function rangeOf(values: Float64Array, rows: readonly number[]): { least: number; greatest: number } {
  let [least, greatest] = [Infinity, -Infinity]
  for (const row of rows) {
    const value = values[row] as number
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return { least, greatest }
}

function cutAt(column: number, values: Float64Array, at: number, rows: readonly number[], random: Random): Cut {
  const left = rows.filter((row) => (values[row] as number) <= at)
  const right = rows.filter((row) => (values[row] as number) > at)
  const missing = rows.filter((row) => Number.isNaN(values[row]))
  const missingLeft = random.uniform() * (left.length + right.length) < left.length
  const side = missingLeft ? left : right
  for (const row of missing) side.push(row)
  return { column, at, missingLeft, left, right }
}

function requireWhole(name: string, value: number, least: number, greatest: number): void {
  const fits = Number.isInteger(value) && value >= least && value <= greatest
  if (!fits) throw new RangeError(`${FIT} requires ${name} as a whole number from ${least} to ${greatest}, got ${value}`)
}
