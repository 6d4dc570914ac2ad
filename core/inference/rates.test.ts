import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitGammaPrior, shrunkRate, shrunkRatio } from './rates.ts'

describe('a prior of rates', () => {
  test('is none where nothing happened or nothing was watched', () => {
    expect(fitGammaPrior([])).toBeNull()
    expect(fitGammaPrior([{ events: 0, exposure: 10 }])).toBeNull()
    expect(fitGammaPrior([{ events: 0, exposure: 0 }])).toBeNull()
  })

  test('of few groups is the pooled rate, worth a mean group', () => {
    expect(
      fitGammaPrior([
        { events: 3, exposure: 10 },
        { events: 7, exposure: 30 },
      ]),
    ).toEqual({ shape: 5, exposure: 20 })
  })

  test('of groups that differ as much as a gamma distribution of rates is that distribution', () => {
    // Rates 1 and 3 in equal parts: mean 2, variance 1, seen so long that chance adds nothing to speak of.
    const groups = Array.from({ length: 1000 }, (_, i) => ({ events: i % 2 === 0 ? 1e6 : 3e6, exposure: 1e6 }))
    const prior = fitGammaPrior(groups)
    expect(prior?.shape).toBeCloseTo(4, 1)
    expect(prior?.exposure).toBeCloseTo(2, 1)
  })

  test('refuses what is no count', () => {
    expect(() => fitGammaPrior([{ events: -1, exposure: 1 }])).toThrow(RangeError)
    expect(() => fitGammaPrior([{ events: 1, exposure: Number.NaN }])).toThrow(RangeError)
  })
})

describe('a shrunk rate', () => {
  test('of 10 events without a prior to speak of has the interval of chi-square quantiles', () => {
    // qchisq(c(.025, .975), 20) / 2 = 4.795, 17.085 (R 4.2).
    const { estimate, lower, upper } = shrunkRate({ events: 10, exposure: 1 }, { shape: 1e-9, exposure: 1e-9 })
    expect(estimate).toBeCloseTo(10, 6)
    expect(lower).toBeCloseTo(4.795, 1)
    expect(upper).toBeCloseTo(17.085, 1)
  })

  test('lies between its own rate and the usual one, within its interval', () => {
    const positive = fc.double({ min: 0.01, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(positive, positive, positive, positive, (events, exposure, shape, worth) => {
        const { estimate, lower, upper } = shrunkRate({ events, exposure }, { shape, exposure: worth })
        const [low, high] = [Math.min(events / exposure, shape / worth), Math.max(events / exposure, shape / worth)]
        expect(estimate).toBeGreaterThanOrEqual(low * (1 - 1e-9))
        expect(estimate).toBeLessThanOrEqual(high * (1 + 1e-9))
        expect(lower).toBeGreaterThanOrEqual(0)
        expect(lower).toBeLessThanOrEqual(upper)
      }),
    )
  })

  test('refuses a prior of nothing', () => {
    expect(() => shrunkRate({ events: 1, exposure: 1 }, { shape: 0, exposure: 1 })).toThrow(RangeError)
    expect(() => shrunkRate({ events: 1, exposure: 1 }, { shape: 1, exposure: 1 }, 1)).toThrow(RangeError)
  })
})

describe('a shrunk ratio', () => {
  test('adds what is usual to both sums', () => {
    const { estimate, lower, upper } = shrunkRatio({ numerator: 6, denominator: 100, variance: 6 }, { ratio: 0.02, weight: 200 })
    expect(estimate).toBeCloseTo(10 / 300, 12)
    expect(upper - estimate).toBeCloseTo((1.959964 * Math.sqrt(10)) / 300, 8)
    expect(estimate - lower).toBeCloseTo(upper - estimate, 12)
  })

  test('of nothing is the usual one', () => {
    expect(shrunkRatio({ numerator: 0, denominator: 0, variance: 0 }, { ratio: -0.1, weight: 50 }).estimate).toBeCloseTo(-0.1, 12)
  })

  test('refuses what is no number', () => {
    expect(() => shrunkRatio({ numerator: Number.NaN, denominator: 1, variance: 0 }, { ratio: 0, weight: 1 })).toThrow(RangeError)
    expect(() => shrunkRatio({ numerator: 1, denominator: 1, variance: 0 }, { ratio: 0, weight: 0 })).toThrow(RangeError)
  })
})
