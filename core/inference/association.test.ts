import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  correlationInterval,
  correlationPValue,
  kendallCorrelation,
  mannWhitney,
  pearsonCorrelation,
  spearmanCorrelation,
} from './association.ts'
import { median, midranks, quantile } from './quantiles.ts'

/** Values of reference/special-functions.json (scipy 1.17): quantile7, corr, mwu. */
const SAMPLE = [3, 1, 4, 1, 5, 9, 2, 6].sort((a, b) => a - b)
const X = [1, 2, 3, 4, 5, 5, 7, 9]
const Y = [2, 1, 4, 3, 7, 8, 8, 10]

describe('quantiles', () => {
  it.each([
    [0, 1],
    [0.1, 1],
    [0.5, 3.5],
    [0.75, 5.25],
    [0.9, 6.8999999999999995],
  ])('reference at %s', (p, expected) => expect(quantile(SAMPLE, p)).toBeCloseTo(expected, 12))

  it('refuse nothing to take one of', () => {
    expect(() => quantile([], 0.5)).toThrow(/at least one/)
    expect(() => quantile([1], 1.5)).toThrow(/\[0, 1\]/)
    expect(median([3, 1, 2])).toBe(2)
  })

  it('of ranks: equal values share theirs', () => expect([...midranks([10, 20, 10, 5])]).toEqual([2.5, 4, 2.5, 1]))
})

describe('association', () => {
  it('a correlation of 0.6 in 30 rows lies between 0.31 and 0.79', () => {
    // tanh(atanh(0.6) ∓ 1.959964/√27), with atanh(0.6) = 0.693147.
    expect(correlationInterval(0.6, 30)).toEqual({ lower: expect.closeTo(0.30584, 5), upper: expect.closeTo(0.78959, 5) })
    expect(correlationInterval(1, 30)).toEqual({ lower: 1, upper: 1 })
    expect(() => correlationInterval(0.6, 3)).toThrow(/at least 4/)
    expect(() => correlationInterval(1.1, 30)).toThrow(/\[−1, 1\]/)
  })

  it('reference correlations', () => {
    const pearson = pearsonCorrelation(X, Y) as number
    expect(pearson).toBeCloseTo(0.9196509258249433, 12)
    expect(correlationPValue(pearson, 8)).toBeCloseTo(0.0012199353785051614, 12)
    expect(spearmanCorrelation(X, Y)).toBeCloseTo(0.933734939759036, 12)
    expect(kendallCorrelation(X, Y)).toBeCloseTo(0.8148148148148148, 12)
  })

  it('reference Mann–Whitney', () => {
    const { u, pValue } = mannWhitney(X, Y)
    expect(u).toBe(27.5)
    expect(pValue).toBeCloseTo(0.672833017606166, 12)
  })

  it('is none without variation, whole with itself', () => {
    expect([pearsonCorrelation([1, 1], [1, 2]), kendallCorrelation([1, 1], [1, 2])]).toEqual([null, null])
    expect(mannWhitney([1, 1], [1]).pValue).toBe(1)
    expect(correlationPValue(1, 5)).toBe(0)
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 2, maxLength: 30 }), (values) => {
        for (const f of [pearsonCorrelation, spearmanCorrelation, kendallCorrelation]) {
          expect(f(values, values)).toBeCloseTo(1, 10)
          expect(
            f(
              values,
              values.map((value) => -value),
            ),
          ).toBeCloseTo(-1, 10)
        }
      }),
    )
  })

  it('refuses columns of different length and numbers that are none', () => {
    for (const f of [pearsonCorrelation, spearmanCorrelation, kendallCorrelation]) {
      expect(() => f([1, 2], [1])).toThrow(/one length/)
      expect(() => f([1], [1])).toThrow(/at least 2/)
      expect(() => f([1, Number.NaN], [1, 2])).toThrow(/finite/)
    }
    expect(() => mannWhitney([], [1])).toThrow(RangeError)
    expect(() => mannWhitney([Infinity], [1])).toThrow(RangeError)
    expect(() => correlationPValue(2, 5)).toThrow(RangeError)
    expect(() => correlationPValue(0.5, 2)).toThrow(RangeError)
  })
})
