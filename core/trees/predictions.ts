import { requireColumns, type Table } from '../estimator.ts'
import { type CompiledTrees, compileTrees } from './compiled-trees.ts'
import { leavesOfRows, scoreRows } from './row-scores.ts'
import type { TreeModel } from './tree.ts'

const MISSING_ACCEPTED = { missing: 'accepted' } as const

/**
 * Predictions on the scale of the target: probabilities for classes, rates for counts, the score itself for a regression.
 * @param compiled The model by `compileTrees`, where it is at hand.
 * @returns one number a row, or for each class a probability: class c of row r at r · classes + c.
 * @throws RangeError unless the table has the columns of the model in their order. NaN is missing; what a categorical column holds that
 * training never saw goes where missing categories go.
 */
export function predictTrees(model: TreeModel, table: Table, compiled: CompiledTrees = compileTrees(model)): Float64Array {
  const scores = rawScores(model, table, compiled)
  if (compiled.rounds > 1) for (let i = 0; i < scores.length; i += 1) scores[i] = (scores[i] as number) / compiled.rounds
  return toPredictions(scores, model)
}

/**
 * Scores before they are brought to the scale of the target: sums of leaves, also of a random forest, as LightGBM’s `raw_score`.
 * @returns class c of row r at r · classes + c.
 * @throws RangeError unless the table has the columns of the model in their order.
 */
export function rawScores(model: TreeModel, table: Table, compiled: CompiledTrees = compileTrees(model)): Float64Array {
  requireColumns('predictTrees', model, table, MISSING_ACCEPTED)
  return scoreRows(compiled, table)
}

/**
 * The leaf of each tree that a row falls into, as LightGBM’s `pred_leaf`.
 * @returns tree t of row r at r · trees + t.
 * @throws RangeError unless the table has the columns of the model in their order.
 */
export function leafIndices(model: TreeModel, table: Table, compiled: CompiledTrees = compileTrees(model)): Int32Array {
  requireColumns('leafIndices', model, table, MISSING_ACCEPTED)
  return leavesOfRows(compiled, table)
}

/** Turns scores into predictions in place, as the objective says: what LightGBM calls the conversion of the output. */
export function toPredictions(scores: Float64Array, { objective, classCount }: Pick<TreeModel, 'objective' | 'classCount'>): Float64Array {
  const [name = '', ...settings] = (objective ?? '').split(' ')
  if (name === 'multiclass' || name === 'softmax') return softmax(scores, classCount)
  const convert = CONVERSIONS[name]?.(settings)
  if (convert !== undefined) for (let i = 0; i < scores.length; i += 1) scores[i] = convert(scores[i] as number)
  return scores
}

/**
 * Divides the shares of each row by their sum, in place: what the trees of several classes say, each of its own.
 * @param shares Class c of row r at r · classes + c, ≥ 0. A row of zeros becomes equal shares.
 */
export function normalisedShares(shares: Float64Array, classCount: number): Float64Array {
  for (let start = 0; start < shares.length; start += classCount) {
    const row = shares.subarray(start, start + classCount)
    const sum = row.reduce((total, share) => total + share, 0)
    for (let i = 0; i < classCount; i += 1) row[i] = sum > 0 ? (row[i] as number) / sum : 1 / classCount
  }
  return shares
}

type Conversion = (settings: readonly string[]) => ((score: number) => number) | undefined

/** Objectives whose score is no prediction yet; the score of every other one is. */
const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  binary: (settings) => sigmoid(steepness(settings)),
  multiclassova: (settings) => sigmoid(steepness(settings)),
  cross_entropy: () => sigmoid(1),
  cross_entropy_lambda: () => (score) => Math.log1p(Math.exp(score)),
  poisson: () => Math.exp,
  gamma: () => Math.exp,
  tweedie: () => Math.exp,
  regression: (settings) => (settings.includes('sqrt') ? (score) => Math.sign(score) * score * score : undefined),
}

function steepness(settings: readonly string[]): number {
  const setting = settings.find((one) => one.startsWith('sigmoid:'))
  return setting === undefined ? 1 : Number(setting.slice('sigmoid:'.length))
}

function sigmoid(steep: number): (score: number) => number {
  return (score) => 1 / (1 + Math.exp(-steep * score))
}

function softmax(scores: Float64Array, classCount: number): Float64Array {
  for (let start = 0; start < scores.length; start += classCount) {
    const row = scores.subarray(start, start + classCount)
    const greatest = row.reduce((most, score) => Math.max(most, score), -Infinity)
    let sum = 0
    for (let i = 0; i < classCount; i += 1) sum += row[i] = Math.exp((row[i] as number) - greatest)
    for (let i = 0; i < classCount; i += 1) row[i] = (row[i] as number) / sum
  }
  return scores
}
