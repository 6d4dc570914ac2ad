import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { benjaminiHochberg } from './multiplicity.ts'

describe('adjusted p-values', () => {
  it.each([
    // R 4.3, p.adjust(p, "BH").
    [
      [0.01, 0.04, 0.03, 0.005],
      [0.02, 0.04, 0.04, 0.02],
    ],
    [[0.03], [0.03]],
    [
      [1, 0.2, 0.0001],
      [1, 0.3, 0.0003],
    ],
    [
      [0.001, 0.008, 0.039, 0.041, 0.042],
      [0.005, 0.02, 0.042, 0.042, 0.042],
    ],
    [[], []],
  ])('of %j are those of R', (given, expected) => {
    for (const [i, value] of benjaminiHochberg(given).entries()) expect(value).toBeCloseTo(expected[i] as number, 12)
    expect(benjaminiHochberg(given)).toHaveLength(expected.length)
  })

  it('with more tests than values are those of the values with ones behind them', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), fc.nat(20), (values, more) => {
        const padded = benjaminiHochberg([...values, ...new Array<number>(more).fill(1)]).slice(0, values.length)
        expect(benjaminiHochberg(values, values.length + more)).toEqual(padded)
      }),
    )
  })

  it('refuses what is no probability, and fewer tests than values', () => {
    expect(() => benjaminiHochberg([Number.NaN])).toThrow(/NaN/)
    expect(() => benjaminiHochberg([0.1, 0.2], 1)).toThrow('benjaminiHochberg requires at least 2 tests, got 1')
  })
})
