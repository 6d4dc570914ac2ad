import type { Random } from '../random/xoshiro256.ts'

/** Rows that share one stratum of numbers: as many strata as rows, each taken once. */
const GROUP = 40
/** Keys are sorted as whole numbers of so many bits, digit by digit. */
const KEY_BITS = 30
const DIGIT_BITS = 10
const DIGITS = 2 ** DIGIT_BITS

/** Most rows of a block. */
export const BLOCK_ROWS = 10_000

/** Consecutive customers, which are drawn together. */
export interface Block {
  /** 0, 1, … among all blocks. */
  readonly index: number
  readonly blocks: number
  /** First customer, counted from 0. */
  readonly from: number
  /** The customer after the last one. */
  readonly to: number
  readonly size: number
  /** Customers of the whole population. */
  readonly count: number
  /** Of this block alone; parts take forks, so that one column never shifts another. */
  readonly random: Random
}

/**
 * How many customers of a block belong to a share of all: rounded from the first customer on, so that every beginning of the population
 * has its share to within half a customer. An amount a customer is shared out in the same way.
 * @param share In [0, 1], or a mean amount in whole units.
 */
export function countWithin(share: number, { from, to }: Pick<Block, 'from' | 'to'>): number {
  return Math.round(share * to) - Math.round(share * from)
}

/**
 * Rows from the least key to the greatest; keys that are equal, or nearer than a thousand-millionth of their range, in the order of their
 * rows. At most 65,536 finite keys.
 * @see Knuth, The Art of Computer Programming 3 (1973), 5.2.5: sorting by distribution, digit by digit.
 */
export function orderBy(keys: Float64Array): Uint16Array {
  const digits = wholeKeys(keys)
  let order = new Uint16Array(keys.length)
  for (let row = 0; row < order.length; row += 1) order[row] = row
  for (let shift = 0; shift < KEY_BITS; shift += DIGIT_BITS) order = byDigit(digits, shift, order)
  return order
}

/**
 * A uniform number a row. Of each 40 rows that follow each other in the order, one is drawn from each fortieth of [0, 1): whatever depends
 * on the numbers and on what the rows are ordered by keeps its mean.
 * @param order Each row once; without it rows follow each other as they are.
 */
export function stratifiedUniforms(random: Random, size: number, order?: Uint16Array): Float64Array {
  const uniforms = new Float64Array(size)
  const strata = new Uint8Array(GROUP)
  const within = new Float64Array(GROUP)
  for (let start = 0; start < size; start += GROUP) {
    const count = Math.min(GROUP, size - start)
    for (let place = 0; place < count; place += 1) {
      const drawn = random.uniform() * (place + 1)
      const other = Math.floor(drawn)
      within[place] = drawn - other
      strata[place] = strata[other] as number
      strata[other] = place
    }
    for (let place = 0; place < count; place += 1) {
      const row = order === undefined ? start + place : (order[start + place] as number)
      uniforms[row] = ((strata[place] as number) + (within[place] as number)) / count
    }
  }
  return uniforms
}

/** Rows in random order. */
export function shuffledRows(random: Random, size: number): Uint16Array {
  const rows = new Uint16Array(size)
  for (let row = 0; row < size; row += 1) {
    const other = Math.floor(random.uniform() * (row + 1))
    rows[row] = rows[other] as number
    rows[other] = row
  }
  return rows
}

/** Where a row stands among all of its block, as the middle of its part of [0, 1]. */
export function ranksBy(keys: Float64Array): Float64Array {
  const ranks = new Float64Array(keys.length)
  for (const [rank, row] of orderBy(keys).entries()) ranks[row] = (rank + 0.5) / keys.length
  return ranks
}

/**
 * Where within each stratum the numbers of a block stand, in (0, 1), so that those of all blocks together are evenly spaced: with it, a
 * margin with a heavy tail is made of its own quantiles, however many blocks there are.
 */
export function placeInStratum({ index, blocks }: Block): number {
  const step = coprimeNear(blocks * 0.618, blocks)
  return (((index * step) % blocks) + 0.5) / blocks
}

/**
 * Draws yes or no for each row with its own probability, so that the number of yeses is the sum of the probabilities to within one.
 * @see Madow, On the theory of systematic sampling (Annals of Mathematical Statistics 20, 1949).
 */
export function drawSystematically(random: Random, probabilities: Float64Array): Int32Array {
  const drawn = new Int32Array(probabilities.length)
  let sum = random.uniform()
  for (const row of shuffledRows(random, probabilities.length)) {
    const before = Math.floor(sum)
    sum += probabilities[row] as number
    drawn[row] = Math.floor(sum) - before
  }
  return drawn
}

/**
 * Shares a whole amount out in proportion to weights, each part rounded so that they add up exactly.
 * @returns all 0 when no weight is positive.
 */
export function shareOut(total: number, weights: Float64Array): Int32Array {
  const parts = new Int32Array(weights.length)
  const sum = weights.reduce((before, weight) => before + weight, 0)
  if (!(sum > 0)) return parts
  let [reached, given] = [0, 0]
  for (let row = 0; row < parts.length; row += 1) {
    reached += weights[row] as number
    const next = Math.round((total * reached) / sum)
    parts[row] = next - given
    given = next
  }
  return parts
}

/** The values multiplied so that their mean is the given one; left as they are where all are 0. */
export function scaledToMean(values: Float64Array, mean: number): Float64Array {
  const sum = values.reduce((before, value) => before + value, 0)
  return sum > 0 ? values.map((value) => (value * mean * values.length) / sum) : values
}

function wholeKeys(keys: Float64Array): Int32Array {
  let [low, high] = [Infinity, -Infinity]
  for (const key of keys) {
    if (key < low) low = key
    if (key > high) high = key
  }
  const scale = high > low ? (2 ** KEY_BITS - 1) / (high - low) : 0
  const whole = new Int32Array(keys.length)
  for (let row = 0; row < whole.length; row += 1) whole[row] = ((keys[row] as number) - low) * scale
  return whole
}

/** The rows by one digit of their keys, those with the same one as they came. */
function byDigit(keys: Int32Array, shift: number, order: Uint16Array): Uint16Array<ArrayBuffer> {
  const starts = new Uint32Array(DIGITS + 1)
  for (const key of keys) bump(starts, ((key >> shift) & (DIGITS - 1)) + 1)
  for (let digit = 0; digit < DIGITS; digit += 1) starts[digit + 1] = (starts[digit + 1] as number) + (starts[digit] as number)
  const sorted = new Uint16Array(order.length)
  for (const row of order) sorted[bump(starts, ((keys[row] as number) >> shift) & (DIGITS - 1))] = row
  return sorted
}

/** Counts one more and answers what was counted before. */
function bump(counts: Uint32Array, at: number): number {
  const before = counts[at] as number
  counts[at] = before + 1
  return before
}

function coprimeNear(wanted: number, blocks: number): number {
  let step = Math.max(1, Math.round(wanted))
  while (commonDivisor(step, blocks) > 1) step += 1
  return step
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b)
}
