import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  binomialTail,
  chiSquareQuantile,
  chiSquareTail,
  fisherTail,
  gammaQuantile,
  negativeBinomialTail,
  poissonTail,
  studentQuantile,
  studentTail,
} from './distributions.ts'
import { lowerGamma, upperGamma } from './gamma.ts'
import { hypergeometric } from './hypergeometric.ts'
import { erf, erfc, normalCdf } from './normal.ts'

interface Case {
  readonly id: string
  readonly fn: string
  readonly input: number[]
  readonly expected: number
  readonly rel_tol: number
}

/** Where each number comes from is said in the file itself. */
const cases: Case[] = JSON.parse(readFileSync(new URL('distributions.cases.json', import.meta.url), 'utf8')).cases
const FUNCTIONS = {
  norm_cdf: normalCdf,
  erf,
  erfc,
  gammainc: lowerGamma,
  gammaincinv: gammaQuantile,
  t_sf: studentTail,
  t_ppf: studentQuantile,
  chi2_sf: chiSquareTail,
  chi2_ppf: chiSquareQuantile,
  f_sf: fisherTail,
  poisson_sf: poissonTail,
  binom_sf: binomialTail,
  nbinom_sf: negativeBinomialTail,
  hyp2f1: hypergeometric,
} as unknown as Record<string, (...input: number[]) => number>

describe('distributions', () => {
  it.each(cases.map((one) => [one.id, one] as const))('reference %s', (_, { fn, input, expected, rel_tol }) => {
    const actual = (FUNCTIONS[fn] as (...input: number[]) => number)(...input)
    if (expected === 0) expect(Math.abs(actual)).toBeLessThan(1e-300)
    else expect(Math.abs(actual / expected - 1)).toBeLessThanOrEqual(rel_tol)
  })

  it('find their quantiles back', () => {
    const p = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true })
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 1e5, noNaN: true }), p, (shape, share) => {
        expect(lowerGamma(shape, gammaQuantile(shape, share))).toBeCloseTo(share, 9)
        expect(1 - studentTail(studentQuantile(share, Math.max(shape, 0.5)), Math.max(shape, 0.5))).toBeCloseTo(share, 8)
      }),
    )
  })

  it('have both tails, and their ends', () => {
    expect(lowerGamma(5, 4) + upperGamma(5, 4)).toBeCloseTo(1, 14)
    expect(upperGamma(5, 0)).toBe(1)
    expect(studentTail(-2, 5) + studentTail(2, 5)).toBeCloseTo(1, 14)
    expect([studentTail(Infinity, 3), poissonTail(-1, 2), binomialTail(-1, 3, 0.5), binomialTail(3, 3, 0.5)]).toEqual([0, 1, 1, 0])
    expect([normalCdf(-Infinity), normalCdf(Infinity), erf(Infinity), erfc(-Infinity), gammaQuantile(2, 0)]).toEqual([0, 1, 1, 2, 0])
    expect(negativeBinomialTail(-1, 2, 0.5)).toBe(1)
    // ln(1 + x) / x is ₂F₁(1, 1; 2; −x).
    expect(hypergeometric(1, 1, 2, -3)).toBeCloseTo(Math.log(4) / 3, 12)
  })

  it('refuse what they are not defined for', () => {
    for (const wrong of [Number.NaN, -1, 0]) {
      expect(() => gammaQuantile(wrong, 0.5)).toThrow(RangeError)
      expect(() => studentTail(1, wrong)).toThrow(RangeError)
      expect(() => studentQuantile(0.5, wrong)).toThrow(RangeError)
      expect(() => poissonTail(1, wrong)).toThrow(RangeError)
      expect(() => fisherTail(1, wrong, 1)).toThrow(RangeError)
      expect(() => negativeBinomialTail(1, wrong, 0.5)).toThrow(RangeError)
    }
    for (const f of [normalCdf, erf, erfc]) expect(() => f(Number.NaN)).toThrow(RangeError)
    expect(() => studentTail(Number.NaN, 1)).toThrow(RangeError)
    expect(() => studentQuantile(1, 3)).toThrow(RangeError)
    expect(() => gammaQuantile(1, 1)).toThrow(RangeError)
    expect(() => binomialTail(1, 1.5, 0.5)).toThrow(RangeError)
    expect(() => poissonTail(0.5, 1)).toThrow(RangeError)
    expect(() => hypergeometric(1, 1, 1, 1)).toThrow(RangeError)
    expect(() => hypergeometric(0, 1, 1, 0.5)).toThrow(RangeError)
    expect(() => hypergeometric(1, 1, 1, 1 - 1e-12)).toThrow(/converge/)
  })
})
