import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { poissonLogProbability } from './poisson-probability.ts'
import { beta, categorical, exponential, gamma, negativeBinomial, normal, poisson, powerLaw, shuffle } from './samplers.ts'
import { createRandom, type Random } from './xoshiro256.ts'

const DRAWS = 100_000
/** Quantiles of chi-square at 1 − 1e-5 by degrees of freedom (scipy 1.17.1, `chi2.isf(1e-5, df)`). */
const CHI_SQUARE_LIMIT = { 3: 25.9, 23: 63.97 }

describe('continuous samplers', () => {
  it('equal the exact distribution everywhere, not only at some quantiles (Kolmogorov and Smirnov)', () => {
    const random = createRandom('ks')
    const exact: readonly [() => number, (x: number) => number][] = [
      [() => exponential(random), (x) => 1 - Math.exp(-x)],
      [() => gamma(random, 2), (x) => 1 - Math.exp(-x) * (1 + x)],
      [() => beta(random, 2, 2), (x) => 3 * x ** 2 - 2 * x ** 3],
      [() => powerLaw(random, 3, 2), (x) => 1 - (2 / x) ** 2],
    ]
    for (const [draw, distribution] of exact) {
      const sorted = Float64Array.from({ length: DRAWS }, draw).sort()
      const gap = sorted.reduce((most, x, i) => Math.max(most, Math.abs(distribution(x) - (i + 0.5) / DRAWS)), 0)
      // 1 − 1e-5 quantile of Kolmogorov’s distribution: √(ln(2 / 1e-5) / 2) = 2.47.
      expect(gap * Math.sqrt(DRAWS)).toBeLessThan(2.47)
    }
  })

  it('stay within their range for any parameters', () => {
    const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true })
    fc.assert(
      fc.property(fc.integer(), positive, positive, fc.double({ min: 1.0001, max: 1e9, noNaN: true }), (seed, one, other, exponent) => {
        const random = createRandom(seed)
        expect(gamma(random, one)).toBeGreaterThanOrEqual(0)
        expect(exponential(random, one)).toBeGreaterThanOrEqual(0)
        expect(powerLaw(random, exponent, other)).toBeGreaterThanOrEqual(other)
        const share = beta(random, one, other)
        expect(share >= 0 && share <= 1).toBe(true)
      }),
    )
  })

  it('keep the mean of a beta so narrow at its ends that its gammas would round to 0', () => {
    const random = createRandom('narrow')
    let sum = 0
    for (let i = 0; i < 20_000; i += 1) sum += beta(random, 0.001, 0.003)
    expect(sum / 20_000).toBeCloseTo(0.25, 1)
  })

  it('have no spread when the deviation is 0', () => {
    expect(normal(createRandom(1), 5, 0)).toBe(5)
  })
})

describe('counts', () => {
  it('are whole numbers ≥ 0 for any mean', () => {
    const mean = fc.oneof(fc.double({ min: 0, max: 50, noNaN: true }), fc.double({ min: 0, max: 1e15, noNaN: true }))
    fc.assert(
      fc.property(fc.integer(), mean, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (seed, m, size) => {
        const random = createRandom(seed)
        for (const drawn of [poisson(random, m), negativeBinomial(random, m, size)])
          expect(Number.isSafeInteger(drawn) && drawn >= 0).toBe(true)
      }),
    )
    expect(poisson(createRandom(1), 0)).toBe(0)
    expect(negativeBinomial(createRandom(1), 0, 1)).toBe(0)
  })

  it('have the spread of a mean as large as doubles count', () => {
    const random = createRandom('large')
    const off = Float64Array.from({ length: 20_000 }, () => (poisson(random, 1e15) - 1e15) / Math.sqrt(1e15))
    expect(off.reduce((sum, z) => sum + z, 0) / off.length).toBeCloseTo(0, 1)
    expect(off.reduce((sum, z) => sum + z * z, 0) / off.length).toBeCloseTo(1, 1)
  })

  // mpmath 1.3.0 with 50 digits: count · log(mean) − mean − loggamma(count + 1).
  it.each([
    [0, 0.5, -0.5],
    [3, 2.5, -1.54288727360559],
    [9, 10, -2.078561643135059],
    [12, 10, -2.356193379733338],
    [75, 75, -3.078793694499911],
    [1000, 900, -9.733415163852598],
    [999_000, 1e6, -8.326360395486802],
    [1e15 + 1e7, 1e15, -18.238326735493349],
  ])('of %d at a mean of %d have the logarithm of the probability that mpmath gives', (counted, mean, expected) => {
    expect(Math.abs(poissonLogProbability(counted, mean) / expected - 1)).toBeLessThan(1e-12)
  })
})

describe('choices', () => {
  it('follow their weights, and never fall on what has none', () => {
    const random = createRandom('weights')
    const weights = [1, 0, 3, 0.5, 5.5]
    const choose = categorical(weights)
    const counts = new Array<number>(5).fill(0)
    for (let i = 0; i < DRAWS; i += 1) count(counts, choose(random))
    expect(counts[1]).toBe(0)
    const weighed = [0, 2, 3, 4]
    const expected = weighed.map((index) => ((weights[index] as number) / 10) * DRAWS)
    expect(
      chiSquare(
        weighed.map((index) => counts[index] as number),
        expected,
      ),
    ).toBeLessThan(CHI_SQUARE_LIMIT[3])
  })

  it('are made of an alias table whose columns add up to the weights', () => {
    const weight = fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e9, noNaN: true }))
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 40 }), (weights) => {
        fc.pre(weights.some((w) => w > 0))
        const choose = categorical(Float64Array.from(weights))
        const total = weights.reduce((sum, w) => sum + w, 0)
        const shares = sharesOf(choose, weights.length)
        for (const [index, w] of weights.entries()) {
          expect(Math.abs((shares[index] as number) - w / total)).toBeLessThan(1 / 400)
          if (w === 0) expect(shares[index]).toBe(0)
        }
      }),
    )
  })

  it('have one outcome when there is one', () => {
    expect(categorical([0.1])(createRandom(1))).toBe(0)
    expect(categorical([0, 1e-300, 0])(createRandom(1))).toBe(1)
  })
})

describe('shuffling', () => {
  it('makes each order as often as any other', () => {
    const random = createRandom('orders')
    const orders = new Map<string, number>()
    for (let i = 0; i < 24_000; i += 1) {
      const order = shuffle(random, ['a', 'b', 'c', 'd']).join('')
      orders.set(order, (orders.get(order) ?? 0) + 1)
    }
    expect(orders.size).toBe(24)
    expect(chiSquare([...orders.values()], new Array<number>(24).fill(1000))).toBeLessThan(CHI_SQUARE_LIMIT[23])
  })

  it('keeps what is in the array, and returns that array', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (values, seed) => {
        const given = [...values]
        expect(shuffle(createRandom(seed), given)).toBe(given)
        expect(given.sort()).toEqual(values.sort())
      }),
    )
    expect(shuffle(createRandom(1), Uint32Array.of(1, 2, 3)).sort()).toEqual(Uint32Array.of(1, 2, 3))
  })
})

describe('parameters out of range', () => {
  const random = createRandom(1)
  it.each<[() => unknown, string]>([
    [() => normal(random, Number.NaN), 'normal requires a finite mean, got NaN'],
    [() => normal(random, 0, -1), 'normal requires finite deviation ≥ 0, got -1'],
    [() => exponential(random, 0), 'exponential requires finite mean > 0, got 0'],
    [() => gamma(random, Number.NaN), 'gamma requires finite shape > 0, got NaN'],
    [() => gamma(random, 1, Infinity), 'gamma requires finite scale > 0, got Infinity'],
    [() => beta(random, 0, 1), 'beta requires finite a ≥ 1e-300, got 0'],
    [() => beta(random, 1, Infinity), 'beta requires finite b ≥ 1e-300, got Infinity'],
    [() => powerLaw(random, 1), 'powerLaw requires finite exponent > 1, got 1'],
    [() => powerLaw(random, 2, 0), 'powerLaw requires finite minimum > 0, got 0'],
    [() => poisson(random, -1), 'poisson requires mean ≥ 0, got -1'],
    [() => poisson(random, Number.NaN), 'poisson requires mean ≥ 0, got NaN'],
    [() => poisson(random, Infinity), 'poisson requires mean ≤ 1e15, got Infinity'],
    [() => negativeBinomial(random, -2, 1), 'negativeBinomial requires mean ≥ 0, got -2'],
    [() => negativeBinomial(random, 1e16, 1), 'negativeBinomial requires mean ≤ 1e15, got 10000000000000000'],
    [() => negativeBinomial(random, 1, 0), 'negativeBinomial requires finite size > 0, got 0'],
    [() => categorical([]), 'categorical requires weights with a finite sum > 0, got 0'],
    [() => categorical([0, 0]), 'categorical requires weights with a finite sum > 0, got 0'],
    [() => categorical([1, -1]), 'categorical requires finite weights ≥ 0, got -1 at 1'],
    [() => categorical([1, Number.NaN]), 'categorical requires finite weights ≥ 0, got NaN at 1'],
    [() => categorical([1e308, 1e308]), 'categorical requires weights with a finite sum > 0, got Infinity'],
  ])('are refused by name %#', (draw, message) => {
    expect(draw).toThrow(new RangeError(message))
  })
})

function count(counts: number[], index: number): void {
  counts[index] = (counts[index] ?? 0) + 1
}

function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  return counts.reduce((sum, times, index) => sum + (times - (expected[index] as number)) ** 2 / (expected[index] as number), 0)
}

/** How much of [0, 1) leads to each outcome, by walking through it in small steps. */
function sharesOf(choose: (random: Random) => number, outcomes: number): number[] {
  const steps = 400 * outcomes
  const shares = new Array<number>(outcomes).fill(0)
  let step = 0
  const walking: Random = { ...createRandom(0), uniform: () => (step + 0.5) / steps }
  for (; step < steps; step += 1) {
    const outcome = choose(walking)
    shares[outcome] = (shares[outcome] as number) + 1 / steps
  }
  return shares
}
