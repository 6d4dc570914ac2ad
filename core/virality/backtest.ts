import type { BootstrapOptions, Estimate } from '../model-selection/bootstrap.ts'
import { judgeBinary, judgeValues } from '../model-selection/judgement.ts'
import { majorityAccuracy } from '../model-selection/probability-metrics.ts'
import { intervalCoverage } from '../model-selection/regression-metrics.ts'
import type { Random } from '../random/xoshiro256.ts'
import { adaptiveIntervals } from './adaptive-interval.ts'
import { BASELINES, type Contest, labelsOf, type MethodForecast } from './baselines.ts'
import { cascadeSize } from './cascade.ts'
import { type EarlyTable, earlyTable, type Post, topThreshold } from './early-table.ts'
import { forecastEarly, POSTS_MIN, trainEarlyVirality } from './early-virality.ts'
import { learnProcess } from './process-forecast.ts'

export interface BacktestOptions {
  /** Age of the posts at which they are forecast, > 1. */
  readonly cutSeconds: number
  /** Age at which posts are taken to be over, by the process (30 days). */
  readonly horizonSeconds?: number
  /** Nodes by the cut from which a post takes part (10). */
  readonly nodesMin?: number
  /** How long after it came out it is known what became of a post, in the unit of the times (0). */
  readonly resolvedAfter?: number
  /** Of the ensemble’s members (300). */
  readonly trees?: number
  /** Of the intervals (1000). */
  readonly resamples?: number
}

/** Figures of one method on the later posts; those without a value are null. */
export interface MethodJudgement {
  readonly method: string
  readonly figures: Readonly<Record<JudgedFigure, Estimate>>
}

/** A figure of a method, each with its interval. */
export type JudgedFigure = 'accuracy' | 'auc' | 'ap' | 'brier' | 'medape' | 'male' | 'calibration_error'

/** How methods fared on posts that came after those they learned from. */
export interface Backtest {
  readonly status: 'judged'
  /** Cascades on each side, and those of them that had enough nodes by the cut. */
  readonly posts: Readonly<Record<'train' | 'test', { readonly cascades: number; readonly taken: number }>>
  /** Size above which a post is viral: a tenth of the older cascades exceed it. */
  readonly threshold: number
  /** Of the later posts that took part. */
  readonly baseRate: number
  readonly majorityAccuracy: number
  /** The ensemble first, then what it has to beat. */
  readonly methods: readonly MethodJudgement[]
  /**
   * Share of the later posts whose size was inside of the ensemble’s interval, and what it was to be; `adapted` where intervals follow what
   * became of the posts before.
   */
  readonly coverage: { readonly asked: number; readonly held: number; readonly adapted: number }
}

/** Too few posts on one side that had enough nodes by the cut. */
export interface BacktestTooSmall {
  readonly status: 'insufficient_data'
  readonly side: 'train' | 'test'
  readonly needed: number
  readonly seen: number
}

/** Part of a backtest that is under way, and the share of it that is done. */
export interface BacktestStep {
  readonly part: 'features' | 'training' | 'judging'
  readonly done: number
}

const DEFAULTS = { horizonSeconds: 30 * 86_400, nodesMin: 10, resolvedAfter: 0, trees: 300, resamples: 1000 }
const NO_ESTIMATE: Estimate = { value: null, lower: null, upper: null }
const CONFIDENCE = 0.8

/**
 * Learns from older posts and judges on later ones, in steps: the ensemble, which was chosen beforehand, beside all baselines on the same
 * rows. Every figure has a bootstrap interval, in which posts of one creator are drawn together.
 * @param older Posts that teach; nothing of the later ones does.
 * @param later Posts that are judged on.
 * @throws RangeError when a parameter is out of range or no side has a cascade.
 */
export function* backtestEarly(
  older: readonly Post[],
  later: readonly Post[],
  options: BacktestOptions,
  random: Random,
): Generator<BacktestStep, Backtest | BacktestTooSmall> {
  const { cutSeconds, horizonSeconds, nodesMin, resolvedAfter, trees, resamples } = { ...DEFAULTS, ...options }
  const threshold = topThreshold(older.map(({ cascade }) => cascadeSize(cascade)))
  const setting = learnProcess(
    older.map(({ cascade }) => cascade),
    Math.max(horizonSeconds, cutSeconds),
  )
  const rows = { cutSeconds, setting, threshold, nodesMin }
  const share = older.length / (older.length + later.length)
  const train = yield* steps('features', earlyTable(older, rows), 0, share)
  const test = yield* steps('features', earlyTable(later, rows), share, 1)
  const tooSmall = tooSmallSide(train, test)
  if (tooSmall !== null) return tooSmall
  const times = Array.from(train.rows, (row) => (older[row] as Post).time)
  const model = yield* steps(
    'training',
    trainEarlyVirality(train.table, train.sizes, { times, trees, confidence: CONFIDENCE }, random.fork('ensemble')),
    0,
    1,
  )
  const forecast = forecastEarly(model, test.table)
  const methods = yield* judged(
    { train, test, threshold },
    { probability: forecast.viral, size: forecast.size },
    { groups: creatorsOf(later, test), resamples },
    random,
  )
  const labels = labelsOf(test.sizes, threshold)
  const laterTimes = Array.from(test.rows, (row) => (later[row] as Post).time)
  const adapted = adaptiveIntervals(model, { ...test, times: laterTimes }, resolvedAfter)
  return {
    status: 'judged',
    posts: {
      train: { cascades: older.length, taken: train.rows.length },
      test: { cascades: later.length, taken: test.rows.length },
    },
    threshold,
    baseRate: labels.reduce((total, label) => total + label / labels.length, 0),
    majorityAccuracy: majorityAccuracy(labels),
    methods,
    coverage: {
      asked: CONFIDENCE,
      held: intervalCoverage(test.sizes, forecast.lower, forecast.upper),
      adapted: intervalCoverage(test.sizes, adapted.lower, adapted.upper),
    },
  }
}

function tooSmallSide(train: EarlyTable, test: EarlyTable): BacktestTooSmall | null {
  if (train.rows.length < POSTS_MIN) return { status: 'insufficient_data', side: 'train', needed: POSTS_MIN, seen: train.rows.length }
  return test.rows.length === 0 ? { status: 'insufficient_data', side: 'test', needed: 1, seen: 0 } : null
}

function* judged(
  contest: Contest & { readonly test: EarlyTable },
  ensemble: MethodForecast,
  options: BootstrapOptions,
  random: Random,
): Generator<BacktestStep, MethodJudgement[]> {
  const methods: [string, () => MethodForecast][] = [
    ['ensemble', () => ensemble],
    ...Object.entries(BASELINES).map(([name, method]): [string, () => MethodForecast] => [name, () => method(contest, random.fork(name))]),
  ]
  const judgements: MethodJudgement[] = []
  for (const [index, [method, forecast]] of methods.entries()) {
    judgements.push({ method, figures: figuresOf(forecast(), contest, options, random) })
    yield { part: 'judging', done: (index + 1) / methods.length }
  }
  return judgements
}

/** Every method is judged on the same resamples. */
function figuresOf(
  { probability, size }: MethodForecast,
  { test, threshold }: { readonly test: EarlyTable; readonly threshold: number },
  options: BootstrapOptions,
  random: Random,
): MethodJudgement['figures'] {
  const viral = judgeBinary(labelsOf(test.sizes, threshold), probability, random.fork('viral'), options)
  const values = size === null ? null : judgeValues(test.sizes, size, random.fork('size'), options)
  return {
    accuracy: viral.accuracy,
    auc: viral.rocAuc,
    ap: viral.averagePrecision,
    brier: viral.brier,
    calibration_error: viral.calibrationError,
    medape: values?.medianPercentageError ?? NO_ESTIMATE,
    male: values?.meanLogError ?? NO_ESTIMATE,
  }
}

/** Posts of one creator hang together; one whose creator was not seen stands alone. */
function creatorsOf(posts: readonly Post[], { rows }: EarlyTable): (number | string)[] {
  return Array.from(rows, (row) => {
    const { actors, parents } = (posts[row] as Post).cascade
    const post = parents === undefined ? -1 : Array.from(parents).indexOf(-1)
    return post === -1 ? `post ${row}` : (actors[post] as number)
  })
}

function* steps<Result>(
  part: BacktestStep['part'],
  work: Generator<number, Result>,
  from: number,
  to: number,
): Generator<BacktestStep, Result> {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
    yield { part, done: from + (to - from) * step.value }
  }
}
