import { createRandom } from '@trill/core/random/xoshiro256'
import { describe, expect, it } from 'vitest'
import { driftOf, driftText } from './drift-report.ts'
import { type JudgementAsked, judge } from './judge.ts'
import { fingerprintOf, referenceOf, thinned } from './reference.ts'
import { merged, NO_SAMPLES, Sampler } from './samples.ts'
import { verdictOf } from './verdict.ts'

const actual = Float64Array.from({ length: 40 }, (_, row) => row % 2)
const near = (error: number) => actual.map((value) => value + error * (0.5 - value))
const asked: JudgementAsked = {
  task: 'binary',
  actual,
  predicted: near(0.2),
  groups: null,
  baselines: { always: near(1) },
  live: null,
  seed: 'x',
}
const marked = { version: 3, marked: true }
const live = { version: 3, marked: false }

describe('a verdict', () => {
  const of = (change: Partial<JudgementAsked>, version?: typeof live) =>
    verdictOf({ judgedBy: 'brier', judgement: judge({ ...asked, ...change }), live: version })

  it('is for the first version only where it beats every rule', () => {
    expect(of({})).toMatchObject({ promote: true, reason: 'first_to_beat_baselines' })
    const withOracle = of({ baselines: { always: near(1), oracle: near(0.1) } })
    expect(withOracle).toMatchObject({ promote: false, reason: 'no_better_than_baselines' })
    expect(withOracle.why).toMatch(/“oracle”/)
  })

  it('is for a candidate only where its difference to the live version is on the better side of zero', () => {
    expect(of({ live: near(0.5) }, live)).toMatchObject({ promote: true, reason: 'better_than_live' })
    expect(of({ live: near(0.2) }, live)).toMatchObject({ promote: false, reason: 'not_better_than_live' })
    expect(of({ live: near(0.1) }, live)).toMatchObject({ promote: false, reason: 'worse_than_live' })
  })

  it('lets a marked version go for one that is not worse, and never for one that is', () => {
    expect(of({ live: near(0.2) }, marked)).toMatchObject({ promote: true, reason: 'replaces_marked' })
    expect(of({ live: near(0.1) }, marked)).toMatchObject({ promote: false, reason: 'worse_than_live' })
    expect(of({ live: near(1), predicted: near(1) }, marked)).toMatchObject({ promote: false, reason: 'not_better_than_live' })
  })

  it('lets a version go that cannot take today’s rows', () => {
    expect(of({}, live)).toMatchObject({ promote: true, reason: 'live_cannot_take_rows' })
  })

  it('is never for one that is too good to be believed, whatever it beats', () => {
    const judgement = judge({ ...asked, live: near(0.5) })
    for (const before of [undefined, live, marked])
      expect(verdictOf({ judgedBy: 'brier', judgement, suspicious: true, live: before })).toMatchObject({
        promote: false,
        reason: 'too_good_to_be_believed',
        why: expect.stringMatching(/promote it/),
      })
  })

  it('knows for which figures less is better', () => {
    const judgement = judge({ ...asked, live: near(0.5) })
    expect(verdictOf({ judgedBy: 'averagePrecision', judgement, live }).reason).toBe('not_better_than_live')
    const numbers = judge({ ...asked, task: 'regression', live: near(0.5) })
    expect(verdictOf({ judgedBy: 'meanAbsoluteError', judgement: numbers, live }).promote).toBe(true)
    expect(numbers.curve).toBeNull()
  })
})

describe('what a model learned from', () => {
  const column = (values: number[]) => ({ names: ['a'], columns: [Float64Array.from(values)] })

  it('has one fingerprint for the same rows in the same order, and another for any other', () => {
    const target = Float64Array.of(0, 1, 0)
    const [one, same, other] = [
      [1, 2, Number.NaN],
      [1, 2, Number.NaN],
      [2, 1, Number.NaN],
    ].map((rows) => fingerprintOf(column(rows), target).toString('hex'))
    expect(one).toBe(same)
    expect(one).not.toBe(other)
    expect(fingerprintOf(column([1, 2, 3]), target)).not.toEqual(fingerprintOf(column([1, 2, 3]), Float64Array.of(0, 1, 1)))
  })

  it('is thinned to values that were there', () => {
    expect(thinned(Float64Array.of(3, Number.NaN, 1, 2), 5)).toEqual([1, 2, 3])
    const many = thinned(
      Float64Array.from({ length: 10_000 }, (_, row) => row % 2),
      512,
    )
    expect([many.length, new Set(many), many.reduce((sum, value) => sum + value, 0)]).toEqual([512, new Set([0, 1]), 256])
  })
})

describe('what a model is given', () => {
  const random = createRandom('rows')
  const rows = (count: number, shift: number, missing = 0) => {
    const values = Float64Array.from({ length: count }, (_, row) => (row < missing * count ? Number.NaN : random.uniform() + shift))
    return { table: { names: ['a'], columns: [values] }, predictions: new Float64Array(count).fill(0.5) }
  }
  const seen = (...parts: ReturnType<typeof rows>[]) =>
    parts.reduce((samples, { table, predictions }, index) => {
      const sampler = new Sampler(`part ${index}`)
      sampler.see(table, predictions)
      return merged(samples, sampler.samples)
    }, NO_SAMPLES)
  const { table } = rows(2000, 0)
  const reference = referenceOf(table, new Float64Array(50).fill(0.5))

  it('is kept in bounded memory, each part with the weight of its rows', () => {
    const { features, predictions } = seen(rows(9000, 0), rows(1000, 10))
    expect(predictions.rows).toBe(10_000)
    const { values = [] } = features.a ?? {}
    expect(values.length).toBeLessThanOrEqual(512)
    expect(values.filter((value) => value > 5).length / values.length).toBeCloseTo(0.1, 2)
  })

  it('has not drifted when it is like what was learned from, and has when it moved or went missing', () => {
    expect(driftOf(reference, seen(rows(400, 0), rows(400, 0)), 'binary').state).toBe('stable')
    const moved = driftOf(reference, seen(rows(800, 0.3)), 'binary')
    expect([moved.state, driftText(moved)]).toEqual(['drifted', expect.stringMatching(/^Moved: a \(stability index \d/)])
    expect(driftOf(reference, seen(rows(800, 0, 0.4)), 'binary')).toMatchObject({
      state: 'drifted',
      features: [{ missingBefore: 0, missingNow: 0.4 }],
    })
    expect(driftOf(reference, seen(rows(800, 0, 1)), 'binary').features[0]).toMatchObject({ distance: null, missingNow: 1, drifted: true })
  })

  it('of few rows says nothing, and of a column that nobody gives that it is missing', () => {
    expect(driftOf(reference, seen(rows(199, 5)), 'binary')).toMatchObject({
      state: 'insufficient_data',
      rows: 199,
      needed: 200,
      features: [],
    })
    expect(driftOf(reference, NO_SAMPLES, 'regression').state).toBe('insufficient_data')
    const without = { ...seen(rows(300, 0)), features: {} }
    expect(driftOf(reference, without, 'binary').features[0]).toMatchObject({ missingNow: 1, drifted: true })
  })
})
