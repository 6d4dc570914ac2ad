import type { CustomerColumnName } from '@trill/contract/customers'
import { calibrationDrift } from '@trill/core/drift/calibration-drift'
import { selectColumns, selectRows, selectValues, type Table } from '@trill/core/estimator'
import { median } from '@trill/core/inference/quantiles'
import { findLeaks, isBeyondBelief } from '@trill/core/leakage/leaks'
import { fitPlatt, logit } from '@trill/core/model-selection/calibration'
import { conformalBounds } from '@trill/core/model-selection/conformal'
import { permutationImportance } from '@trill/core/model-selection/cross-validation'
import { gainsTable } from '@trill/core/model-selection/gains'
import { attainableFigures } from '@trill/core/model-selection/known-probability'
import { observedShares } from '@trill/core/model-selection/observed-shares'
import { brierScore } from '@trill/core/model-selection/probability-metrics'
import { rootMeanSquaredError } from '@trill/core/model-selection/regression-metrics'
import { randomFolds } from '@trill/core/model-selection/splits'
import { createRandom, type Random } from '@trill/core/random/xoshiro256'
import { gradientBoosting } from '@trill/core/trees/gradient-boosting'
import { noiseOf } from '../../platform/models/computed-findings.ts'
import type { ModelFindings } from '../../platform/models/findings.ts'
import type { ModelTask } from '../../platform/models/trainer.ts'
import { CONFIDENCE, type CustomerModel, saidOf } from './model.ts'

const ROUNDS_MAX = 300
const BOOSTING = {
  ...{ learning_rate: 0.06, num_leaves: 15, min_data_in_leaf: 20 },
  ...{ feature_fraction: 0.6, bagging_fraction: 0.8, bagging_freq: 1, max_cat_to_onehot: 4 },
} as const
/** Rounds without a lower loss on customers left out. */
const PATIENCE = 30
/** One in so many of those to learn from decides when to stop, sets probabilities right and makes intervals. */
const INNER_FOLDS = 5
const IMPORTANCE_ROWS = 1000
/** If outcomes were drawn from a probability, they would fit it worse than they do with this probability. */
const DRAWN_MIN = 0.001

/** Customers with a known outcome. */
export interface Lesson {
  readonly table: Table
  /** On the scale that is learned; 0 or 1. */
  readonly target: Float64Array
}

export interface LearnAsked {
  readonly training: Lesson
  /** Of which nothing is learned. */
  readonly heldOut: Lesson
  readonly task: ModelTask
  /** The column that is foretold, and whether as the logarithm of one more. */
  readonly column: string
  readonly scale: 'plain' | 'log'
  /** Columns of words. */
  readonly categorical: readonly string[]
  readonly excluded: ModelFindings['excluded']
  /** Of the customers held out, the probability that their outcomes may be drawn from, and the name of its column. */
  readonly drawnFrom: { readonly probabilities: Float64Array; readonly column: string } | null
  readonly seed: string
}

export interface Learned {
  readonly document: CustomerModel
  /** Columns learned from. */
  readonly columns: readonly string[]
  readonly findings: Omit<ModelFindings, 'provenance'>
  readonly importance: readonly { readonly feature: string; readonly value: number }[]
}

/** Finds and excludes leaks, learns, and judges what is held out against noise. Runs for seconds: call it apart. */
export function learnCustomers(asked: LearnAsked, progress: (done: number, total: number) => void): Learned {
  const { training, heldOut, task, scale, seed, categorical } = asked
  const random = createRandom(seed)
  const leaks = findLeaks(training.table, inUnit(training.target, scale), { task, categorical }, random.fork('leaks'))
  progress(1, 3)
  const own = { ...training, table: selectColumns(training.table, leaks.kept) }
  const { document, importance } = learnFrom(own, asked, random.fork('learning'))
  progress(2, 3)
  const said = saidOf(document, selectColumns(heldOut.table, leaks.kept))
  return {
    document,
    columns: leaks.kept,
    importance,
    findings: {
      ...findingsOf(asked, said, document.mean, random.fork('noise')),
      leaks: leaks.leaks,
      suspicious: leaks.suspicious || isBeyondBelief(task, heldOut.target, said),
    },
  }
}

/** From the scale that is learned to the unit of the column. */
function inUnit(values: Float64Array, scale: LearnAsked['scale']): Float64Array {
  return scale === 'log' ? values.map(Math.expm1) : values
}

function findingsOf({ heldOut, task, column, scale, excluded, drawnFrom }: LearnAsked, said: Float64Array, mean: number, random: Random) {
  const actual = heldOut.target
  return {
    target: column,
    excluded,
    noise: noiseOf({ actual, said, mean }, random),
    ceiling: ceilingOf(actual, drawnFrom),
    gains: gainsTable(inUnit(actual, scale), inUnit(said, scale), { task }),
  }
}

/** None where outcomes do not look drawn from those probabilities. */
function ceilingOf(actual: Float64Array, drawnFrom: LearnAsked['drawnFrom']): ModelFindings['ceiling'] {
  if (drawnFrom === null) return null
  const { meanPValue, brierPValue } = calibrationDrift(actual, drawnFrom.probabilities)
  if (Math.min(meanPValue, brierPValue) < DRAWN_MIN) return null
  return { ...attainableFigures(drawnFrom.probabilities), source: drawnFrom.column }
}

function learnFrom(training: Lesson, { task, categorical }: LearnAsked, random: Random): Pick<Learned, 'document' | 'importance'> {
  const { table, target } = training
  const labels = task === 'binary' ? { labels: target } : {}
  const { train, test } = randomFolds(target.length, INNER_FOLDS, random.fork('inner'), labels)[0] as {
    train: Uint32Array
    test: Uint32Array
  }
  const left = { table: selectRows(table, test), target: selectValues(target, test) }
  const options = {
    ...BOOSTING,
    objective: task,
    num_iterations: ROUNDS_MAX,
    early_stopping_round: PATIENCE,
    validation: left,
    categorical_feature: categorical.filter((name) => table.names.includes(name)),
  }
  const trees = gradientBoosting.fit(selectRows(table, train), selectValues(target, train), options, random.fork('trees'))
  const raw = gradientBoosting.predict(trees, left.table)
  const calibration = task === 'binary' ? fitPlatt(left.target, raw.map(logit)) : null
  const said = saidOf({ trees, calibration }, left.table)
  const document: CustomerModel = {
    trees,
    calibration,
    bins: task === 'binary' ? observedShares(said, left.target) : [],
    bounds: task === 'binary' ? null : boundsOf(said, left.target),
    usual: usualOf(table, new Set(categorical)),
    mean: target.reduce((sum, value) => sum + value / target.length, 0),
    range: [target.reduce((a, b) => Math.min(a, b), Infinity), target.reduce((a, b) => Math.max(a, b), -Infinity)],
  }
  return { document, importance: importanceOf(document, left, task, random.fork('importance')) }
}

function importanceOf(document: CustomerModel, { table, target }: Lesson, task: ModelTask, random: Random): Learned['importance'] {
  const rows = Uint32Array.from({ length: Math.min(IMPORTANCE_ROWS, target.length) }, (_, row) => row)
  const actual = selectValues(target, rows)
  const loss = task === 'binary' ? brierScore : rootMeanSquaredError
  const found = permutationImportance(
    (given) => saidOf(document, given),
    selectRows(table, rows),
    (said) => -loss(actual, said),
    random,
    { repeats: 1 },
  )
  return found.map(({ column, mean }) => ({ feature: column, value: mean }))
}

function boundsOf(said: Float64Array, target: Float64Array): CustomerModel['bounds'] {
  const errors = target.map((value, row) => value - (said[row] as number))
  const { lower, upper } = conformalBounds(errors, CONFIDENCE)
  return Number.isFinite(lower) && Number.isFinite(upper) ? { lower, upper } : null
}

function usualOf({ names, columns }: Table, words: ReadonlySet<string>): CustomerModel['usual'] {
  const usual = names.map((name, index): [CustomerColumnName, number | null] => {
    const known = (columns[index] as Float64Array).filter((value) => !Number.isNaN(value))
    return [name as CustomerColumnName, words.has(name) || known.length === 0 ? null : median(known)]
  })
  return Object.fromEntries(usual)
}
