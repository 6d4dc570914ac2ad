import { describe, expect, it } from 'vitest'
import { beta, exponential, gamma, negativeBinomial, normal, poisson, powerLaw } from './samplers.ts'
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
const CHI_SQUARE_LIMIT: Readonly<Record<number, number>> = { 3: 25.9, 7: 35.26, 9: 39.34, 10: 41.3, 11: 43.21 }

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

function count(counts: number[], index: number): void {
  counts[index] = (counts[index] ?? 0) + 1
}

function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  return counts.reduce((sum, times, index) => sum + (times - (expected[index] as number)) ** 2 / (expected[index] as number), 0)
}
