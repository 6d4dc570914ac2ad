import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ratioOfSums, ratioOfTotals } from './ratio-of-sums.ts'
import { median, shrunkenLift, winsorised } from './shrunken-lift.ts'

describe('a ratio of sums', () => {
  const numerators = [
    3, 0, 2, 0, 3, 5, 0, 2, 0, 2, 2, 1, 2, 2, 1, 2, 2, 1, 0, 1, 3, 2, 4, 1, 3, 1, 3, 4, 3, 3, 0, 4, 3, 1, 2, 2, 1, 2, 0, 0,
  ]
  const denominators = [
    15, 4, 5, 11, 11, 9, 11, 9, 6, 12, 7, 10, 12, 9, 5, 8, 7, 8, 10, 13, 12, 9, 7, 5, 7, 10, 13, 10, 15, 9, 6, 13, 10, 11, 9, 10, 11, 10, 7,
    12,
  ]

  it('has the standard error of the delta method', () => {
    const { ratio, lower, upper } = ratioOfSums(numerators, denominators, 0.9)
    expect(ratio).toBeCloseTo(0.19312169312169314, 12)
    // Standard error 0.02139631873067119, as (sum of squared residuals · n / (n − 1))^½ over the sum of the denominators.
    expect((upper as number) - (ratio as number)).toBeCloseTo(1.6448536269514722 * 0.02139631873067119, 9)
    expect((ratio as number) - (lower as number)).toBeCloseTo(1.6448536269514722 * 0.02139631873067119, 9)
  })

  it('of nothing is null, and of one unit has no interval', () => {
    expect(ratioOfSums([], [])).toEqual({ ratio: null, lower: null, upper: null, units: 0 })
    expect(ratioOfSums([1], [0])).toMatchObject({ ratio: null })
    expect(ratioOfSums([1], [4])).toEqual({ ratio: 0.25, lower: null, upper: null, units: 1 })
  })

  it('refuses what is no amount', () => {
    expect(() => ratioOfSums([1], [])).toThrow(/as many/)
    expect(() => ratioOfSums([1], [-1])).toThrow(/-1/)
    expect(() => ratioOfSums([Number.NaN], [1])).toThrow(/NaN/)
    expect(() => ratioOfSums([1], [1], 1)).toThrow(/confidence/)
    const none = { units: 1, numerator: 1, denominator: -1, numeratorSquares: 1, denominatorSquares: 1, products: 1 }
    expect(() => ratioOfTotals(none)).toThrow(/denominator/)
    expect(() => ratioOfTotals({ ...none, products: Number.NaN })).toThrow(/products/)
  })
})

describe('a shrunken lift', () => {
  it('is the prior without cases, and comes to the mean with many', () => {
    expect(shrunkenLift({ cases: 0, sum: 0, variance: 1 }).lift).toBe(1)
    expect(shrunkenLift({ cases: 1e6, sum: 1e6 * Math.log(2), variance: 1 }).lift).toBeCloseTo(2, 4)
    expect(shrunkenLift({ cases: 8, sum: 8 * Math.log(4), variance: 0 })).toEqual({ lift: 2, lower: 2, upper: 2 })
  })

  it('of any cases lies within its interval, which is finite', () => {
    const some = fc.record({
      cases: fc.nat(1000),
      mean: fc.double({ min: -5, max: 5, noNaN: true }),
      variance: fc.double({ min: 0, max: 9, noNaN: true }),
    })
    fc.assert(
      fc.property(some, ({ cases, mean, variance }) => {
        const { lift, lower, upper } = shrunkenLift({ cases, sum: cases * mean, variance })
        expect(0 < lower && lower <= lift && lift <= upper && upper < Infinity).toBe(true)
      }),
    )
  })

  it('refuses what is no case', () => {
    expect(() => shrunkenLift({ cases: -1, sum: 0, variance: 1 })).toThrow(/cases/)
    expect(() => shrunkenLift({ cases: 1, sum: Number.NaN, variance: 1 })).toThrow(/outcomes/)
    expect(() => shrunkenLift({ cases: 1, sum: 0, variance: -1 })).toThrow(/variance/)
    expect(() => shrunkenLift({ cases: 1, sum: 0, variance: 1, priorCases: 0 })).toThrow(/priorCases/)
    expect(() => shrunkenLift({ cases: 1, sum: 0, variance: 1, confidence: 0 })).toThrow(/confidence/)
  })
})

describe('winsorised values', () => {
  it('are the values but for what lies far out', () => {
    const tamed = winsorised([1, 2, 3, 4, 5, 100])
    expect(tamed.slice(0, 5)).toEqual([1, 2, 3, 4, 5])
    expect(tamed[5]).toBeCloseTo(3.5 + 2.5 * 1.4826 * 1.5, 12)
    expect(winsorised([0, 0, 0, 0, 9])).toEqual([0, 0, 0, 0, 0.25])
    expect(winsorised([])).toEqual([])
  })

  it('refuse what is no number', () => {
    expect(() => winsorised([Number.NaN])).toThrow(/NaN/)
    expect(() => winsorised([1], { deviations: 0 })).toThrow(/deviations/)
    expect(() => median([])).toThrow(/at least one/)
  })
})
