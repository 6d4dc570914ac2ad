import { expect, it } from 'vitest'
import { isDominated, releaseCount, roundToBase } from './k-anonymity.ts'

// reference/privacy.json, k_threshold: 4 of 5, 5 of 5, 10 of 10, 0 of 10, null of 10.
it.each([
  [4, 5, { release: false, shown: '<5' }],
  [5, 5, { release: true, shown: 5 }],
  [10, 10, { release: true, shown: 10 }],
  [0, 10, { release: false, shown: '<10' }],
  [null, 10, { release: false, shown: '<10' }],
  [Number.NaN, 10, { release: false, shown: '<10' }],
])('a count of %s with a threshold of %s is released as %o', (count, k, expected) => {
  expect(releaseCount(count, k)).toEqual(expected)
})

it('a threshold is a whole number from 1 on', () => {
  for (const k of [0, -1, 2.5, Number.NaN]) expect(() => releaseCount(3, k)).toThrow(RangeError)
})

it('a sum is dominated when one part is above half of it', () => {
  expect(isDominated([51, 49])).toBe(true)
  expect(isDominated([50, 50])).toBe(false)
  expect(isDominated([-60, 20, 30])).toBe(true)
  expect(isDominated([1])).toBe(true)
  expect(isDominated([])).toBe(false)
  expect(isDominated([0, 0])).toBe(false)
  expect(isDominated([40, 60], 0.6)).toBe(false)
  expect(() => isDominated([1, Number.NaN])).toThrow(/finite contributions/)
})

it('counts are rounded to a base', () => {
  expect([0, 2, 3, 7, 8, 12.5, 102].map((count) => roundToBase(count))).toEqual([0, 0, 5, 5, 10, 15, 100])
  expect(roundToBase(7, 1)).toBe(7)
  expect(() => roundToBase(7, 0)).toThrow(RangeError)
})
