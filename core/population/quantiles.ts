import { betaQuantile } from '../special-functions/beta.ts'
import { gammaQuantile } from '../special-functions/distributions.ts'
import { normalCdf, normalQuantile } from '../special-functions/normal.ts'

/** Knots of the normal quantiles, at the middles of as many equal parts of [0, 1]. */
const NORMAL_KNOTS = 10_000
/** Curves are tabulated for scores from −4 to 4. */
const SCORE_MAX = 4
const KNOTS_A_UNIT = 32

/** Values at the end of a power law that are summed one by one; below them the integral is as good. */
const TAIL_SUMMED = 2000
const EXPONENT_STEPS = 30

/** A margin as a function of a normal score: what a customer has whose score is this. */
export type Curve = (score: number) => number

let normalTable: Float64Array | undefined

/** Normal score of a uniform number, between the knots on a straight line; never beyond ±3.89. */
export function scoreOf(uniform: number): number {
  normalTable ??= Float64Array.from({ length: NORMAL_KNOTS }, (_, knot) => normalQuantile((knot + 0.5) / NORMAL_KNOTS))
  const place = Math.min(Math.max(uniform * NORMAL_KNOTS - 0.5, 0), NORMAL_KNOTS - 1)
  const knot = Math.min(place | 0, NORMAL_KNOTS - 2)
  const low = normalTable[knot] as number
  return low + (place - knot) * ((normalTable[knot + 1] as number) - low)
}

/** The beta margin in [0, 1] with this mean; the greater the weight a + b, the narrower. */
export function betaCurve(mean: number, weight: number): Curve {
  return tabulated((probability) => betaQuantile(mean * weight, (1 - mean) * weight, probability))
}

/** The gamma margin with this shape and mean. */
export function gammaCurve(shape: number, mean: number): Curve {
  return tabulated((probability) => (gammaQuantile(shape, probability) * mean) / shape)
}

/** A margin with a power law's tail that ends: how it is drawn, and what it adds up to. */
export interface PowerLaw {
  /** Value at a probability in [0, 1]. */
  quantile(probability: number): number
  /**
   * What values from a rank on add up to, where there is one at the middle of each of `count` equal parts of [0, 1]; in parts of the count,
   * so that it is their mean from rank 0.
   */
  sumFrom(rank: number, count: number): number
}

/**
 * Pareto margin between 1 and the greatest value.
 * @param exponent Of the tail: P(X > x) falls with it; > 0 and not 1.
 */
export function truncatedPareto(exponent: number, greatest: number): PowerLaw {
  const rest = greatest ** -exponent
  const quantile = (probability: number) => (1 - probability * (1 - rest)) ** (-1 / exponent)
  const integralFrom = (probability: number) =>
    ((exponent / (exponent - 1)) * (quantile(probability) ** (1 - exponent) - greatest ** (1 - exponent))) / (1 - rest)
  const sumFrom = (rank: number, count: number) => {
    const first = Math.max(rank, count - TAIL_SUMMED)
    let tail = 0
    for (let place = first; place < count; place += 1) tail += quantile((place + 0.5) / count)
    return integralFrom(rank / count) - integralFrom(first / count) + tail / count
  }
  return { quantile, sumFrom }
}

/** The truncated Pareto margin of which, with so many values, the greatest tenth has the given share of all. */
export function paretoWithTopTenth(share: number, greatest: number, count: number): PowerLaw {
  const tenth = count - Math.round(count / 10)
  let [low, high] = [1.001, 3]
  let law = truncatedPareto(low, greatest)
  for (let step = 0; step < EXPONENT_STEPS; step += 1) {
    const middle = (low + high) / 2
    law = truncatedPareto(middle, greatest)
    if (law.sumFrom(tenth, count) > share * law.sumFrom(0, count)) low = middle
    else high = middle
  }
  return law
}

/** A function that keeps its last result: tables of margins are the same for every population, some laws for all of its blocks. */
export function kept<Result, Argument = void>(make: (argument: Argument) => Result): (argument: Argument) => Result {
  let last: { readonly argument: Argument; readonly result: Result } | undefined
  return (argument) => {
    if (last === undefined || last.argument !== argument) last = { argument, result: make(argument) }
    return last.result
  }
}

function tabulated(quantile: (probability: number) => number): Curve {
  const knots = Float64Array.from({ length: 2 * SCORE_MAX * KNOTS_A_UNIT + 1 }, (_, knot) =>
    quantile(normalCdf(knot / KNOTS_A_UNIT - SCORE_MAX)),
  )
  return (score) => {
    const place = Math.min(Math.max((score + SCORE_MAX) * KNOTS_A_UNIT, 0), knots.length - 1)
    const knot = Math.min(place | 0, knots.length - 2)
    const low = knots[knot] as number
    return low + (place - knot) * ((knots[knot + 1] as number) - low)
  }
}
