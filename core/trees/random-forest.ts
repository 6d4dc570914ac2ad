import { type Learner, requireClasses, requireTable, requireTarget, rowCount } from '../estimator.ts'
import type { Random } from '../random/xoshiro256.ts'
import { type BinnedTable, binTable } from './binned-table.ts'
import { type BoostingOptions, noted, type Round, settle } from './boosting-options.ts'
import { normalisedShares, predictTrees } from './predictions.ts'
import { drawWith } from './row-sampling.ts'
import type { Tree, TreeModel } from './tree.ts'
import { TreeArrays } from './tree-arrays.ts'
import { TreeGrower } from './tree-grower.ts'

const FIT = 'randomForest.fit'
/** A split must save more than rounding does, as a share of the spread of the target. */
const GAIN_SHARE_MIN = 1e-12
const LEAVES_MAX = 131_072

/** Settings of a random forest, in LightGBM’s names. */
export interface ForestOptions
  extends Pick<
    BoostingOptions,
    'num_iterations' | 'num_leaves' | 'max_depth' | 'min_data_in_leaf' | 'feature_fraction_bynode' | 'max_bin' | 'categorical_feature'
  > {
  /** What the target is: a value, 0 or 1, or classes 0 … k − 1. */
  readonly task: 'regression' | 'binary' | 'multiclass'
  /** Called after each tree (of classes: after the tree of each); `stop` keeps those so far. */
  readonly onRound?: (round: Round) => 'continue' | 'stop'
}

/**
 * Random forest: the mean of trees of unlimited depth (`num_leaves`, `max_depth` and `min_data_in_leaf` limit them), each grown on a
 * bootstrap of the rows, each split choosing among a few columns drawn for it: √columns for classes, a third of them for values
 * (`feature_fraction_bynode` is their share). Splits are those of least variance, which for two classes is Gini’s index; k classes have a
 * tree each a round and their shares are divided by their sum. 100 rounds. NaN is a value of its own. Splits are found on at most 255
 * bins a column.
 *
 * A target of one class alone is refused.
 * @see Breiman, Random forests (Machine Learning 45, 2001).
 */
export const randomForest: Learner<ForestOptions, TreeModel> = {
  name: 'randomForest',
  fit(table, target, options, random) {
    requireTable(FIT, table, { missing: 'accepted' })
    requireTarget(FIT, target, rowCount(table))
    const classes = options.task === 'regression' ? 1 : requireClasses(FIT, target)
    if (options.task === 'binary' && classes !== 2) throw new RangeError(`${FIT} requires two classes for binary, got ${classes}`)
    const columns = table.names.length
    const share = options.task === 'regression' ? 1 / 3 : Math.sqrt(columns) / columns
    const { task, onRound, ...given } = options
    const settings = settle(FIT, {
      num_leaves: LEAVES_MAX,
      min_data_in_leaf: 1,
      min_sum_hessian_in_leaf: 0,
      feature_fraction_bynode: Math.min(1, Math.max(share, 1 / columns)),
      min_data_in_bin: 1,
      min_data_per_group: 1,
      ...given,
    })
    const bins = binTable(table, options.categorical_feature ?? [], settings, random.fork('bins'))
    const classCount = task === 'multiclass' ? classes : 1
    const goals = Array.from({ length: classCount }, (_, index) =>
      task === 'multiclass' ? target.map((value) => Number(value === index)) : target,
    )
    const forests = goals.map((goal) => new Forest(bins, goal, settings))
    return {
      columns: table.names,
      objective: null,
      classCount,
      averaged: true,
      columnRanges: bins.bins.map(({ range }) => range),
      monotoneConstraints: [],
      trees: growAll(forests, settings.num_iterations, random, onRound),
      parameters: noted(settings, 'custom', { boosting: 'rf' }),
      pandasCategorical: null,
    }
  },
  predict(model, table) {
    const shares = predictTrees(model, table)
    return model.classCount === 1 ? shares : normalisedShares(shares, model.classCount)
  },
}

function growAll(forests: readonly Forest[], rounds: number, random: Random, onRound: ForestOptions['onRound']): Tree[] {
  const trees: Tree[] = []
  for (let round = 0; round < rounds; round += 1) {
    const times = drawWith(random.fork(`rows ${round}`), forests[0]?.rows ?? 0)
    for (const [index, forest] of forests.entries()) trees.push(forest.grow(times, random.fork(`columns ${round} ${index}`)))
    if (onRound?.({ round: round + 1, metric: 'none', validation: null }) === 'stop') break
  }
  return trees
}

/** Grows the trees of one goal. A row drawn twice has a weight of 2. */
class Forest {
  readonly rows: number
  readonly #bins: BinnedTable
  readonly #goal: Float64Array
  readonly #middle: number
  readonly #grower: TreeGrower
  readonly #gradients: Float32Array
  readonly #hessians: Float32Array

  constructor(bins: BinnedTable, goal: Float64Array, settings: ReturnType<typeof settle>) {
    const middle = goal.reduce((sum, value) => sum + value, 0) / goal.length
    const spread = goal.reduce((sum, value) => sum + (value - middle) ** 2, 0)
    this.rows = bins.rows
    this.#bins = bins
    this.#goal = goal
    this.#middle = middle
    this.#grower = new TreeGrower(bins, { ...settings, min_gain_to_split: GAIN_SHARE_MIN * spread })
    this.#gradients = new Float32Array(bins.rows)
    this.#hessians = new Float32Array(bins.rows)
  }

  /** @param times How often each row was drawn. */
  grow(times: Uint32Array, random: Random): Tree {
    const drawn = Int32Array.from(times.keys()).filter((row) => (times[row] as number) > 0)
    for (const row of drawn) {
      const weight = times[row] as number
      this.#hessians[row] = weight
      this.#gradients[row] = weight * (this.#middle - (this.#goal[row] as number))
    }
    const grown = this.#grower.grow({
      gradients: this.#gradients,
      hessians: this.#hessians,
      rows: drawn,
      otherRows: new Int32Array(0),
      columns: Int32Array.from(this.#bins.bins.keys()).filter((column) => (this.#bins.bins[column]?.count ?? 0) > 1),
      random,
    })
    for (const [leaf, { start, end }] of grown.leaves.entries()) {
      grown.arrays.leafValues[leaf] = this.#mean(grown.rows.subarray(start, end), times)
    }
    if (grown.leaves.length > 1) return grown.arrays.finish(1, 0)
    return new TreeArrays({ value: grown.arrays.leafValues[0] as number, weight: 0, count: drawn.length }).finish(1, 0)
  }

  #mean(rows: Int32Array, times: Uint32Array): number {
    let sum = 0
    let weight = 0
    for (const row of rows) {
      sum += (this.#goal[row] as number) * (times[row] as number)
      weight += times[row] as number
    }
    return sum / weight
  }
}
