import { selectColumns, type Table, tableOfRows } from '@trill/core/estimator'
import { rocAuc } from '@trill/core/model-selection/ranking-metrics'
import { intervalCoverage, meanLogError, medianPercentageError } from '@trill/core/model-selection/regression-metrics'
import { createRandom } from '@trill/core/random/xoshiro256'
import { gradientBoosting } from '@trill/core/trees/gradient-boosting'
import { type Backtest, backtestEarly } from '@trill/core/virality/backtest'
import type { Cascade } from '@trill/core/virality/cascade'
import { earlyTable, type Post, topThreshold } from '@trill/core/virality/early-table'
import { earlyVirality, forecastEarly } from '@trill/core/virality/early-virality'
import { learnProcess } from '@trill/core/virality/process-forecast'
import { type Measured, measure, rowsOf } from './measured.ts'

const DAY = 86_400
/** Milliseconds, the unit of the times. */
const RESOLVED_AFTER = 7 * 1000 * DAY
/** LightGBM’s figures and what the set’s README says of the newest posts of the full set, which are not the ones held out here. */
const TREES = {
  600: { medape: 0.293, male: 0.419, auc: 0.824, accuracy: 0.845 },
  3600: { medape: 0.163, male: 0.282, auc: 0.901, accuracy: 0.895 },
  7200: { medape: 0.125, male: 0.225, auc: 0.92, accuracy: 0.912 },
  21600: { medape: 0.087, male: 0.155, auc: 0.943, accuracy: 0.937 },
}
const LINES = { 600: { medape: 0.291 }, 3600: { medape: 0.276 }, 21600: { medape: 0.21 } }
const NEWS = { medape: 0.179, male: 0.204, auc: 0.782 }
/** A news cascade is great from 118 nodes on. */
const NEWS_THRESHOLD = 117.5
const NEWS_COUNT = 31
const TIDEH_FOLDS = 5
/** The one cascade of its set whose times are hours. */
const COUNTS_HOURS = 'sample_file'

/** Early virality beside everything it has to beat. */
export function measureEarlyVirality(folder: string): Measured[] {
  const posts = retweetPosts(folder)
  const border = Math.floor(0.7 * posts.length)
  return [
    ...Object.entries(TREES).flatMap(([age, reference]) =>
      backtestFigures(`twitter15_16 at ${Number(age) / 60} min`, reference, posts.slice(0, border), posts.slice(border), Number(age)),
    ),
    ...Object.entries(LINES).map(([age, reference]) =>
      measure(`tideh at ${Number(age) / 60} min`, 'early virality', reference, () => tideh(folder, Number(age))),
    ),
    measure('news features', 'early virality', NEWS, () => news(folder)),
    measure('news features', 'gradient boosting', NEWS, () => newsByTrees(folder)),
  ]
}

function backtestFigures(set: string, reference: Measured['reference'], older: Post[], later: Post[], cutSeconds: number): Measured[] {
  const start = performance.now()
  const { methods, majorityAccuracy, coverage } = judged(older, later, cutSeconds)
  const seconds = Math.round((performance.now() - start) / 10) / 100
  return methods.map(({ method, figures }) => ({
    set,
    method: `early virality: ${method}`,
    figures: {
      ...Object.fromEntries(Object.entries(figures).map(([name, { value }]) => [name, value === null ? null : Number(value.toFixed(4))])),
      majority_accuracy: Number(majorityAccuracy.toFixed(4)),
      ...(method === 'ensemble'
        ? { coverage_80: Number(coverage.held.toFixed(4)), coverage_80_adapted: Number(coverage.adapted.toFixed(4)) }
        : {}),
    },
    reference,
    seconds,
  }))
}

function judged(older: Post[], later: Post[], cutSeconds: number): Backtest {
  const work = backtestEarly(older, later, { cutSeconds, resolvedAfter: RESOLVED_AFTER }, createRandom(1))
  for (;;) {
    const { done, value } = work.next()
    if (done !== true) continue
    if (value.status === 'judged') return value
    throw new Error(`Too few cascades: ${JSON.stringify(value)}`)
  }
}

/** Ids of tweets carry their time. */
function retweetPosts(folder: string): Post[] {
  const cascades = new Map<string, number[][]>()
  for (const [id = '', ...rest] of rowsOf(folder, 'early_twitter15_16', 'events_A.csv.gz')) {
    if (!cascades.has(id)) cascades.set(id, [])
    cascades.get(id)?.push(rest.map(Number))
  }
  return [...cascades]
    .map(([id, rows]): Post => {
      const postedAt = Number(BigInt(id) >> 22n) + 1_288_834_974_657
      const column = (index: number) => rows.map((row) => row[index] as number)
      const seconds = column(2).map((minutes) => 60 * minutes)
      return { time: postedAt, context: { postedAt }, cascade: { actors: column(0), parents: column(1), seconds, replies: column(3) } }
    })
    .sort((a, b) => a.time - b.time)
}

/** Five folds by the number of the cascade, as the reference has them: these tweets carry no time. */
function tideh(folder: string, cutSeconds: number): Record<string, number | null> {
  const posts = tidehCascades(folder).map((cascade, time): Post => ({ cascade, context: {}, time }))
  const [actual, predicted, lower, upper]: number[][] = [[], [], [], []]
  for (let fold = 0; fold < TIDEH_FOLDS; fold += 1) {
    const older = posts.filter((_, index) => index % TIDEH_FOLDS !== fold)
    const later = posts.filter((_, index) => index % TIDEH_FOLDS === fold)
    const setting = learnProcess(
      older.map(({ cascade }) => cascade),
      7 * DAY,
    )
    const threshold = topThreshold(older.map(({ cascade }) => cascade.seconds.length))
    const rows = { cutSeconds, setting, threshold, nodesMin: 1 }
    const [train, test] = [whole(earlyTable(older, rows)), whole(earlyTable(later, rows))]
    const model = earlyVirality.fit(train.table, train.sizes, { times: Array.from(train.rows) }, createRandom(fold))
    const forecast = forecastEarly(model, test.table)
    actual?.push(...test.sizes)
    predicted?.push(...forecast.size)
    lower?.push(...forecast.lower)
    upper?.push(...forecast.upper)
  }
  return errorsOf(actual as number[], predicted as number[], lower as number[], upper as number[])
}

function tidehCascades(folder: string): Cascade[] {
  const cascades = new Map<string, [number, number][]>()
  for (const [id = '', at, followers] of rowsOf(folder, 'early_tideh_100', 'events.csv.gz')) {
    if (id === COUNTS_HOURS) continue
    if (!cascades.has(id)) cascades.set(id, [])
    cascades.get(id)?.push([Number(at), Number(followers)])
  }
  return [...cascades.values()].map((rows) => ({
    seconds: rows.slice(1).map(([at]) => at),
    actors: rows.slice(1).map((_, index) => index),
    audiences: rows.slice(1).map(([, followers]) => followers),
  }))
}

/** Cascades of one side, with columns made by others. */
interface NewsSide {
  readonly table: Table
  readonly sizes: Float64Array
}

function news(folder: string): Record<string, number | null> {
  const [older, later] = newsSides(folder)
  const model = earlyVirality.fit(older.table, older.sizes, { times: [...older.sizes.keys()] }, createRandom(1))
  const forecast = forecastEarly(model, later.table)
  return { ...errorsOf(later.sizes, forecast.size, forecast.lower, forecast.upper), auc: rocAuc(areGreat(later), forecast.viral) }
}

/** The way in which the reference was reached: one regression of the logarithm of the size, which orders the cascades, too. */
function newsByTrees(folder: string): Record<string, number | null> {
  const [older, later] = newsSides(folder)
  const seen = ({ table }: NewsSide) =>
    selectColumns(
      table,
      table.names.filter((name) => name.startsWith('feature')),
    )
  const settings = { objective: 'regression', num_iterations: 200, learning_rate: 0.05, num_leaves: 15 } as const
  const model = gradientBoosting.fit(seen(older), older.sizes.map(Math.log), settings, createRandom(1))
  const sizes = gradientBoosting.predict(model, seen(later)).map(Math.exp)
  return {
    medape: medianPercentageError(later.sizes, sizes),
    male: meanLogError(later.sizes, sizes),
    auc: rocAuc(areGreat(later), sizes),
  }
}

function areGreat({ sizes }: NewsSide): Float64Array {
  return sizes.map((size) => Number(size > NEWS_THRESHOLD))
}

/** The first 70 % by number, and the others. The count so far is the only column that is known by name. */
function newsSides(folder: string): [NewsSide, NewsSide] {
  const rows = rowsOf(folder, 'early_news_features', 'features_10_min.csv.gz').map((row) => row.map(Number))
  rows.sort((a, b) => (a[0] as number) - (b[0] as number))
  const features = rows.map((row) => [
    ...row.slice(1, -1),
    Math.log(Math.min(Math.max(row[NEWS_COUNT] as number, 1), row.at(-1) as number)),
    Math.log(NEWS_THRESHOLD),
  ])
  const names = [...(rows[0] as number[]).slice(1, -1).map((_, index) => `feature ${index}`), 'log_count', 'log_threshold']
  const sizes = Float64Array.from(rows, (row) => row.at(-1) as number)
  const border = Math.floor(0.7 * rows.length)
  return [
    { table: tableOfRows(names, features.slice(0, border)), sizes: sizes.subarray(0, border) },
    { table: tableOfRows(names, features.slice(border)), sizes: sizes.subarray(border) },
  ]
}

function errorsOf(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
): Record<string, number> {
  return {
    medape: medianPercentageError(actual, predicted),
    male: meanLogError(actual, predicted),
    coverage_80: intervalCoverage(actual, lower, upper),
  }
}

function whole<Result>(work: Generator<number, Result>): Result {
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value
  }
}
