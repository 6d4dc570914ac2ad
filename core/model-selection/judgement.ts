import type { Random } from '../random/xoshiro256.ts'
import { type BootstrapOptions, bootstrap, type Estimate } from './bootstrap.ts'
import { accuracy, confusion, f1Score, macroF1, matthewsCorrelation, mostProbable } from './class-metrics.ts'
import { descendingOrder, picked, requireProbabilities } from './judged.ts'
import { baseRate, brierScore, brierSkill, calibrationError, logLoss, majorityAccuracy } from './probability-metrics.ts'
import { averagePrecision, rocAuc } from './ranking-metrics.ts'
import { meanAbsoluteError, meanLogError, medianPercentageError, rootMeanSquaredError, rSquared } from './regression-metrics.ts'

/** How good a forecast of yes or no is. Accuracy never stands alone: beside it is that of always saying the more frequent. */
export type BinaryJudgement = Record<
  | 'baseRate'
  | 'majorityAccuracy'
  | 'accuracy'
  | 'rocAuc'
  | 'averagePrecision'
  | 'brier'
  | 'brierSkill'
  | 'logLoss'
  | 'calibrationError'
  | 'f1'
  | 'matthews',
  Estimate
>

/** How good a forecast of several classes is. */
export type ClassJudgement = Record<'majorityAccuracy' | 'accuracy' | 'macroF1' | 'logLoss' | 'matthews', Estimate>

/** How good a forecast of a number is. The last two have a value where all actual (and for the last all predicted) values are > 0. */
export type ValueJudgement = Record<
  'rSquared' | 'meanAbsoluteError' | 'rootMeanSquaredError' | 'medianPercentageError' | 'meanLogError',
  Estimate
>

/**
 * Judges probabilities of yes or no on rows the model has not seen, each figure with a bootstrap interval.
 * @param labels 0 or 1 a row.
 * @param probabilities As many, in [0, 1]; from 0.5 on a row is called positive.
 * @param options Groups of rows that hang together, number of resamples, confidence.
 * @throws RangeError when rows are none, unequal in number or out of range.
 */
export function judgeBinary(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  random: Random,
  options: BootstrapOptions = {},
): BinaryJudgement {
  requireProbabilities('judgeBinary', labels, probabilities)
  const order = descendingOrder(probabilities)
  const sorted = { labels: picked(labels, order), probabilities: picked(probabilities, order) }
  const figures = (rows: Uint32Array) => binaryFigures(picked(sorted.labels, rows), picked(sorted.probabilities, rows))
  return bootstrap(order.length, figures, random, { ...options, ...orderedGroups(options, order) })
}

/**
 * Judges probabilities of several classes on rows the model has not seen, each figure with a bootstrap interval.
 * @param labels Classes 0, 1, … a row.
 * @param probabilities Class c of row r at r · classes + c, in [0, 1].
 * @throws RangeError when rows are none, unequal in number or out of range.
 */
export function judgeClasses(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
  random: Random,
  options: BootstrapOptions = {},
): ClassJudgement {
  const called = mostProbable(probabilities, classes)
  confusion(labels, called)
  const given = Float64Array.from(called, (_, row) => probabilities[row * classes + (labels[row] as number)] as number)
  requireProbabilities('judgeClasses', new Uint8Array(given.length).fill(1), given)
  return bootstrap(called.length, (rows) => classFigures(picked(labels, rows), picked(called, rows), picked(given, rows)), random, options)
}

/**
 * Judges predicted numbers on rows the model has not seen, each figure with a bootstrap interval.
 * @param actual Finite numbers.
 * @param predicted As many.
 * @throws RangeError when rows are none, unequal in number or not finite.
 */
export function judgeValues(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  random: Random,
  options: BootstrapOptions = {},
): ValueJudgement {
  rSquared(actual, predicted)
  return bootstrap(actual.length, (rows) => valueFigures(picked(actual, rows), picked(predicted, rows)), random, options)
}

/** The figures of `judgeBinary` without intervals. Rows in descending order of their probability are sooner done. */
export function binaryFigures(labels: Float64Array, probabilities: Float64Array): Record<keyof BinaryJudgement, number | null> {
  const table = confusion(
    labels,
    probabilities.map((probability) => Number(probability >= 0.5)),
  )
  return {
    baseRate: baseRate(labels),
    majorityAccuracy: majorityAccuracy(labels),
    accuracy: accuracy(table),
    rocAuc: rocAuc(labels, probabilities),
    averagePrecision: averagePrecision(labels, probabilities),
    brier: brierScore(labels, probabilities),
    brierSkill: brierSkill(labels, probabilities),
    logLoss: logLoss(labels, probabilities),
    calibrationError: calibrationError(labels, probabilities),
    f1: table.classes < 2 ? null : f1Score(table, 1),
    matthews: matthewsCorrelation(table),
  }
}

function classFigures(labels: Float64Array, called: Float64Array, given: Float64Array) {
  const table = confusion(labels, called)
  const actual = Array.from({ length: table.classes }, (_, index) => labels.reduce((count, label) => count + Number(label === index), 0))
  return {
    majorityAccuracy: Math.max(...actual) / labels.length,
    accuracy: accuracy(table),
    macroF1: macroF1(table),
    logLoss: logLoss(new Uint8Array(given.length).fill(1), given),
    matthews: matthewsCorrelation(table),
  }
}

/** The figures of `judgeValues` without intervals. */
export function valueFigures(actual: Float64Array, predicted: Float64Array): Record<keyof ValueJudgement, number | null> {
  const positive = actual.every((value) => value > 0)
  return {
    rSquared: rSquared(actual, predicted),
    meanAbsoluteError: meanAbsoluteError(actual, predicted),
    rootMeanSquaredError: rootMeanSquaredError(actual, predicted),
    medianPercentageError: positive ? medianPercentageError(actual, predicted) : null,
    meanLogError: positive && predicted.every((value) => value > 0) ? meanLogError(actual, predicted) : null,
  }
}

function orderedGroups({ groups }: BootstrapOptions, order: Uint32Array): BootstrapOptions {
  if (groups === undefined || groups.length !== order.length) return {}
  return { groups: Array.from(order, (row) => groups[row] as number | string) }
}
