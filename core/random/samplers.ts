import { poissonLogProbability } from './poisson-probability.ts'
import type { Random } from './xoshiro256.ts'

/** Largest mean of a count: beyond it, not every count is a double. */
const MEAN_MAX = 1e15
/** Below this mean, multiplying uniforms is faster than rejection, which needs a mean of 10. */
const REJECTION_MEAN_MIN = 10

/**
 * Normal variate, by the polar method; the second one that the method makes is thrown away, so that a draw has no memory.
 * @param mean Any finite number.
 * @param deviation Standard deviation, finite, ≥ 0.
 * @throws RangeError naming the parameter out of range.
 * @see Marsaglia and Bray, A convenient method for generating normal variables (SIAM Review, 1964).
 */
export function normal(random: Random, mean = 0, deviation = 1): number {
  if (!Number.isFinite(mean)) throw new RangeError(`normal requires a finite mean, got ${mean}`)
  if (!(deviation >= 0 && deviation < Infinity)) throw new RangeError(`normal requires finite deviation ≥ 0, got ${deviation}`)
  for (;;) {
    const u = 2 * random.uniform() - 1
    const v = 2 * random.uniform() - 1
    const square = u * u + v * v
    if (square > 0 && square < 1) return mean + deviation * u * Math.sqrt((-2 * Math.log(square)) / square)
  }
}

/**
 * Exponential waiting time, by inversion.
 * @param mean Its mean, the inverse of the rate, in the unit of the result; finite, > 0.
 * @throws RangeError when the mean is out of range.
 */
export function exponential(random: Random, mean = 1): number {
  requirePositive('exponential', 'mean', mean)
  return -mean * Math.log1p(-random.uniform())
}

/**
 * Gamma variate: mean shape · scale, variance shape · scale².
 * @param shape Finite, > 0. Below about 0.01 many results are so small that they round to 0.
 * @param scale The inverse of the rate, finite, > 0.
 * @throws RangeError naming the parameter out of range.
 * @see Marsaglia and Tsang, A simple method for generating gamma variables (ACM TOMS 26, 2000), with their step for shape < 1.
 */
export function gamma(random: Random, shape: number, scale = 1): number {
  requirePositive('gamma', 'shape', shape)
  requirePositive('gamma', 'scale', scale)
  return shape < 1 ? scale * Math.exp(logGamma(random, shape)) : scale * unitGamma(random, shape)
}

/**
 * Beta variate in [0, 1], from two gamma variates on the logarithmic scale, where small shapes do not round to 0 / 0.
 * @param a Finite, ≥ 1e-300. The mean is a / (a + b).
 * @param b Finite, ≥ 1e-300.
 * @throws RangeError naming the parameter out of range.
 */
export function beta(random: Random, a: number, b: number): number {
  if (!(a >= 1e-300 && a < Infinity)) throw new RangeError(`beta requires finite a ≥ 1e-300, got ${a}`)
  if (!(b >= 1e-300 && b < Infinity)) throw new RangeError(`beta requires finite b ≥ 1e-300, got ${b}`)
  const logA = logGamma(random, a)
  return 1 / (1 + Math.exp(logGamma(random, b) - logA))
}

/**
 * Power law (Pareto): density proportional to x^−exponent from the minimum on, by inversion.
 * @param exponent Of the density, as Clauset and others count it: the tail P(X > x) falls with exponent − 1. Finite, > 1;
 * the mean is infinite up to 2, the variance up to 3.
 * @param minimum Smallest value, in the unit of the result; finite, > 0.
 * @throws RangeError naming the parameter out of range.
 * @see Clauset, Shalizi and Newman, Power-law distributions in empirical data (SIAM Review 51, 2009), appendix D.
 */
export function powerLaw(random: Random, exponent: number, minimum = 1): number {
  if (!(exponent > 1 && exponent < Infinity)) throw new RangeError(`powerLaw requires finite exponent > 1, got ${exponent}`)
  requirePositive('powerLaw', 'minimum', minimum)
  return minimum * (1 - random.uniform()) ** (-1 / (exponent - 1))
}

/**
 * Poisson count; the time does not grow with the mean.
 * @param mean From 0 to 1e15.
 * @throws RangeError when the mean is out of range.
 * @see Knuth, The Art of Computer Programming 2 (1969), 3.4.1, for means below 10; Hörmann, The transformed rejection method
 * for generating Poisson random variables (Insurance: Mathematics and Economics 12, 1993), algorithm PTRS, above.
 */
export function poisson(random: Random, mean: number): number {
  if (!(mean >= 0)) throw new RangeError(`poisson requires mean ≥ 0, got ${mean}`)
  if (mean > MEAN_MAX) throw new RangeError(`poisson requires mean ≤ 1e15, got ${mean}`)
  return mean < REJECTION_MEAN_MIN ? poissonByProducts(random, mean) : poissonByRejection(random, mean)
}

/**
 * Negative binomial count: a Poisson count whose mean is itself gamma distributed. Variance mean + mean² / size (NB2);
 * the number of failures before the `size`-th success of probability size / (size + mean).
 * @param mean From 0 to 1e15.
 * @param size Finite, > 0: the smaller, the more the counts scatter; need not be whole.
 * @throws RangeError naming the parameter out of range.
 */
export function negativeBinomial(random: Random, mean: number, size: number): number {
  if (!(mean >= 0)) throw new RangeError(`negativeBinomial requires mean ≥ 0, got ${mean}`)
  if (mean > MEAN_MAX) throw new RangeError(`negativeBinomial requires mean ≤ 1e15, got ${mean}`)
  requirePositive('negativeBinomial', 'size', size)
  if (mean === 0) return 0
  return poisson(random, Math.min(mean * (gamma(random, size) / size), MEAN_MAX))
}

/**
 * Makes a chooser among the indices 0 … n − 1, each in proportion to its weight: n steps once, then one uniform a draw.
 * @param weights n finite numbers ≥ 0 with a finite sum, at least one positive. What has no weight is never chosen.
 * @throws RangeError naming the weight that cannot be used.
 * @see Vose, A linear algorithm for generating random numbers with a given distribution (IEEE TSE 17, 1991), after Walker’s alias method.
 */
export function categorical(weights: ArrayLike<number>): (random: Random) => number {
  const { alias, keep } = aliasTable(weights)
  const count = keep.length
  return (random) => {
    const drawn = random.uniform() * count
    const column = Math.floor(drawn)
    return drawn - column < (keep[column] as number) ? column : (alias[column] as number)
  }
}

/**
 * Brings an array into random order, in place; each order is as likely as any other.
 * @returns the same array.
 * @see Durstenfeld, Algorithm 235: random permutation (CACM 7, 1964), after Fisher and Yates.
 */
export function shuffle<A extends { readonly length: number; [index: number]: unknown }>(random: Random, values: A): A {
  const list: { [index: number]: unknown } = values
  for (let last = values.length - 1; last > 0; last -= 1) {
    const other = random.integer(last + 1)
    const kept = list[last]
    list[last] = list[other]
    list[other] = kept
  }
  return values
}

function requirePositive(sampler: string, name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new RangeError(`${sampler} requires finite ${name} > 0, got ${value}`)
}

/** Gamma variate of scale 1 and a shape of at least 1. */
function unitGamma(random: Random, shape: number): number {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal(random)
    const root = 1 + c * x
    if (root <= 0) continue
    const v = root * root * root
    const u = random.uniform()
    if (u < 1 - 0.0331 * x * x * x * x || Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v
  }
}

/** Logarithm of a gamma variate of scale 1; exact where the variate itself would round to 0. */
function logGamma(random: Random, shape: number): number {
  if (shape >= 1) return Math.log(unitGamma(random, shape))
  return Math.log(unitGamma(random, shape + 1)) + Math.log1p(-random.uniform()) / shape
}

function poissonByProducts(random: Random, mean: number): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count += 1
  return count
}

function poissonByRejection(random: Random, mean: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean)
  const a = -0.059 + 0.02483 * b
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
  const quick = 0.9277 - 3.6224 / (b - 2)
  for (;;) {
    const u = random.uniform() - 0.5
    const v = 1 - random.uniform()
    const edge = 0.5 - Math.abs(u)
    const count = Math.floor(((2 * a) / edge + b) * u + mean + 0.43)
    if (edge >= 0.07 && v <= quick) return count
    if (count < 0 || (edge < 0.013 && v > edge)) continue
    if (Math.log((v * inverseAlpha) / (a / (edge * edge) + b)) <= poissonLogProbability(count, mean)) return count
  }
}

function aliasTable(weights: ArrayLike<number>): { alias: Uint32Array; keep: Float64Array } {
  const { length } = weights
  const total = totalWeight(weights)
  const alias = new Uint32Array(length)
  const keep = new Float64Array(length)
  /** Columns with room to spare from the front, those that overflow from the back. */
  const waiting = new Uint32Array(length)
  let lights = 0
  let heavies = length
  for (let i = 0; i < length; i += 1) {
    keep[i] = ((weights[i] as number) / total) * length
    if ((keep[i] as number) < 1) waiting[lights++] = i
    else waiting[--heavies] = i
  }
  while (lights > 0 && heavies < length) {
    const light = waiting[--lights] as number
    const heavy = waiting[heavies] as number
    alias[light] = heavy
    keep[heavy] = (keep[heavy] as number) + (keep[light] as number) - 1
    if ((keep[heavy] as number) >= 1) continue
    heavies += 1
    waiting[lights++] = heavy
  }
  settleLeftovers(weights, { alias, keep }, waiting.subarray(0, lights), waiting.subarray(heavies))
  return { alias, keep }
}

/** Rounding alone leaves columns over: they are full, except those without weight, which the heaviest fills. */
function settleLeftovers(
  weights: ArrayLike<number>,
  { alias, keep }: { alias: Uint32Array; keep: Float64Array },
  ...leftovers: readonly Uint32Array[]
): void {
  for (const left of leftovers) {
    for (const index of left) {
      if (weights[index] === 0) alias[index] = heaviest(weights)
      else keep[index] = 1
    }
  }
}

function totalWeight(weights: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < weights.length; i += 1) {
    const weight = weights[i] as number
    if (!(weight >= 0 && weight < Infinity)) throw new RangeError(`categorical requires finite weights ≥ 0, got ${weight} at ${i}`)
    total += weight
  }
  if (!(total > 0 && total < Infinity)) throw new RangeError(`categorical requires weights with a finite sum > 0, got ${total}`)
  return total
}

function heaviest(weights: ArrayLike<number>): number {
  let index = 0
  for (let i = 1; i < weights.length; i += 1) if ((weights[i] as number) > (weights[index] as number)) index = i
  return index
}
