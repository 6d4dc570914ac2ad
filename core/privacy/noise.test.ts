import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/xoshiro256.ts'
import { classicGaussianDeviation, gaussianDeviation } from './gaussian.ts'
import {
  geometricProbability,
  geometricQuantile,
  geometricRatio,
  geometricVariance,
  laplaceHalfWidth,
  laplaceQuantile,
  laplaceScale,
  laplaceTail,
  noisyAmount,
  noisyCount,
} from './noise.ts'
import { estimateShare, randomisedAnswer, truthProbability } from './randomised-response.ts'

const DRAWS = 100_000

describe('Laplace noise', () => {
  // reference/privacy.json, laplace_mechanism (closed forms).
  it.each([
    [1, 1, 1, 2.995732273553991, 4.5399929762484854e-5],
    [0.5, 1, 2, 5.991464547107982, 0.006737946999085467],
    [1, 5, 5, 14.978661367769954, 0.1353352832366127],
  ])('of epsilon %s and sensitivity %s has scale %s', (epsilon, sensitivity, expected, halfWidth, beyondTen) => {
    const scale = laplaceScale({ epsilon, sensitivity })
    expect(scale).toBe(expected)
    expect(laplaceHalfWidth(scale)).toBeCloseTo(halfWidth, 9)
    expect(laplaceTail(scale, 10)).toBeCloseTo(beyondTen, 9)
  })

  // reference/privacy.json, laplace_inverse_cdf with b = 2.
  it.each([
    [0.1, -3.218875824868201],
    [0.5, 0],
    [0.25, -1.3862943611198906],
    [0.9, 3.218875824868201],
  ])('has its quantile %s at %s', (u, expected) => {
    expect(laplaceQuantile(u, 2)).toBeCloseTo(expected, 9)
  })

  it('falls with its variance around the value, on a grid', () => {
    const random = createRandom('laplace')
    const values = Array.from({ length: DRAWS }, () => noisyAmount(100, { epsilon: 0.5, sensitivity: 1 }, random))
    expect(mean(values)).toBeCloseTo(100, 1)
    expect(variance(values) / 8).toBeCloseTo(1, 1)
    expect(values.every((value) => Number.isInteger(value * 512))).toBe(true)
  })
})

describe('two-sided geometric noise', () => {
  // reference/privacy.json, two_sided_geometric (closed forms).
  it.each([
    [1, 1, 0.36787944117144233, 0.46211715726000974, 0.17000340156854793, 1.8413471884155848],
    [0.5, 1, 0.6065306597126334, 0.24491866240370913, 0.14855067788365744, 7.835396178065527],
    [1, 5, 0.8187307530779818, 0.09966799462495585, 0.08160125229706235, 49.833666138305894],
  ])('of epsilon %s and sensitivity %s has the closed form', (epsilon, sensitivity, alpha, atZero, atOne, spread) => {
    const ratio = geometricRatio({ epsilon, sensitivity })
    expect(ratio).toBeCloseTo(alpha, 12)
    expect(geometricProbability(ratio, 0)).toBeCloseTo(atZero, 12)
    expect(geometricProbability(ratio, -1)).toBeCloseTo(atOne, 12)
    expect(geometricVariance(ratio)).toBeCloseTo(spread, 9)
  })

  it('has quantiles where its probabilities add up to them', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), fc.double({ min: 0.05, max: 0.95, noNaN: true }), (u, ratio) => {
        const at = geometricQuantile(u, ratio)
        const upTo = (last: number) => {
          let sum = 0
          for (let value = last; value > last - 2000; value -= 1) sum += geometricProbability(ratio, value)
          return sum
        }
        expect(upTo(at)).toBeGreaterThanOrEqual(u - 1e-9)
        expect(upTo(at - 1)).toBeLessThanOrEqual(u + 1e-9)
      }),
    )
  })

  it('keeps counts whole and centred', () => {
    const random = createRandom('geometric')
    const values = Array.from({ length: DRAWS }, () => noisyCount(40, { epsilon: 1, sensitivity: 1 }, random))
    expect(values.every(Number.isSafeInteger)).toBe(true)
    expect(mean(values)).toBeCloseTo(40, 1)
    expect(variance(values) / 1.8413471884155848).toBeCloseTo(1, 1)
  })

  it('hides one person: no outcome is e^epsilon times as likely without them', () => {
    const ratio = geometricRatio({ epsilon: 0.7, sensitivity: 1 })
    for (let outcome = -50; outcome <= 50; outcome += 1) {
      const odds = geometricProbability(ratio, outcome - 10) / geometricProbability(ratio, outcome - 11)
      expect(Math.abs(Math.log(odds))).toBeLessThanOrEqual(0.7 + 1e-12)
    }
  })

  it('skips the 0 that a source may give', () => {
    const draws = [0, 0, 0.5]
    expect(noisyCount(7, { epsilon: 1, sensitivity: 1 }, { uniform: () => draws.shift() as number })).toBe(7)
  })

  it('refuses what is not a count or a budget', () => {
    const random = createRandom(1)
    expect(() => noisyCount(1.5, { epsilon: 1, sensitivity: 1 }, random)).toThrow(RangeError)
    for (const epsilon of [0, -1, Infinity, Number.NaN]) expect(() => noisyCount(1, { epsilon, sensitivity: 1 }, random)).toThrow(/epsilon/)
    expect(() => noisyAmount(1, { epsilon: 1, sensitivity: 0 }, random)).toThrow(/sensitivity/)
  })
})

describe('Gaussian noise', () => {
  // reference/privacy.json, gaussian_mechanism (scipy).
  it.each([
    [1, 1e-5, 1, 4.844805262605389, 3.7306316348159347],
    [0.5, 1e-6, 1, 10.597605053700947, 8.057618480725084],
    [0.9, 1e-5, 2, 10.766233916900864, 8.213248663447706],
  ])('of epsilon %s, delta %s and sensitivity %s', (epsilon, delta, sensitivity, classic, analytic) => {
    expect(classicGaussianDeviation({ epsilon, delta, sensitivity })).toBeCloseTo(classic, 6)
    expect(gaussianDeviation({ epsilon, delta, sensitivity })).toBeCloseTo(analytic, 6)
  })

  it('is less the more may be given away, and never more than the classic where that holds', () => {
    const parameter = fc.record({
      epsilon: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      delta: fc.double({ min: 1e-12, max: 0.1, noNaN: true }),
    })
    fc.assert(
      fc.property(parameter, ({ epsilon, delta }) => {
        const deviation = gaussianDeviation({ epsilon, delta, sensitivity: 1 })
        expect(deviation).toBeLessThanOrEqual(classicGaussianDeviation({ epsilon, delta, sensitivity: 1 }))
        expect(gaussianDeviation({ epsilon: 2 * epsilon, delta, sensitivity: 1 })).toBeLessThan(deviation)
        expect(gaussianDeviation({ epsilon, delta, sensitivity: 3 })).toBeCloseTo(3 * deviation, 9)
      }),
    )
  })

  it('holds for a large epsilon, and refuses what is out of range', () => {
    expect(gaussianDeviation({ epsilon: 50, delta: 1e-9, sensitivity: 1 })).toBeLessThan(0.3)
    expect(() => gaussianDeviation({ epsilon: 1, delta: 0, sensitivity: 1 })).toThrow(/delta/)
  })
})

describe('randomised response', () => {
  it('tells the truth three times in four at ln 3, and its estimate undoes the rest', () => {
    // reference/privacy.json, randomized_response.
    expect(truthProbability(1.0986122886681098)).toBeCloseTo(0.75, 12)
    expect(estimateShare(60, 100, 1.0986122886681098).share).toBeCloseTo(0.7, 9)
  })

  it('finds the share back within its standard error', () => {
    const random = createRandom('response')
    const yes = Array.from({ length: DRAWS }, (_, i) => randomisedAnswer(i % 10 < 3, 1, random)).filter(Boolean).length
    const { share, standardError } = estimateShare(yes, DRAWS, 1)
    expect(Math.abs(share - 0.3)).toBeLessThan(4 * standardError)
  })

  it('refuses more yes than answers', () => {
    expect(() => estimateShare(3, 2, 1)).toThrow(RangeError)
    expect(() => truthProbability(0)).toThrow(RangeError)
  })
})

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function variance(values: readonly number[]): number {
  const centre = mean(values)
  return mean(values.map((value) => (value - centre) ** 2))
}
