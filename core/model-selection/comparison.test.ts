import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normal } from '../random/samplers.ts'
import { createRandom } from '../random/xoshiro256.ts'
import { compareBinary, compareValues } from './comparison.ts'
import { judgeBinary, judgeValues } from './judgement.ts'

const LABELS = [1, 0, 1, 1, 0, 0, 1, 0]
const SHARP = [0.9, 0.2, 0.8, 0.7, 0.1, 0.3, 0.6, 0.4]
const FLAT = [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]

describe('two forecasts of the same rows', () => {
  it('differ by the difference of their figures', () => {
    const [first, second] = [FLAT, SHARP].map((predicted) => judgeBinary(LABELS, predicted, createRandom(1)))
    const difference = compareBinary(LABELS, FLAT, SHARP, createRandom(1))
    for (const name of ['brier', 'rocAuc', 'logLoss', 'accuracy'] as const)
      expect(difference[name].value).toBeCloseTo((second?.[name].value as number) - (first?.[name].value as number), 12)
    expect(difference.brier.value).toBeCloseTo(-0.175, 12)
    expect(difference.baseRate).toEqual({ value: 0, lower: 0, upper: 0 })
  })

  it('are not told apart from themselves', () => {
    const same = compareBinary(LABELS, SHARP, SHARP, createRandom(1))
    for (const estimate of Object.values(same)) expect([estimate.value ?? 0, estimate.lower ?? 0, estimate.upper ?? 0]).toEqual([0, 0, 0])
    expect(compareValues([1, 2, 3], [1, 2, 4], [1, 2, 4], createRandom(1)).meanAbsoluteError).toEqual({ value: 0, lower: 0, upper: 0 })
  })

  it('are told apart in pairs where two separate intervals overlap', () => {
    const random = createRandom('pairs')
    const actual = Float64Array.from({ length: 200 }, () => normal(random, 0, 10))
    const error = actual.map(() => normal(random, 0, 3))
    const first = actual.map((value, row) => value + (error[row] as number))
    const second = actual.map((value, row) => value + 0.9 * (error[row] as number))
    const [one, other] = [first, second].map((predicted) => judgeValues(actual, predicted, createRandom(2)).meanAbsoluteError)
    expect(other?.upper).toBeGreaterThan(one?.lower as number)
    expect(compareValues(actual, first, second, createRandom(2)).meanAbsoluteError.upper).toBeLessThan(0)
  })

  it('of groups are drawn with them: the interval is wider', () => {
    const labels = Array.from({ length: 80 }, (_, row) => Math.floor(row / 10) % 2)
    const predicted = labels.map((label, row) => (Math.floor(row / 10) % 3 === 0 ? 1 - 0.6 * label - 0.2 : 0.2 + 0.6 * label))
    const flat = labels.map(() => 0.5)
    const width = (groups?: number[]) => {
      const { brier } = compareBinary(labels, flat, predicted, createRandom(3), { resamples: 200, ...(groups !== undefined && { groups }) })
      return (brier.upper as number) - (brier.lower as number)
    }
    expect(width(labels.map((_, row) => Math.floor(row / 10)))).toBeGreaterThan(1.5 * width())
  })

  it('change sign when they change places', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.double({ min: 0.01, max: 0.99, noNaN: true })), {
      minLength: 3,
      maxLength: 20,
    })
    fc.assert(
      fc.property(rows, (drawn) => {
        const [labels, predicted] = [drawn.map(([label]) => label), drawn.map(([, value]) => value)]
        const flat = labels.map(() => 0.5)
        const there = compareBinary(labels, flat, predicted, createRandom(4), { resamples: 20 }).brier
        const back = compareBinary(labels, predicted, flat, createRandom(4), { resamples: 20 }).brier
        expect(back.value).toBeCloseTo(-(there.value as number), 12)
        expect(back.lower).toBeCloseTo(-(there.upper as number), 12)
      }),
      { numRuns: 30 },
    )
  })

  it('refuse what cannot be compared', () => {
    expect(() => compareBinary([], [], [], createRandom(1))).toThrow(RangeError)
    expect(() => compareBinary([1, 0], [0.5, 0.5], [0.5], createRandom(1))).toThrow(RangeError)
    expect(() => compareBinary([1, 0], [0.5, 2], [0.5, 0.5], createRandom(1))).toThrow(RangeError)
    expect(() => compareValues([1, Number.NaN], [1, 1], [1, 1], createRandom(1))).toThrow(RangeError)
  })
})
