import type { Estimate } from '../model-selection/bootstrap.ts'
import { judgeBinary, judgeClasses, judgeValues } from '../model-selection/judgement.ts'
import type { Random } from '../random/xoshiro256.ts'
import type { Task } from './target.ts'

/** Figures by their names in documents and answers. */
export type Figures = Readonly<Record<string, Estimate>>

/** A judgement and, beside it, that of knowing nothing of a row. */
export interface TabularJudgement {
  readonly metrics: Figures
  /** Of predicting the shares of classes, or the mean, of the training rows. */
  readonly baseline: Readonly<Record<string, number | null>>
}

/** What is judged: rows that the model has not seen. */
export interface Judged {
  readonly task: Task
  /** 0 for a regression. */
  readonly classes: number
  readonly actual: Float64Array
  /** As the model gives them. */
  readonly predictions: Float64Array
  /** What somebody says who knows only the training rows, in the same form. */
  readonly ignorant: Float64Array
  /** One a row where rows hang together. */
  readonly groups: Uint32Array | null
  /** Of the intervals, at least 20: 1,000, or 200 for more than 10,000 rows. */
  readonly resamples?: number | undefined
}

/** Resamples of an interval; fewer for many rows, whose intervals are narrow. */
const RESAMPLES = 1000
const RESAMPLES_OF_MANY = 200
const RESAMPLES_MIN = 20
const MANY_ROWS = 10_000

const NAMES: Readonly<Record<string, string>> = {
  baseRate: 'base_rate',
  majorityAccuracy: 'majority_accuracy',
  rocAuc: 'auc',
  averagePrecision: 'average_precision',
  brierSkill: 'brier_skill',
  logLoss: 'log_loss',
  calibrationError: 'calibration_error',
  macroF1: 'macro_f1',
  rSquared: 'r2',
  meanAbsoluteError: 'mae',
  rootMeanSquaredError: 'rmse',
  medianPercentageError: 'medape',
  meanLogError: 'male',
}

/** Figures that say something of a prediction that is the same for every row. */
const SAID_OF_IGNORANT = new Set(['accuracy', 'auc', 'average_precision', 'brier', 'log_loss', 'r2', 'mae', 'rmse', 'medape', 'male'])

/** Figures of the task with intervals of 95 %, and those of the ignorant on the same rows. */
export function judgeTask(judged: Judged, random: Random): TabularJudgement {
  const ignorant = figuresOf({ ...judged, predictions: judged.ignorant, resamples: RESAMPLES_MIN }, random.fork('ignorant'))
  const said = Object.entries(renamed(ignorant)).filter(([name]) => SAID_OF_IGNORANT.has(name))
  return {
    metrics: renamed(figuresOf(judged, random.fork('rows'))),
    baseline: Object.fromEntries(said.map(([name, { value }]) => [name, value])),
  }
}

function figuresOf({ task, classes, actual, predictions, groups, resamples }: Judged, random: Random) {
  const usual = actual.length > MANY_ROWS ? RESAMPLES_OF_MANY : RESAMPLES
  const options = { resamples: resamples ?? usual, ...(groups !== null && { groups }) }
  if (task === 'binary') return judgeBinary(actual, predictions, random, options)
  if (task === 'multiclass') return judgeClasses(actual, predictions, classes, random, options)
  return judgeValues(actual, predictions, random, options)
}

function renamed(figures: Figures): Figures {
  return Object.fromEntries(Object.entries(figures).map(([name, estimate]) => [NAMES[name] ?? name, estimate]))
}

/**
 * What somebody says of each row who knows only the target of others: shares of classes, or the mean.
 * @param target Of the training rows.
 * @param rows How many to say it of.
 */
export function ignorantPredictions(task: Task, classes: number, target: Float64Array, rows: number): Float64Array {
  const mean = (holds: (value: number) => number) => target.reduce((total, value) => total + holds(value), 0) / target.length
  if (task !== 'multiclass') return new Float64Array(rows).fill(mean((value) => value))
  const shares = Array.from({ length: classes }, (_, label) => mean((value) => Number(value === label)))
  return Float64Array.from({ length: rows * classes }, (_, at) => shares[at % classes] as number)
}
