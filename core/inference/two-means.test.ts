import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differenceOfMeans, type MeanOfGroup, ratioOfMeans } from './two-means.ts'

const ONE: MeanOfGroup = { mean: 12, variance: 9, n: 100 }
const OTHER: MeanOfGroup = { mean: 10, variance: 16, n: 64 }

test('the difference of means has the root of the sum of squared errors for its error', () => {
  // √(9/100 + 16/64) = 0.58310, times 1.959964.
  expect(differenceOfMeans(ONE, OTHER)).toEqual({
    value: 2,
    lower: expect.closeTo(2 - 1.142846, 5),
    upper: expect.closeTo(2 + 1.142846, 5),
  })
})

test('the ratio of means has the relative errors added on the logarithmic scale', () => {
  // √(0.09/144 + 0.25/100) = 0.0559017, times 1.959964: a factor of e^0.1095653.
  const factor = Math.exp(0.1095653)
  expect(ratioOfMeans(ONE, OTHER)).toEqual({ value: 1.2, lower: expect.closeTo(1.2 / factor, 6), upper: expect.closeTo(1.2 * factor, 6) })
})

test('a mean of 0 or below has no ratio', () => {
  expect(ratioOfMeans(ONE, { ...OTHER, mean: 0 })).toBeNull()
  expect(ratioOfMeans({ ...ONE, mean: -1 }, OTHER)).toBeNull()
})

test('a mean that is lost in its own spread has no ratio', () => {
  expect(ratioOfMeans({ mean: 0.1, variance: 0, n: 2 }, { mean: 0.1, variance: 3000, n: 2 })).toBeNull()
})

const GROUP = fc
  .record({
    mean: fc.double({ min: 0.1, max: 1e4, noNaN: true }),
    spread: fc.double({ min: 0, max: 10, noNaN: true }),
    n: fc.integer({ min: 2, max: 1e6 }),
  })
  .map(({ mean, spread, n }): MeanOfGroup => ({ mean, variance: (mean * spread) ** 2, n }))

test('turned around, a difference changes its sign and a ratio is its reciprocal', () => {
  fc.assert(
    fc.property(GROUP, GROUP, (one, other) => {
      const [there, back] = [differenceOfMeans(one, other), differenceOfMeans(other, one)]
      expect(there.lower).toBeCloseTo(-back.upper, 6)
      const [ratio, reciprocal] = [ratioOfMeans(one, other), ratioOfMeans(other, one)]
      expect((ratio?.lower ?? 0) * (reciprocal?.upper ?? 0)).toBeCloseTo(1, 6)
    }),
    { numRuns: 50 },
  )
})

test.each([{ mean: Number.NaN }, { variance: -1 }, { variance: Infinity }, { n: 1 }])('%o is refused', (wrong) => {
  expect(() => differenceOfMeans({ ...ONE, ...wrong }, OTHER)).toThrow(RangeError)
  expect(() => ratioOfMeans(ONE, { ...OTHER, ...wrong })).toThrow(RangeError)
})
