import { type Learner, requireClasses, requireTable, requireTarget, rowCount, type Table } from '../estimator.ts'
import type { Random } from '../random/xoshiro256.ts'
import { type BinnedTable, binTable } from './binned-table.ts'
import { type BoostingOptions, noted, type Settings, settle } from './boosting-options.ts'
import { ALONE } from './histogram-crew.ts'
import { type Objective, type ObjectiveName, objectiveOf } from './objectives.ts'
import { predictTrees } from './predictions.ts'
import { drawWithout, shareOf } from './row-sampling.ts'
import type { Tree, TreeModel } from './tree.ts'
import { TreeArrays } from './tree-arrays.ts'
import { type GrownTree, TreeGrower } from './tree-grower.ts'
import { ValidationLoss } from './validation-loss.ts'

const FIT = 'gradientBoosting.fit'

/**
 * Histogram-based gradient boosting: trees grown leaf by leaf on at most 255 bins a column, each lessening the loss that those before it
 * have left. NaN is a value of its own that a split sends to the side that pays; categories are split by the order of their mean
 * gradients. Models are LightGBM’s.
 *
 * A target of one class alone is refused; with fewer than twice `min_data_in_leaf` rows, or columns that are all constant, the model is
 * the best constant. Poisson takes targets ≥ 0, not all 0.
 * @see Friedman, Greedy function approximation: a gradient boosting machine (Annals of Statistics 29, 2001); Ke et al., LightGBM: a highly
 * efficient gradient boosting decision tree (NIPS 2017).
 */
export const gradientBoosting: Learner<BoostingOptions, TreeModel> = {
  name: 'gradientBoosting',
  fit(table, target, options, random) {
    const settings = settle(FIT, options)
    const classes = checkInput(table, target, options)
    const objective = objectiveOf(options.objective, classes, settings)
    const bins = binTable(table, options.categorical_feature ?? [], settings, random.fork('bins'), options.crew?.allocate)
    const startWeights = weightsOf(target, options)
    const weights = withOnes(target, startWeights, settings.scale_pos_weight)
    const monotone = monotoneOf(table, options)
    const run: Boosting = { bins, target, startWeights, weights, objective, settings, options, monotone, random, columns: table.names }
    return {
      columns: table.names,
      objective: objective.text,
      classCount: objective.classCount,
      averaged: false,
      columnRanges: bins.bins.map(({ range }) => range),
      monotoneConstraints: monotone === null ? [] : [...monotone],
      trees: boost(run),
      parameters: noted(settings, options.objective, { categorical_feature: categoryIndices(table, options).join(',') }),
      pandasCategorical: null,
    }
  },
  predict: (model, table) => predictTrees(model, table),
}

interface Boosting {
  readonly bins: BinnedTable
  readonly target: Float64Array
  /** Without `scale_pos_weight`, which LightGBM leaves out of the first score. */
  readonly startWeights: Float64Array | null
  readonly weights: Float64Array | null
  readonly objective: Objective
  readonly settings: Settings
  readonly options: BoostingOptions
  readonly monotone: Int8Array | null
  readonly random: Random
  readonly columns: readonly string[]
}

function boost(run: Boosting): Tree[] {
  const { target, weights, objective, settings, options } = run
  const { classCount } = objective
  const state = new BoostingState(run)
  const judge = options.validation === undefined ? null : new ValidationLoss(options.validation, objective, run.columns)
  const trees: Tree[] = []
  for (let round = 0; round < settings.num_iterations; round += 1) {
    objective.derive(target, weights, state.scores, state.gradients, state.hessians)
    state.sampleRows(round)
    const grown = Array.from({ length: classCount }, (_, index) => state.growTree(round, index))
    if (round > 0 && grown.every(({ threshold }) => threshold.length === 0)) break
    trees.push(...grown)
    const validation = judge?.afterRound(grown) ?? null
    const told = options.onRound?.({ round: round + 1, metric: objective.metric, validation })
    const isOver = grown.every(({ threshold }) => threshold.length === 0) || told === 'stop'
    if (isOver || judge?.isStuck(settings.early_stopping_round)) break
  }
  const rounds = judge !== null && settings.early_stopping_round > 0 ? judge.bestRounds : trees.length / classCount
  return trees.slice(0, rounds * classCount)
}

/** Scores and derivatives of the training rows, and what trees grow from. */
class BoostingState {
  readonly scores: Float64Array
  readonly gradients: Float32Array
  readonly hessians: Float32Array
  readonly #run: Boosting
  readonly #biases: Float64Array
  readonly #grower: TreeGrower
  readonly #bagging: Random
  readonly #sampling: Random
  readonly #rows: Int32Array
  #drawn: Int32Array
  #others: Int32Array = new Int32Array(0)

  constructor(run: Boosting) {
    const { bins, target, startWeights, objective, settings, options, monotone, random } = run
    const size = bins.rows * objective.classCount
    this.#run = run
    this.#biases = Float64Array.from({ length: objective.classCount }, (_, index) =>
      settings.boost_from_average ? objective.initialScore(target, startWeights, index) : 0,
    )
    this.scores = new Float64Array(size).map((_, at) => this.#biases[Math.floor(at / bins.rows)] as number)
    this.gradients = new Float32Array(size)
    this.hessians = new Float32Array(size)
    this.#grower = new TreeGrower(bins, settings, monotone, options.crew)
    this.#bagging = random.fork('rows')
    this.#sampling = random.fork('columns')
    this.#rows = new Int32Array((options.crew ?? ALONE).allocate(4 * bins.rows))
    this.#drawn = Int32Array.from({ length: bins.rows }, (_, row) => row)
  }

  sampleRows(round: number): void {
    const { bagging_fraction: fraction, bagging_freq: every } = this.#run.settings
    if (every === 0 || fraction === 1 || round % every !== 0) return
    const { rows } = this.#run.bins
    const { drawn, others } = drawWithout(this.#bagging, rows, shareOf(rows, fraction))
    this.#drawn = drawn
    this.#others = others
  }

  growTree(round: number, index: number): Tree {
    const { bins, settings } = this.#run
    this.#rows.set(this.#drawn)
    this.#rows.set(this.#others, this.#drawn.length)
    const grown = this.#grower.grow({
      gradients: this.gradients.subarray(index * bins.rows, (index + 1) * bins.rows),
      hessians: this.hessians.subarray(index * bins.rows, (index + 1) * bins.rows),
      rows: this.#rows.subarray(0, this.#drawn.length),
      otherRows: this.#rows.subarray(this.#drawn.length),
      columns: this.#drawColumns(),
      random: this.#sampling,
    })
    const bias = round === 0 ? (this.#biases[index] as number) : 0
    if (grown.leaves.length === 1) return new TreeArrays({ value: 0, weight: 0, count: bins.rows }).finish(1, bias)
    this.#renewLeaves(grown, index)
    this.#addScores(grown, index)
    return grown.arrays.finish(settings.learning_rate, bias)
  }

  /** Columns of more than one bin, or a share of them. */
  #drawColumns(): Int32Array {
    const { bins, settings } = this.#run
    const useful = Int32Array.from(bins.bins.keys()).filter((column) => (bins.bins[column]?.count ?? 0) > 1)
    if (settings.feature_fraction === 1 || useful.length === 0) return useful
    const { drawn } = drawWithout(this.#sampling, useful.length, shareOf(useful.length, settings.feature_fraction))
    return drawn.map((index) => useful[index] as number)
  }

  #renewLeaves({ leaves, rows, arrays }: GrownTree, index: number): void {
    const { target, weights, bins, objective } = this.#run
    if (objective.leafOfResiduals === undefined) return
    for (const [leaf, { start, end }] of leaves.entries()) {
      const members = rows.subarray(start, end)
      const residuals = Float64Array.from(members, (row) => (target[row] as number) - (this.scores[index * bins.rows + row] as number))
      const memberWeights = weights === null ? null : Float64Array.from(members, (row) => weights[row] as number)
      arrays.leafValues[leaf] = objective.leafOfResiduals(residuals, memberWeights)
    }
  }

  #addScores({ leaves, rows, otherRows, arrays }: GrownTree, index: number): void {
    const { bins, settings } = this.#run
    const scores = this.scores.subarray(index * bins.rows, (index + 1) * bins.rows)
    for (const [leaf, { start, end, otherStart, otherEnd }] of leaves.entries()) {
      const step = (arrays.leafValues[leaf] as number) * settings.learning_rate
      addTo(scores, rows, start, end, step)
      addTo(scores, otherRows, otherStart, otherEnd, step)
    }
  }
}

function addTo(scores: Float64Array, rows: Int32Array, start: number, end: number, step: number): void {
  for (let i = start; i < end; i += 1) {
    const row = rows[i] as number
    scores[row] = (scores[row] as number) + step
  }
}

/** Classes of the target, 1 where it has none. */
function checkInput(table: Table, target: Float64Array, options: BoostingOptions): number {
  requireTable(FIT, table, { missing: 'accepted' })
  requireTarget(FIT, target, rowCount(table))
  const { objective, weight, class_weight: ofClasses, scale_pos_weight: ofOnes } = options
  const classes = classesOf(objective, target)
  if (weight !== undefined) {
    if (weight.length !== target.length)
      throw new RangeError(`${FIT} requires a weight for each of ${target.length} rows, got ${weight.length}`)
    const wrong = weight.find((value) => !(value > 0 && value < Infinity))
    if (wrong !== undefined) throw new RangeError(`${FIT} requires finite weights > 0, got ${wrong}`)
  }
  if (ofClasses !== undefined && (ofClasses.length !== classes || !ofClasses.every((value) => value > 0 && value < Infinity))) {
    throw new RangeError(`${FIT} requires a finite class_weight > 0 for each of ${classes} classes, got ${ofClasses.join()}`)
  }
  if (ofOnes !== undefined && objective !== 'binary')
    throw new RangeError(`${FIT} requires scale_pos_weight with binary only, got ${objective}`)
  return objective === 'multiclass' ? classes : 1
}

function classesOf(objective: ObjectiveName, target: Float64Array): number {
  if (objective === 'poisson') {
    const wrong = target.find((value) => value < 0)
    if (wrong !== undefined) throw new RangeError(`${FIT} requires targets ≥ 0 for poisson, got ${wrong}`)
    if (!target.some((value) => value > 0)) throw new RangeError(`${FIT} requires a target > 0 for poisson, got only 0`)
  }
  if (objective !== 'binary' && objective !== 'multiclass') return 0
  const classes = requireClasses(FIT, target)
  if (objective === 'binary' && classes !== 2) throw new RangeError(`${FIT} requires two classes for binary, got ${classes}`)
  return classes
}

function weightsOf(target: Float64Array, { weight, class_weight: ofClasses }: BoostingOptions): Float64Array | null {
  if (weight === undefined && ofClasses === undefined) return null
  return target.map((value, row) => (weight?.[row] ?? 1) * (ofClasses?.[value] ?? 1))
}

function withOnes(target: Float64Array, weights: Float64Array | null, ofOnes: number): Float64Array | null {
  return ofOnes === 1 ? weights : target.map((value, row) => (weights?.[row] ?? 1) * (value === 1 ? ofOnes : 1))
}

function monotoneOf(
  { names }: Table,
  { monotone_constraints: constraints, categorical_feature: categorical = [] }: BoostingOptions,
): Int8Array | null {
  if (constraints === undefined) return null
  const wrong = Object.keys(constraints).find((name) => !names.includes(name) || categorical.includes(name))
  if (wrong !== undefined) throw new RangeError(`${FIT} requires monotone_constraints of numerical columns of the table, got “${wrong}”`)
  return Int8Array.from(names, (name) => constraints[name] ?? 0)
}

function categoryIndices({ names }: Table, { categorical_feature: categorical = [] }: BoostingOptions): number[] {
  return categorical.map((name) => names.indexOf(name)).sort((one, other) => one - other)
}
