import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { betaQuantile, incompleteBeta, logBetaDensity, logIncompleteBeta } from './beta.ts'
import { digamma, logGamma, logLowerGamma, lowerGamma, trigamma } from './gamma.ts'
import { logNormalCdf, normalQuantile } from './normal.ts'

/** Where a comment says nothing else, values are of reference/special-functions.json (scipy 1.17). */
describe('gamma functions', () => {
  it.each([
    [1e-8, 18.42068073818021],
    [0.1, 2.252712651734206],
    [1, 0],
    [1.5, -0.12078223763524526],
    [2, 0],
    [100, 359.1342053695754],
    [1e6, 12815504.569147611],
  ])('logGamma of %s', (x, expected) => expectRelative(logGamma(x), expected, 1e-12))

  it.each([
    [0.1, -10.423754940411076],
    [1, -0.5772156649015329],
    [10, 2.251752589066721],
    [100, 4.600161852738088],
  ])('digamma of %s', (x, expected) => expectRelative(digamma(x), expected, 1e-12))

  it('trigamma is π²/6 at 1 and π²/2 at one half', () => {
    expectRelative(trigamma(1), Math.PI ** 2 / 6, 1e-13)
    expectRelative(trigamma(0.5), Math.PI ** 2 / 2, 1e-13)
  })

  it.each([
    [0.5, 1, 0.8427007929497151],
    [2, 0.5, 0.09020401043104986],
    [100, 90, 0.15822098918643007],
    // poisson_sf(k − 1) of a mean.
    [10, 2.5, 0.0002773520946208362],
    [1, 0.01, 0.009950166250831952],
    [121, 100, 0.022669329078352663],
  ])('P(%s, %s)', (a, x, expected) => {
    expectRelative(lowerGamma(a, x), expected, 1e-10)
    expectRelative(logLowerGamma(a, x), Math.log(expected), 1e-10)
  })

  it('P of large arguments stays near the normal distribution, and its logarithm below the least double', () => {
    expect(lowerGamma(1e8, 1e8)).toBeCloseTo(0.5, 4)
    expect(logLowerGamma(1000, 1)).toBeLessThan(-745)
    expect(logLowerGamma(1, 0)).toBe(-Infinity)
  })

  it('refuse what they are not defined for', () => {
    for (const wrong of [0, -1, Number.NaN, Infinity]) {
      for (const f of [logGamma, digamma, trigamma]) expect(() => f(wrong)).toThrow(RangeError)
      expect(() => lowerGamma(wrong, 1)).toThrow(RangeError)
    }
    expect(() => logLowerGamma(1, -1)).toThrow(RangeError)
  })
})

describe('incomplete beta function', () => {
  it.each([
    [0.5, 0.5, 0.3, 0.36901011956554536],
    [2, 3, 0.4, 0.5248],
    [241, 761, 0.25, 0.7607309156088123],
    [1, 1, 0.5, 0.5],
    [100, 200, 0.3, 0.10884306564490986],
    // binom_sf(k − 1) of n draws with p is I_p(k, n − k + 1); nbinom_sf(k − 1) is I_(1−p)(k, shape).
    [8, 3, 0.5, 0.0546875],
    [61, 940, 0.05, 0.0670625186333081],
    [10, 5, 1 / 3, 0.004039541130205949],
    [40, 20, 1 / 6, 3.6032760563648675e-18],
  ])('I with a %s, b %s at %s', (a, b, x, expected) => {
    expectRelative(incompleteBeta(a, b, x), expected, 1e-10)
    expectRelative(logIncompleteBeta(a, b, x), Math.log(expected), 1e-10)
  })

  it.each([
    [2, 3, 0.1, 0.14255931671003072],
    [0.5, 0.5, 0.9, 0.9755282581475768],
    [241, 761, 0.975, 0.2674508299554435],
  ])('quantile with a %s, b %s at %s', (a, b, p, expected) => expectRelative(betaQuantile(a, b, p), expected, 1e-9))

  it('finds its quantiles back', () => {
    const shape = fc.double({ min: 0.2, max: 1e5, noNaN: true })
    fc.assert(
      fc.property(shape, shape, fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (a, b, p) => {
        const x = betaQuantile(a, b, p)
        // Near 1 doubles are too far apart for it.
        if (x < 0.999) expect(incompleteBeta(a, b, x)).toBeCloseTo(p, 9)
      }),
    )
  })

  it('mirrors, and rises', () => {
    const shape = fc.double({ min: 0.2, max: 1e5, noNaN: true })
    fc.assert(
      fc.property(shape, shape, fc.double({ min: 0.001, max: 0.998, noNaN: true }), (a, b, x) => {
        const at = incompleteBeta(a, b, x)
        expect(at + incompleteBeta(b, a, 1 - x)).toBeCloseTo(1, 8)
        expect(incompleteBeta(a, b, x + 0.001)).toBeGreaterThanOrEqual(at - 1e-12)
      }),
    )
  })

  it('keeps its digits where the other side is near 1', () => {
    // For b → 0 the distribution is b times the integral of x^(a−1) / (1 − x), which is −ln(1 − x) for a = 1.
    expectRelative(incompleteBeta(1, 1e-12, 0.999), 1e-12 * Math.log(1000), 1e-9)
  })

  it('has its ends, its density, and refuses the rest', () => {
    expect(() => incompleteBeta(2e12, 1, 0.5)).toThrow(/1e12/)
    expect([incompleteBeta(2, 3, 0), incompleteBeta(2, 3, 1), betaQuantile(2, 3, 0), betaQuantile(2, 3, 1)]).toEqual([0, 1, 0, 1])
    expect(logIncompleteBeta(2, 3, 1)).toBe(0)
    expect(Math.exp(logBetaDensity(2, 3, 0.5))).toBeCloseTo(1.5, 12)
    expect(() => incompleteBeta(0, 1, 0.5)).toThrow(RangeError)
    expect(() => betaQuantile(1, 1, 1.5)).toThrow(RangeError)
  })
})

describe('normal distribution', () => {
  it.each([
    [1e-300, -37.0470962993612],
    [1e-10, -6.361340902404056],
    [0.025, -1.9599639845400545],
    [0.3, -0.5244005127080409],
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.999, 3.090232306167813],
  ])('quantile at %s', (p, expected) => expectRelative(normalQuantile(p), expected, 1e-12))

  it.each([
    [-40, -804.6084420137539],
    [-10, -53.23128515051248],
    [0, -Math.LN2],
    [3, -0.0013508099647481925],
  ])('logarithm of the distribution function at %s', (x, expected) => expectRelative(logNormalCdf(x), expected, 1e-12))

  it('refuses what is no probability', () => {
    for (const wrong of [0, 1, -1, Number.NaN]) expect(() => normalQuantile(wrong)).toThrow(RangeError)
  })
})

function expectRelative(actual: number, expected: number, tolerance: number): void {
  if (expected === 0) expect(Math.abs(actual)).toBeLessThanOrEqual(tolerance)
  else expect(Math.abs(actual / expected - 1)).toBeLessThanOrEqual(tolerance)
}
