import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { poissonLogProbability } from './poisson-probability.ts'
import { beta, categorical, exponential, gamma, negativeBinomial, normal, poisson, powerLaw, shuffle } from './samplers.ts'
import { createRandom, type Random } from './xoshiro256.ts'

const DRAWS = 100_000

interface Known {
  readonly name: string
  readonly draw: (random: Random) => number
  readonly mean: number
  readonly variance: number
  /** Points and the probability of a result up to each. */
  readonly at: readonly number[]
  readonly below: readonly number[]
}

/** Levels of the quantiles below. */
const LEVELS = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999]
const TEN_AT = [3, 5, 7, 8, 9, 10, 11, 12, 14, 17]

/** Quantiles from scipy 1.17.1: `norm(-2, 4).ppf(LEVELS)`, `expon(scale=3)`, `gamma(0.3, scale=2)`, …, `pareto(1.5, scale=3)`. */
const CONTINUOUS: readonly Omit<Known, 'below'>[] = [
  {
    name: 'normal of mean −2 and deviation 4',
    draw: (random) => normal(random, -2, 4),
    mean: -2,
    variance: 16,
    at: [
      -14.3609292247, -11.3053914962, -8.57941450781, -7.12620626218, -4.69795900078, -2, 0.697959000784, 3.12620626218, 4.57941450781,
      7.30539149616, 10.3609292247,
    ],
  },
  {
    name: 'exponential of mean 3',
    draw: (random) => exponential(random, 3),
    mean: 3,
    variance: 9,
    at: [
      0.00300150100075, 0.0301510075605, 0.153879883163, 0.316081546973, 0.863046217355, 2.07944154168, 4.15888308336, 6.90775527898,
      8.98719682066, 13.815510558, 20.7232658369,
    ],
  },
  {
    name: 'gamma of shape 0.3 and scale 2',
    draw: (random) => gamma(random, 0.3, 2),
    mean: 0.6,
    variance: 1.2,
    at: [
      1.39453981936e-10, 3.00444531047e-7, 6.42206939945e-5, 0.000647449243647, 0.0137996051381, 0.146262271734, 0.685798921629,
      1.76962154672, 2.7446998882, 5.27881831414, 9.23787208558,
    ],
  },
  {
    name: 'gamma of shape 1',
    draw: (random) => gamma(random, 1),
    mean: 1,
    variance: 1,
    at: [
      0.00100050033358,
      0.0100503358535,
      0.0512932943876,
      0.105360515658,
      0.287682072452,
      Math.LN2,
      1.38629436112,
      Math.LN10,
      2.99573227355,
      4.60517018599,
      6.90775527898,
    ],
  },
  {
    name: 'gamma of shape 2.5 and scale 1.5',
    draw: (random) => gamma(random, 2.5, 1.5),
    mean: 3.75,
    variance: 5.625,
    at: [
      0.157659451972, 0.415723557546, 0.859107169546, 1.20773099022, 2.00595210707, 3.26359514332, 4.96925982287, 6.92726767484,
      8.30287327014, 11.314704352, 15.3862542393,
    ],
  },
  {
    name: 'gamma of shape 400',
    draw: (random) => gamma(random, 400),
    mean: 400,
    variance: 400,
    at: [
      341.033226494, 354.948457127, 367.681174062, 374.592618561, 386.334686846, 399.666716094, 413.302012773, 425.835608857, 433.455701055,
      447.992127829, 464.664460173,
    ],
  },
  {
    name: 'beta of 2 and 5',
    draw: (random) => beta(random, 2, 5),
    mean: 2 / 7,
    variance: 10 / (49 * 8),
    at: [
      0.00825549278775, 0.0267631911428, 0.0628498917084, 0.0925952589131, 0.16116291679, 0.264449983296, 0.389479485201, 0.510316306551,
      0.581803409252, 0.70568632832, 0.818613866919,
    ],
  },
  {
    name: 'beta of 0.4 and 0.3',
    draw: (random) => beta(random, 0.4, 0.3),
    mean: 4 / 7,
    variance: 0.12 / (0.49 * 1.7),
    at: [
      1.89080363849e-7, 5.97906791787e-5, 0.00333692095428, 0.0187304716579, 0.170489451527, 0.656829601578, 0.95981918679, 0.998070939339,
      0.999808459276, 0.999999103812, 0.999999999584,
    ],
  },
  {
    name: 'beta of 300 and 700',
    draw: (random) => beta(random, 300, 700),
    mean: 0.3,
    variance: 0.21 / 1001,
    at: [
      0.256449198801, 0.266914232259, 0.276403657204, 0.281519417411, 0.290153085669, 0.299866619392, 0.309701607852, 0.318652126674,
      0.324051381009, 0.334261615226, 0.345826340718,
    ],
  },
  {
    name: 'power law of exponent 2.5 from 3 on',
    draw: (random) => powerLaw(random, 2.5, 3),
    mean: 9,
    variance: Infinity,
    at: [
      3.00200166815, 3.02016816186, 3.10436075524, 3.21829794869, 3.63424118566, 4.7622031559, 7.55952629937, 13.9247665008, 22.1041889918,
      64.633040701, 300,
    ],
  },
]

/** Cumulative probabilities from scipy 1.17.1: `poisson(0.4).cdf(at)`, …, `nbinom(size, size / (size + mean)).cdf(at)`. */
const COUNTS: readonly Known[] = [
  {
    name: 'Poisson of mean 0.4',
    draw: (random) => poisson(random, 0.4),
    mean: 0.4,
    variance: 0.4,
    at: [0, 1, 2],
    below: [0.670320046036, 0.93844806445, 0.992073668133],
  },
  {
    name: 'Poisson of mean 9.9, by products',
    draw: (random) => poisson(random, 9.9),
    mean: 9.9,
    variance: 9.9,
    at: TEN_AT,
    below: [
      0.0111197882993, 0.0709651408705, 0.229363969239, 0.344191403916, 0.470501582062, 0.595548658425, 0.708091027153, 0.800938481353,
      0.921645273321, 0.986954791625,
    ],
  },
  {
    name: 'Poisson of mean 10, by rejection',
    draw: (random) => poisson(random, 10),
    mean: 10,
    variance: 10,
    at: TEN_AT,
    below: [
      0.0103360506759, 0.067085962879, 0.220220646602, 0.332819678751, 0.457929714472, 0.583039750193, 0.696776146303, 0.791556476395,
      0.916541527065, 0.985722386403,
    ],
  },
  {
    name: 'Poisson of mean 75',
    draw: (random) => poisson(random, 75),
    mean: 75,
    variance: 75,
    at: [52, 60, 66, 70, 74, 78, 82, 88, 95, 102],
    below: [
      0.00319410847226, 0.0433398012499, 0.163220848268, 0.30661428368, 0.48464360096, 0.662826084068, 0.808157388049, 0.937486125177,
      0.988945151335, 0.998754262598,
    ],
  },
  {
    name: 'Poisson of mean 1e6',
    draw: (random) => poisson(random, 1e6),
    mean: 1e6,
    variance: 1e6,
    at: [997674, 998718, 999326, 1000000, 1000674, 1001282, 1002326],
    below: [0.0100029962491, 0.0999902451945, 0.250343582521, 0.500265961486, 0.750032124216, 0.900147528166, 0.989984464633],
  },
  {
    name: 'negative binomial of mean 6 and size 0.8',
    draw: (random) => negativeBinomial(random, 6, 0.8),
    mean: 6,
    variance: 51,
    at: [0, 1, 2, 4, 7, 11, 16, 24, 35],
    below: [
      0.180494868532, 0.307903011026, 0.409080065359, 0.562246021313, 0.715121847784, 0.836242369052, 0.916687221963, 0.971163599061,
      0.993146437292,
    ],
  },
  {
    name: 'negative binomial of mean 20 and size 5',
    draw: (random) => negativeBinomial(random, 20, 5),
    mean: 20,
    variance: 100,
    at: [5, 9, 13, 17, 20, 24, 30, 38, 48],
    below: [
      0.0327934976, 0.12983962583, 0.283646184271, 0.457118086518, 0.579325690748, 0.716053548118, 0.856508290307, 0.949428191672,
      0.988233056397,
    ],
  },
]

/** Quantiles of chi-square at 1 − 1e-5 by degrees of freedom (scipy 1.17.1, `chi2.isf(1e-5, df)`). */
const CHI_SQUARE_LIMIT: Readonly<Record<number, number>> = { 3: 25.9, 7: 35.26, 9: 39.34, 10: 41.3, 11: 43.21, 23: 63.97 }

describe.each<Known>([...CONTINUOUS.map((known) => ({ ...known, below: LEVELS })), ...COUNTS])(
  'the $name',
  ({ name, draw, mean, variance, at, below }) => {
    const random = createRandom(name)
    const values = Float64Array.from({ length: DRAWS }, () => draw(random))

    it('falls between the reference’s quantiles as often as it should', () => {
      const counts = new Array<number>(at.length + 1).fill(0)
      for (const value of values) {
        const bin = at.findIndex((point) => value <= point)
        count(counts, bin === -1 ? at.length : bin)
      }
      const levels = [0, ...below, 1]
      const expected = counts.map((_, bin) => ((levels[bin + 1] as number) - (levels[bin] as number)) * DRAWS)
      expect(chiSquare(counts, expected)).toBeLessThan(CHI_SQUARE_LIMIT[at.length] as number)
    })

    if (variance === Infinity) return
    it('has its mean and variance', () => {
      const found = values.reduce((sum, value) => sum + value, 0) / DRAWS
      expect(Math.abs(found - mean)).toBeLessThan(5 * Math.sqrt(variance / DRAWS))
      const squares = values.map((value) => (value - mean) ** 2)
      const spread = squares.reduce((sum, square) => sum + square, 0) / DRAWS
      const fourth = squares.reduce((sum, square) => sum + (square - variance) ** 2, 0) / DRAWS
      expect(Math.abs(spread - variance)).toBeLessThan(5 * Math.sqrt(fourth / DRAWS))
    })
  },
)

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
    ).toBeLessThan(CHI_SQUARE_LIMIT[3] as number)
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
    expect(chiSquare([...orders.values()], new Array<number>(24).fill(1000))).toBeLessThan(CHI_SQUARE_LIMIT[23] as number)
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
