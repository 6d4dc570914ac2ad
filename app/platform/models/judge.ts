import type { Estimate } from '@trill/core/model-selection/bootstrap'
import { compareBinary, compareValues } from '@trill/core/model-selection/comparison'
import { judgeBinary, judgeValues } from '@trill/core/model-selection/judgement'
import { type CalibrationBin, calibrationBins } from '@trill/core/model-selection/probability-metrics'
import { type CurvePoint, thresholdCurve } from '@trill/core/model-selection/ranking-metrics'
import { createRandom } from '@trill/core/random/xoshiro256'
import type { ModelTask } from './trainer.ts'

/** Points of a curve that are kept: more cannot be seen. */
const CURVE_POINTS = 200
const CALIBRATION_BINS = 10
/** Rows drawn in all resamples together, about: hold-outs of many rows need fewer resamples, and time. */
const DRAWN_ROWS = 2_000_000
const RESAMPLES_MIN = 200
const RESAMPLES_MAX = 1000

export type Figures = Readonly<Record<string, Estimate>>

/** Rows that predictions are judged on. */
interface JudgedRows {
  readonly task: ModelTask
  readonly actual: Float64Array
  readonly groups: ArrayLike<number | string> | null
  readonly seed: string
}

/** Predictions to be judged, all of the same rows. */
export interface JudgementAsked extends JudgedRows {
  readonly predicted: Float64Array
  readonly baselines: Readonly<Record<string, Float64Array>>
  /** Of the version that is live; null where there is none, or where it cannot take the rows. */
  readonly live: Float64Array | null
}

/** True and false positives as shares, with precision: the ROC and the precision-recall curve in one. */
export interface CurvePart {
  readonly falsePositiveRate: number
  readonly recall: number
  readonly precision: number
}

export interface Judgement {
  readonly figures: Figures
  /** The same figures of the simple rules. */
  readonly baselines: Readonly<Record<string, Figures>>
  /** The candidate’s figures less those of each rule, in pairs. */
  readonly overBaselines: Readonly<Record<string, Figures>>
  /** The candidate’s figures less those of the live version, in pairs; null where there is none to compare with. */
  readonly overLive: Figures | null
  readonly live: Figures | null
  /** Null for numbers, and where all rows have one outcome. */
  readonly curve: readonly CurvePart[] | null
  readonly calibration: readonly CalibrationBin[] | null
}

/** Judges predictions with intervals, beside simple rules and the live version. Runs for seconds: call it apart. */
export function judge(asked: JudgementAsked): Judgement {
  const { task, actual, predicted, baselines, live } = asked
  const binary = task === 'binary'
  const over = (first: Float64Array) => differences(asked, first, predicted)
  const named = <T>(of: (predicted: Float64Array) => T) =>
    Object.fromEntries(Object.entries(baselines).map(([name, values]) => [name, of(values)]))
  return {
    figures: figuresOf(asked, predicted),
    baselines: named((values) => figuresOf(asked, values)),
    overBaselines: named(over),
    overLive: live === null ? null : over(live),
    live: live === null ? null : figuresOf(asked, live),
    curve: binary ? curveOf(thresholdCurve(actual, predicted)) : null,
    calibration: binary ? calibrationBins(actual, predicted, CALIBRATION_BINS) : null,
  }
}

/** Two forecasts of the same rows. */
export interface PairAsked extends JudgedRows {
  readonly first: Float64Array
  readonly second: Float64Array
}

export interface JudgedPair {
  readonly figures: readonly [Figures, Figures]
  /** Figures of the second less those of the first. */
  readonly difference: Figures
}

/** Holds two forecasts of the same rows against each other. Runs for seconds: call it apart. */
export function judgePair({ first, second, ...asked }: PairAsked): JudgedPair {
  return { figures: [figuresOf(asked, first), figuresOf(asked, second)], difference: differences(asked, first, second) }
}

function differences(asked: JudgedRows, first: Float64Array, second: Float64Array): Figures {
  const compare = asked.task === 'binary' ? compareBinary : compareValues
  return compare(asked.actual, first, second, createRandom(`${asked.seed} pairs`), optionsOf(asked))
}

function figuresOf(asked: JudgedRows, predicted: Float64Array): Figures {
  const judgeTask = asked.task === 'binary' ? judgeBinary : judgeValues
  return judgeTask(asked.actual, predicted, createRandom(`${asked.seed} judgement`), optionsOf(asked))
}

function optionsOf({ actual, groups }: JudgedRows) {
  const resamples = Math.round(Math.min(RESAMPLES_MAX, Math.max(RESAMPLES_MIN, DRAWN_ROWS / actual.length)))
  return { resamples, ...(groups !== null && { groups }) }
}

function curveOf(points: readonly CurvePoint[]): CurvePart[] | null {
  const last = points.at(-1)
  if (last === undefined || last.truePositives === 0 || last.falsePositives === 0) return null
  const step = Math.max(1, points.length / CURVE_POINTS)
  const kept = Array.from({ length: Math.min(points.length, CURVE_POINTS) }, (_, index) => points[Math.floor(index * step)] as CurvePoint)
  return [...kept, last].map(({ truePositives, falsePositives }) => ({
    falsePositiveRate: falsePositives / last.falsePositives,
    recall: truePositives / last.truePositives,
    precision: truePositives / (truePositives + falsePositives),
  }))
}
