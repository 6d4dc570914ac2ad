import { selectRows, selectValues, type Table } from '../estimator.ts'
import { type Calibration, calibrate, fitPlatt, logit } from '../model-selection/calibration.ts'
import type { Split } from '../model-selection/splits.ts'
import type { Random } from '../random/xoshiro256.ts'
import { type ColumnEncoding, encodeColumns, fitColumnEncoding } from '../regression/encode-columns.ts'
import { type LinearModel, linearRegression } from '../regression/linear-regression.ts'
import { type LogisticModel, logisticRegression } from '../regression/logistic-regression.ts'
import type { BoostingOptions, Round } from '../trees/boosting-options.ts'
import { type CompiledTrees, compileTrees } from '../trees/compiled-trees.ts'
import { gradientBoosting } from '../trees/gradient-boosting.ts'
import { ALONE, type HistogramCrew } from '../trees/histogram-crew.ts'
import { normalisedShares, predictTrees } from '../trees/predictions.ts'
import { type ForestOptions, randomForest } from '../trees/random-forest.ts'
import type { TreeModel } from '../trees/tree.ts'
import type { Task } from './target.ts'

/** What learns, by the name it is asked for. */
export const ALGORITHMS = ['gradient-boosting', 'random-forest', 'logistic', 'linear'] as const
export type Algorithm = (typeof ALGORITHMS)[number]

/** Trees on the columns as they are; with a calibration, its probabilities are set right by it. */
export interface TreesOfTable {
  readonly kind: 'trees'
  readonly trees: TreeModel
  readonly calibration: Calibration | null
}

/** Weights of columns that were made numbers without gaps. */
export interface LineOfTable {
  readonly kind: 'line'
  readonly encoding: ColumnEncoding
  /** Of each encoded column over the training rows. */
  readonly means: readonly number[]
  readonly line: LinearModel | LogisticModel
}

export type TabularModel = TreesOfTable | LineOfTable

/** A model and the settings it was fitted with. */
export interface FittedTable {
  readonly model: TabularModel
  readonly options: Readonly<Record<string, number | string | boolean>>
}

/** Calls what trains, with threads that share its work, and takes them back. */
export type CrewLease = (train: (crew: HistogramCrew) => TreeModel) => TreeModel

/** What a model is fitted to. */
export interface Fitting {
  readonly algorithm: Algorithm
  readonly task: Task
  /** With NaN for what is missing. */
  readonly table: Table
  readonly target: Float64Array
  /** Names of columns that hold categories. */
  readonly categorical: readonly string[]
  /** Rows that decide when to stop, and how probabilities are set right; at least one split, unless an earlier fit has decided. */
  readonly inner: readonly Split[]
  /** A fit of the same kind to others of these rows, whose rounds and calibration are taken over. */
  readonly earlier?: FittedTable | undefined
  readonly random: Random
  /** Lends threads to one training at a time. */
  readonly withCrew?: CrewLease | undefined
  /** Called after each round of trees with the share done, 0 – 1. */
  readonly onRound?: ((share: number, round: number) => void) | undefined
}

const SEARCH = { num_iterations: 2000, early_stopping_round: 50 } as const
const FOREST = { num_iterations: 300, min_data_in_leaf: 5 } as const
const LINE = { l1: 0, l2: 1 } as const
const SHARE_MIN = 1e-3
/** Each value of a category is a column of a line. */
const CATEGORIES_OF_LINE_MAX = 50
/** Of fewer rows, trees have fewer leaves, so that each leaf has enough, and more of them take smaller steps on samples of rows and columns. */
const MANY_ROWS = 10_000
const STEPS_OF_MANY = { num_leaves: 31, learning_rate: 0.1 } as const
const STEPS_OF_FEW = { num_leaves: 15, learning_rate: 0.05, feature_fraction: 0.8, bagging_fraction: 0.8, bagging_freq: 1 } as const
/** Rounds done by boosting when it ends early are not known before; this many are expected, for the progress alone. */
const EXPECTED_ROUNDS = 300

/**
 * Fits one of the learners with settings that suit most tables. Boosting first learns from the outer rows of the inner splits for as long as
 * those held out gain, then from all rows for as many rounds. The shares of a forest of two classes are set right by a
 * sigmoid, fitted to those rows.
 * @throws RangeError as the learner does.
 */
export function fitTable(fitting: Fitting): FittedTable {
  if (fitting.algorithm === 'gradient-boosting') return fitBoosting(fitting)
  return fitting.algorithm === 'random-forest' ? fitForest(fitting) : fitLine(fitting)
}

/** Whether a learner is for a task: logistic for classes, linear for numbers, trees for all. */
export function suits(algorithm: Algorithm, task: Task): boolean {
  return algorithm === 'linear' ? task === 'regression' : algorithm !== 'logistic' || task !== 'regression'
}

/**
 * Predictions on the scale of the target.
 * @param compiled Of a model of trees, where it is at hand.
 * @returns one number a row (of two classes the probability of the second), or for k > 2 classes k probabilities a row.
 * @throws RangeError unless the table has the columns of the model in their order.
 */
export function predictTable(model: TabularModel, table: Table, compiled?: CompiledTrees): Float64Array {
  if (model.kind === 'line') {
    const encoded = encodeForLine(model.encoding, table)
    const { line } = model
    return line.kind === 'linear-regression' ? linearRegression.predict(line, encoded) : logisticRegression.predict(line, encoded)
  }
  const { trees, calibration } = model
  const predicted = predictTrees(trees, table, compiled ?? compileTrees(trees))
  if (trees.averaged && trees.classCount > 1) return normalisedShares(predicted, trees.classCount)
  return calibration === null ? predicted : calibrate(calibration, predicted.map(forestScore))
}

function fitBoosting(fitting: Fitting): FittedTable {
  const { table, target, earlier, withCrew = (train) => train(ALONE), random, onRound } = fitting
  const settings = boostingSettings(fitting)
  const rounds = (earlier?.options.num_iterations as number | undefined) ?? bestRounds(fitting, settings)
  const begun = earlier === undefined ? 0.5 : 0
  const trees = withCrew((crew) => {
    const onEach = ({ round }: Round) => {
      onRound?.(begun + ((1 - begun) * round) / rounds, round)
      return 'continue' as const
    }
    return gradientBoosting.fit(table, target, { ...settings, crew, num_iterations: rounds, onRound: onEach }, random.fork('fit'))
  })
  const { categorical_feature: _, objective: __, ...options } = settings
  return { model: { kind: 'trees', trees, calibration: null }, options: { ...options, num_iterations: rounds } }
}

/** Rounds with the least loss over all inner splits together, among those that each of them has done. */
function bestRounds(fitting: Fitting, settings: BoostingOptions): number {
  const { table, target, inner, withCrew = (train) => train(ALONE), random, onRound } = fitting
  const curves = inner.map(({ train, test }, index) => {
    const losses: number[] = []
    const validation = { table: selectRows(table, test), target: selectValues(target, test) }
    const onEach = ({ round, validation: loss }: Round) => {
      losses.push((loss as number) * test.length)
      onRound?.((0.5 * (index + Math.min(1, round / EXPECTED_ROUNDS))) / inner.length, round)
      return 'continue' as const
    }
    withCrew((crew) => {
      const search = { ...settings, ...SEARCH, crew, validation, onRound: onEach }
      return gradientBoosting.fit(selectRows(table, train), selectValues(target, train), search, random.fork(`search ${index}`))
    })
    return losses
  })
  const shared = Math.min(...curves.map(({ length }) => length))
  const sums = Array.from({ length: shared }, (_, round) => curves.reduce((total, losses) => total + (losses[round] as number), 0))
  return 1 + sums.indexOf(Math.min(...sums))
}

function boostingSettings({ task, target, categorical }: Fitting) {
  const steps = target.length > MANY_ROWS ? STEPS_OF_MANY : STEPS_OF_FEW
  return { ...steps, objective: task, categorical_feature: categorical } satisfies BoostingOptions
}

function fitForest(fitting: Fitting): FittedTable {
  const { task, table, target, inner, earlier, random } = fitting
  if (earlier?.model.kind === 'trees') {
    const trees = randomForest.fit(table, target, forestSettings(fitting, 0, 1), random.fork('fit'))
    return { model: { ...earlier.model, trees }, options: earlier.options }
  }
  const calibration = task === 'binary' ? forestCalibration(fitting) : null
  const trees = randomForest.fit(table, target, forestSettings(fitting, task === 'binary' ? 0.5 : 0, 1), random.fork('fit'))
  const rows = inner.reduce((total, { test }) => total + test.length, 0)
  const calibrated = calibration === null ? {} : { calibration: calibration.kind, calibration_rows: rows }
  return { model: { kind: 'trees', trees, calibration }, options: { ...FOREST, ...calibrated } }
}

function forestCalibration(fitting: Fitting): Calibration | null {
  const { table, target, inner, random } = fitting
  const shares = inner.flatMap(({ train, test }, index) => {
    const settings = forestSettings(fitting, (0.5 * index) / inner.length, (0.5 * (index + 1)) / inner.length)
    const own = random.fork(`calibration ${index}`)
    const outer = randomForest.fit(selectRows(table, train), selectValues(target, train), settings, own)
    return [...randomForest.predict(outer, selectRows(table, test))]
  })
  const labels = inner.flatMap(({ test }) => [...selectValues(target, test)])
  return new Set(labels).size < 2 ? null : fitPlatt(labels, shares.map(forestScore), { smoothing: true })
}

/** @param from Share done when the forest begins, of all that is fitted; `to` when it is grown. */
function forestSettings({ task, categorical, onRound }: Fitting, from: number, to: number): ForestOptions {
  return {
    ...FOREST,
    task,
    categorical_feature: categorical,
    onRound: ({ round }) => {
      onRound?.(from + ((to - from) * round) / FOREST.num_iterations, round)
      return 'continue'
    },
  }
}

/** A share of trees as log odds, not endless where all of them agree. */
function forestScore(share: number): number {
  return logit(Math.min(1 - SHARE_MIN, Math.max(SHARE_MIN, share)))
}

/**
 * The columns of a line: numbers without gaps. Of a category the most frequent values have a column each and the others share one.
 * @throws RangeError unless the table has the columns of the encoding in their order.
 */
export function encodeForLine(encoding: ColumnEncoding, table: Table): Table {
  const categorical = encoding.columns.filter((_, index) => encoding.encodings[index]?.kind === 'category')
  return encodeColumns(encoding, withFewCategories(table, new Set(categorical)))
}

/** Indices of categories rise as values become rarer. */
function withFewCategories({ names, columns }: Table, categorical: ReadonlySet<string>): Table {
  const last = CATEGORIES_OF_LINE_MAX - 1
  const few = (column: Float64Array) => column.map((value) => Math.min(value, last))
  return { names, columns: columns.map((column, index) => (categorical.has(names[index] as string) ? few(column) : column)) }
}

function fitLine({ algorithm, table, target, categorical, random, onRound }: Fitting): FittedTable {
  const encoding = fitColumnEncoding(withFewCategories(table, new Set(categorical)), categorical)
  const encoded = encodeForLine(encoding, table)
  const line =
    algorithm === 'linear' ? linearRegression.fit(encoded, target, LINE, random) : logisticRegression.fit(encoded, target, LINE, random)
  onRound?.(1, 1)
  const means = encoded.columns.map((column) => column.reduce((total, value) => total + value / column.length, 0))
  return { model: { kind: 'line', encoding, means, line }, options: LINE }
}
