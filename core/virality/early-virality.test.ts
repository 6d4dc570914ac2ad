import { beforeAll, describe, expect, it } from 'vitest'
import { selectRows, selectValues, type Table } from '../estimator.ts'
import { adaptiveConformal } from '../model-selection/adaptive-conformal.ts'
import { intervalCoverage, medianPercentageError } from '../model-selection/regression-metrics.ts'
import { createRandom } from '../random/xoshiro256.ts'
import { adaptEarly, adaptiveIntervals } from './adaptive-interval.ts'
import { backtestEarly } from './backtest.ts'
import { earlyTable, topThreshold } from './early-table.ts'
import { type EarlyViralityModel, earlyVirality, explainEarly, forecastEarly, trainEarlyVirality } from './early-virality.ts'
import { scoreMembers } from './event-model.ts'
import { growthOpinions, mixGrowth, weighMembers } from './growth-model.ts'
import { learnProcess } from './process-forecast.ts'
import { simulatedPosts } from './testing.ts'

const HOUR = 3600
const TREES = 30
const posts = simulatedPosts(260, createRandom(11))
const threshold = topThreshold(posts.map(({ cascade }) => cascade.seconds.length))
const rows = whole(
  earlyTable(posts, {
    cutSeconds: HOUR,
    nodesMin: 1,
    threshold,
    setting: learnProcess(
      posts.map(({ cascade }) => cascade),
      30 * 24 * HOUR,
    ),
  }),
)
const older = Array.from({ length: 200 }, (_, row) => row)
const later = Array.from({ length: 60 }, (_, row) => 200 + row)
const train = { table: selectRows(rows.table, older), sizes: selectValues(rows.sizes, older) }
const test = { table: selectRows(rows.table, later), sizes: selectValues(rows.sizes, later) }
const options = { times: older, trees: TREES }
let model: EarlyViralityModel

beforeAll(() => {
  model = earlyVirality.fit(train.table, train.sizes, options, createRandom(1))
})

describe('a model of early virality', () => {
  it('is the same for the same seed, also in steps, and leaves what it is given as it is', () => {
    const before = JSON.stringify(train.table.columns.map((column) => [...column]))
    const steps: number[] = []
    const again = whole(trainEarlyVirality(train.table, train.sizes, options, createRandom(1)), (done) => steps.push(done))
    expect(JSON.stringify(again)).toBe(JSON.stringify(model))
    expect(JSON.stringify(train.table.columns.map((column) => [...column]))).toBe(before)
    expect([steps.at(-1), steps]).toEqual([1, steps.toSorted((a, b) => a - b)])
  })

  it('forecasts the same after a journey through JSON, each post by itself', () => {
    const journeyed = JSON.parse(JSON.stringify(model)) as EarlyViralityModel
    const all = forecastEarly(model, test.table)
    expect(forecastEarly(journeyed, test.table)).toEqual(all)
    const one = forecastEarly(model, selectRows(test.table, [7]))
    expect([one.viral[0], one.size[0]]).toEqual([all.viral[7], all.size[7]])
    expect(earlyVirality.predict(model, test.table)).toEqual(all.viral)
  })

  it('draws its intervals outwards on the side on which later posts were missed, and only there', () => {
    const plain = forecastEarly(model, test.table)
    const larger = test.sizes.map((size) => 3 * size)
    const adapted = adaptEarly(model, test.table, larger)
    const { size, lower, upper } = forecastEarly(model, test.table, adapted)
    expect(adapted.resolved).toBe(later.length)
    expect(size).toEqual(plain.size)
    expect(upper.every((bound, row) => bound > (plain.upper[row] as number))).toBe(true)
    expect(lower.every((bound, row) => bound >= (plain.lower[row] as number))).toBe(true)
    expect(intervalCoverage(larger, lower, upper)).toBeGreaterThan(intervalCoverage(larger, plain.lower, plain.upper))
    expect(adaptEarly(model, test.table, larger, adapted).resolved).toBe(2 * later.length)
    expect(forecastEarly(model, test.table, adaptiveConformal(model.confidence))).toEqual(plain)
    expect(() => adaptEarly(model, test.table, new Float64Array(later.length))).toThrow('growthErrors requires final sizes not below')
  })

  it('has intervals of later posts that know those that were over by then, and no others', () => {
    const larger = test.sizes.map((size) => 3 * size)
    const times = Array.from(later, (row) => row)
    const never = adaptiveIntervals(model, { table: test.table, sizes: larger, times }, 1000)
    const plain = forecastEarly(model, test.table)
    expect(never).toEqual({ lower: plain.lower, upper: plain.upper })
    const { upper } = adaptiveIntervals(model, { table: test.table, sizes: larger, times }, 9.5)
    const known = adaptEarly(model, selectRows(test.table, [0, 1, 2]), larger.subarray(0, 3))
    expect(upper.subarray(0, 10)).toEqual(plain.upper.subarray(0, 10))
    expect(upper[12]).toBe(forecastEarly(model, selectRows(test.table, [12]), known).upper[0])
    expect(intervalCoverage(larger, never.lower, upper)).toBeGreaterThan(intervalCoverage(larger, never.lower, never.upper))
  })

  it('errs less than no growth and than growth of the past on average, and most intervals hold', () => {
    const { size, lower, upper, viral, viralLower, viralUpper, doubling } = forecastEarly(model, test.table)
    const counts = (test.table.columns[test.table.names.indexOf('log_count')] as Float64Array).map(Math.exp)
    const error = medianPercentageError(test.sizes, size)
    const usual = train.sizes.reduce((total, value, row) => total + Math.log(value) - (train.table.columns[0]?.[row] as number), 0) / 200
    expect(error).toBeLessThan(
      0.9 *
        medianPercentageError(
          test.sizes,
          counts.map((count) => count * Math.exp(usual)),
        ),
    )
    expect(intervalCoverage(test.sizes, lower, upper)).toBeGreaterThan(0.6)
    for (const probability of [...viral, ...doubling]) expect(probability >= 0 && probability <= 1).toBe(true)
    for (const row of later.keys()) {
      expect((viralLower[row] as number) <= (viral[row] as number) && (viral[row] as number) <= (viralUpper[row] as number)).toBe(true)
      expect(size[row]).toBeGreaterThanOrEqual((counts[row] as number) * (1 - 1e-12))
      expect((lower[row] as number) <= (size[row] as number) && (size[row] as number) <= (upper[row] as number)).toBe(true)
    }
  })

  it('gives a farther threshold no greater score', () => {
    const near = explainEarly(model, test.table)
    const far = explainEarly(
      model,
      withColumn(test.table, 'log_threshold', (value) => value + 1),
    )
    for (const row of later.keys()) expect(scoreOf(far, row)).toBeLessThanOrEqual(scoreOf(near, row) + 1e-9)
  })

  it('is explained by contributions that sum to the mean score of its boosted classifiers', () => {
    const explained = explainEarly(model, test.table)
    if (explained === null) throw new Error('there is no explanation')
    const distance = columnOf(test.table, 'log_threshold').map((value, row) => value - (columnOf(test.table, 'log_count')[row] as number))
    const names = test.table.names.filter((name) => name !== 'log_threshold')
    const seen = { names: explained.names, columns: [...names.map((name) => columnOf(test.table, name)), distance] }
    const scores = scoreMembers(model.viral.members, seen)
    for (const row of later.keys()) expect(scoreOf(explained, row)).toBeCloseTo(scores[row] as number, 9)
  })

  it('listens to the growth that is forecast and to the process alone', () => {
    const plain = forecastEarly(model, test.table)
    const deaf = forecastEarly({ ...model, viral: { ...model.viral, leans: [0, 0] } }, test.table)
    const { leans = [] } = model.viral
    expect(leans).toHaveLength(2)
    expect(Math.min(...leans)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...leans)).toBeGreaterThan(0)
    expect(deaf.viral).not.toEqual(plain.viral)
    expect(deaf.doubling).toEqual(plain.doubling)
    expect(deaf.size).toEqual(plain.size)
  })

  it('says the base rate where every post of the past became of the same kind', () => {
    const none = withColumn(train.table, 'log_threshold', () => 20)
    const constant = earlyVirality.fit(none, train.sizes, options, createRandom(1))
    expect([...new Set(forecastEarly(constant, none).viral)]).toEqual([0])
    expect(explainEarly(constant, none)).toBeNull()
  })

  it.each([
    ['at least 30 posts, got 20', () => fit(selectRows(train.table, older.slice(0, 20)), train.sizes.slice(0, 20), older.slice(0, 20))],
    ['final sizes not below those so far, got 0.5 in row 3', () => fit(train.table, train.sizes.with(3, 0.5), older)],
    ['a time for each of 200 rows, got 3', () => fit(train.table, train.sizes, [1, 2, 3])],
    [
      '“log_threshold” in each row, got NaN',
      () =>
        fit(
          withColumn(train.table, 'log_threshold', () => Number.NaN),
          train.sizes,
          older,
        ),
    ],
    ['a column “log_count”', () => fit({ names: ['log_threshold'], columns: [train.sizes] }, train.sizes, older)],
    ['finite targets', () => fit(train.table, train.sizes.with(0, Number.NaN), older)],
    [
      'finite or missing values',
      () =>
        fit(
          withColumn(train.table, 'hour', () => Infinity),
          train.sizes,
          older,
        ),
    ],
    ['a column “hour”', () => forecastEarly(model, without(test.table, 'hour'))],
    ['20 – 1000 trees, got 3', () => earlyVirality.fit(train.table, train.sizes, { times: older, trees: 3 }, createRandom(1))],
  ])('requires %s', (message, attempt) => {
    expect(attempt).toThrow(message)
  })
})

describe('weights of forecasts', () => {
  it('go to the one that is right, as far as luck is averaged away', () => {
    const growth = Float64Array.from({ length: 50 }, (_, i) => i / 10)
    const forecasts = [growth.map((value) => value + 1), growth, growth.map((value) => value - 2), growth.map(() => 0)]
    const weights = weighMembers(forecasts, growth)
    expect(weights.reduce((total, weight) => total + weight, 0)).toBeCloseTo(1, 12)
    expect(weights[1]).toBe(Math.max(...weights))
    expect(mixGrowth([growth, growth], [0.3, 0.7])[49]).toBeCloseTo(4.9, 12)
    const zero = growth.map(() => 0)
    expect(growthOpinions([zero, zero, growth, growth.map(() => 7)], [0, 0, 1, 0])).toEqual([growth, growth.map(() => 7)])
  })
})

describe('a backtest', () => {
  const run = (from: number, to: number, cutSeconds: number) =>
    whole(backtestEarly(posts.slice(0, from), posts.slice(from, to), { cutSeconds, trees: TREES, resamples: 60 }, createRandom(3)))

  it('shows the ensemble beside all it has to beat, on the same later posts, with intervals', () => {
    const judged = run(200, 260, HOUR)
    if (judged.status !== 'judged') throw new Error('there were too few posts')
    expect(judged.methods.map(({ method }) => method)).toEqual([
      'ensemble',
      'majority',
      'count_only',
      'szabo_huberman',
      'point_process',
      'trees',
    ])
    const [ensemble, majority, count] = judged.methods.map(({ figures }) => figures)
    expect(majority?.auc.value).toBe(0.5)
    expect(majority?.medape).toEqual({ value: null, lower: null, upper: null })
    expect(ensemble?.brier.value).toBeLessThan(majority?.brier.value as number)
    expect(count?.auc.value).toBeGreaterThan(0.5)
    expect(ensemble?.medape.lower).toBeLessThan(ensemble?.medape.value as number)
    expect(judged.majorityAccuracy).toBe(Math.max(judged.baseRate, 1 - judged.baseRate))
  })

  it('says how many posts it needs where too few have enough nodes by the cut', () => {
    expect(run(200, 260, 2)).toEqual({ status: 'insufficient_data', side: 'train', needed: 30, seen: expect.any(Number) })
    expect(run(30, 31, HOUR).status).toBe('insufficient_data')
  })
})

function fit(table: Table, sizes: Float64Array, times: readonly number[]) {
  return earlyVirality.fit(table, sizes, { times, trees: TREES }, createRandom(1))
}

function columnOf(table: Table, name: string): Float64Array {
  return table.columns[table.names.indexOf(name)] as Float64Array
}

function withColumn(table: Table, name: string, to: (value: number) => number): Table {
  return { ...table, columns: table.columns.map((column, index) => (table.names[index] === name ? column.map(to) : column)) }
}

function without(table: Table, name: string): Table {
  const kept = table.names.filter((one) => one !== name)
  return { names: kept, columns: kept.map((one) => columnOf(table, one)) }
}

function scoreOf(explained: ReturnType<typeof explainEarly>, row: number): number {
  if (explained === null) throw new Error('there is no explanation')
  const width = explained.names.length + 1
  return explained.contributions.subarray(row * width, (row + 1) * width).reduce((total, value) => total + value, 0)
}

function whole<Step, Result>(work: Generator<Step, Result>, onStep: (step: Step) => void = () => undefined): Result {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
    onStep(step.value)
  }
}
