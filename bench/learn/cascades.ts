import { median, quantile } from '@trill/core/inference/quantiles'
import { accuracy, confusion } from '@trill/core/model-selection/class-metrics'
import { majorityAccuracy } from '@trill/core/model-selection/probability-metrics'
import { rocAuc } from '@trill/core/model-selection/ranking-metrics'
import { intervalCoverage, meanLogError, medianPercentageError } from '@trill/core/model-selection/regression-metrics'
import { fitLogLinear, forecastLogLinear, type SizeForecast } from '@trill/core/point-processes/log-linear'
import {
  fitReinforcedPoisson,
  forecastReinforcedPoisson,
  type ReinforcedPrior,
  reinforcedPrior,
} from '@trill/core/point-processes/reinforced-poisson'
import { seismicForecast } from '@trill/core/point-processes/seismic'
import { measureEarlyVirality } from './early-virality.ts'
import { type Measured, measure, rowsOf } from './measured.ts'

const DAY = 86_400
const NODES_MIN = 10
/** The one cascade of its set whose times are hours. */
const COUNTS_HOURS = 'sample_file'

/** Retweets of one post. */
interface Cascade {
  readonly id: string
  /** Ascending, the post itself not among them. */
  readonly seconds: number[]
}

const GROWTH = {
  600: { medape: 0.328, male: 0.466, auc: 0.809, accuracy: 0.822 },
  3600: { medape: 0.277, male: 0.386, auc: 0.862, accuracy: 0.865 },
  7200: { medape: 0.208, male: 0.313, auc: 0.897, accuracy: 0.888 },
}
const SEISMIC = { 600: 0.478, 3600: 0.38, 21600: 0.179 }

/** Final size from the first minutes: growth and the reinforced Poisson process on retweet trees, SEISMIC where followers are known. */
export function measureCascades(folder: string): Measured[] {
  const cascades = trees(folder)
  const cut = Math.floor(0.7 * cascades.length)
  const [train, test] = [cascades.slice(0, cut), cascades.slice(cut)]
  const past = train
    .filter((_, i) => i % 3 === 0)
    .map(({ seconds }) =>
      fitReinforcedPoisson(
        seconds.filter((at) => at <= 30 * DAY),
        30 * DAY,
      ),
    )
  const prior = reinforcedPrior(past)
  return [
    ...Object.entries(GROWTH).flatMap(([age, reference]) => [
      measure(`twitter15_16 at ${Number(age) / 60} min`, 'growth', reference, () => judged(train, test, Number(age), countAt)),
      measure(`twitter15_16 at ${Number(age) / 60} min`, 'growth over reinforced Poisson', reference, () =>
        judged(train, test, Number(age), (cascade, at) => processMedian(cascade, at, prior)),
      ),
    ]),
    ...Object.entries(SEISMIC).map(([age, medape]) =>
      measure(`tideh at ${Number(age) / 60} min`, 'SEISMIC', { medape }, () => seismicErrors(folder, Number(age))),
    ),
    ...measureEarlyVirality(folder),
  ]
}

/** Learns the growth from an early figure on older posts, and judges it on newer ones. */
function judged(
  train: Cascade[],
  test: Cascade[],
  age: number,
  early: (cascade: Cascade, age: number) => number,
): Record<string, number | null> {
  const [known, judgedOn] = [train, test].map((side) => side.filter((cascade) => countAt(cascade, age) >= NODES_MIN)) as [
    Cascade[],
    Cascade[],
  ]
  const model = fitLogLinear(
    known.map((cascade) => early(cascade, age)),
    known.map(sizeOf),
  )
  const forecasts = judgedOn.map((cascade): SizeForecast => forecastLogLinear(model, early(cascade, age)))
  const actual = judgedOn.map(sizeOf)
  const threshold = quantile(
    train.map(sizeOf).sort((a, b) => a - b),
    0.9,
  )
  const viral = actual.map((size) => Number(size > threshold))
  const medians = forecasts.map(({ median: size }) => size)
  return {
    medape: medianPercentageError(actual, medians),
    male: meanLogError(actual, medians),
    auc: rocAuc(viral, medians),
    accuracy: accuracy(
      confusion(
        viral,
        medians.map((size) => Number(size > threshold)),
      ),
    ),
    majority_accuracy: majorityAccuracy(viral),
    coverage_80: intervalCoverage(
      actual,
      forecasts.map(({ lower }) => lower),
      forecasts.map(({ upper }) => upper),
    ),
  }
}

function processMedian({ seconds }: Cascade, age: number, prior: ReinforcedPrior): number {
  const fit = fitReinforcedPoisson(
    seconds.filter((at) => at <= age),
    age,
    { prior },
  )
  return 1 + forecastReinforcedPoisson(fit, 7 * DAY).median
}

function countAt({ seconds }: Cascade, age: number): number {
  return 1 + seconds.filter((at) => at <= age).length
}

function sizeOf({ seconds }: Cascade): number {
  return 1 + seconds.length
}

/** Ids of tweets rise with time. */
function trees(folder: string): Cascade[] {
  const cascades = new Map<string, number[]>()
  for (const [id, , parent, minutes] of rowsOf(folder, 'early_twitter15_16', 'events_A.csv.gz') as [string, string, string, string][]) {
    if (parent === '-1' || Number(minutes) < 0) continue
    if (!cascades.has(id)) cascades.set(id, [])
    cascades.get(id)?.push(60 * Number(minutes))
  }
  return [...cascades]
    .map(([id, seconds]) => ({ id, seconds: seconds.sort((a, b) => a - b) }))
    .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
}

function seismicErrors(folder: string, age: number): Record<string, number | null> {
  const cascades = new Map<string, { seconds: number[]; audiences: number[] }>()
  for (const [id, at, followers] of rowsOf(folder, 'early_tideh_100', 'events.csv.gz') as [string, string, string][]) {
    if (id === COUNTS_HOURS) continue
    if (!cascades.has(id)) cascades.set(id, { seconds: [], audiences: [] })
    cascades.get(id)?.seconds.push(Number(at))
    cascades.get(id)?.audiences.push(Number(followers))
  }
  const errors = [...cascades.values()].map((cascade) => {
    const final = cascade.seconds.length - 1
    return Math.abs(seismicForecast(cascade, age).finalShares - final) / final
  })
  return { medape: median(errors), supercritical: errors.filter((error) => error === Infinity).length / errors.length }
}
