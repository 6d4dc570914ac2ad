import fc from 'fast-check'
import { expect, it } from 'vitest'
import { firstAbove, firstAtLeast } from './sorted.ts'

it('a value goes before its equals, or behind them', () => {
  const sorted = [1, 2, 2, 2, 5]
  expect([0, 1, 2, 3, 5, 6].map((value) => firstAtLeast(sorted, value))).toEqual([0, 0, 1, 4, 4, 5])
  expect([0, 1, 2, 3, 5, 6].map((value) => firstAbove(sorted, value))).toEqual([0, 1, 4, 4, 5, 5])
  expect([firstAtLeast([], 1), firstAbove([], 1)]).toEqual([0, 0])
})

it('as many are below, or not above, as counting says', () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }))
  fc.assert(
    fc.property(fc.array(value), value, (values, asked) => {
      const sorted = Float64Array.from(values).sort()
      expect(firstAtLeast(sorted, asked)).toBe(values.filter((one) => one < asked).length)
      expect(firstAbove(sorted, asked)).toBe(values.filter((one) => one <= asked).length)
    }),
  )
})
