import { firstAbove } from '../inference/sorted.ts'
import { ZERO_MAX } from './tree.ts'

const DOUBLE = new Float64Array(1)
const BITS = new BigInt64Array(DOUBLE.buffer)

/** Room to find bins in: a column after the other takes it, since what each would leave behind is cleared late and adds up to the table. */
export interface BinRoom {
  readonly sorted: Float64Array
  readonly distinct: Float64Array
  readonly counts: Int32Array
}

/** Room for columns of at most so many values. */
export function binRoom(values: number): BinRoom {
  return { sorted: new Float64Array(values), distinct: new Float64Array(values), counts: new Int32Array(values) }
}

/**
 * Upper bounds of the bins of a numerical column: equally many rows a bin as far as ties allow, a value that many rows have in a bin of
 * its own, and 0 in one of its own, so that it can be told from small numbers. The bounds are those that LightGBM finds.
 * @param sorted Values without NaN in rising order.
 * @param binsMax At least 2.
 * @param rowsMin Fewest rows of a bin.
 * @param room Of as many values at least; what is in it is lost.
 * @returns rising bounds, the last of them infinite; a value is in the first bin whose bound is not below it.
 * @see Ke et al., LightGBM: a highly efficient gradient boosting decision tree (2017).
 */
export function binBounds(
  sorted: Float64Array,
  binsMax: number,
  rowsMin: number,
  room: Pick<BinRoom, 'distinct' | 'counts'> = binRoom(sorted.length),
): number[] {
  const { values, counts } = distinctValues(sorted, room)
  const zeroFrom = firstAbove(values, -ZERO_MAX)
  const zeroTo = firstAbove(values, ZERO_MAX)
  const below = sumOf(counts, 0, zeroFrom)
  const above = sumOf(counts, zeroTo, counts.length)
  const bounds: number[] = []
  if (zeroFrom > 0 && binsMax > 1) {
    const share = Math.max(1, Math.floor((below / (below + above)) * (binsMax - 1)))
    bounds.push(...greedyBounds(values.subarray(0, zeroFrom), counts.subarray(0, zeroFrom), share, rowsMin))
    bounds[bounds.length - 1] = -ZERO_MAX
  }
  const left = binsMax - 1 - bounds.length
  if (zeroTo === values.length || left <= 0) return [...bounds, Infinity]
  return [...bounds, ZERO_MAX, ...greedyBounds(values.subarray(zeroTo), counts.subarray(zeroTo), left, rowsMin)]
}

/** Values that differ by more than one step of a double, and how often each is there. */
function distinctValues(
  sorted: Float64Array,
  { distinct: values, counts }: Pick<BinRoom, 'distinct' | 'counts'>,
): { values: Float64Array; counts: Int32Array } {
  counts.fill(0)
  let last = -1
  for (let i = 0; i < sorted.length; i += 1) {
    const value = Math.abs(sorted[i] as number) <= ZERO_MAX ? 0 : (sorted[i] as number)
    if (last < 0 || !isNext(values[last] as number, value)) last += 1
    values[last] = value
    counts[last] = (counts[last] as number) + 1
  }
  return { values: values.subarray(0, last + 1), counts: counts.subarray(0, last + 1) }
}

/** Whether a value is the same as a lower one, or the double after it. */
function isNext(lower: number, value: number): boolean {
  return value === lower || (value - lower <= Math.abs(lower) * 4e-16 + Number.MIN_VALUE && value <= nextAbove(lower))
}

function greedyBounds(values: Float64Array, counts: Int32Array, binsMax: number, rowsMin: number): number[] {
  return values.length <= binsMax ? boundsOfFew(values, counts, rowsMin) : boundsOfMany(values, counts, binsMax, rowsMin)
}

/** A bin for each value, but those with too few rows go with the next. */
function boundsOfFew(values: Float64Array, counts: Int32Array, rowsMin: number): number[] {
  const bounds: number[] = []
  let rows = 0
  for (let i = 0; i + 1 < values.length; i += 1) {
    rows += counts[i] as number
    if (rows >= rowsMin && pushBetween(bounds, values[i] as number, values[i + 1] as number)) rows = 0
  }
  return [...bounds, Infinity]
}

function boundsOfMany(values: Float64Array, counts: Int32Array, binsWanted: number, rowsMin: number): number[] {
  const total = sumOf(counts, 0, counts.length)
  const binsMax = rowsMin > 0 ? Math.max(1, Math.min(binsWanted, Math.floor(total / rowsMin))) : binsWanted
  const big = total / binsMax
  let { bins, rest } = withoutBig(counts, big, binsMax)
  let size = rest / bins
  const bounds: number[] = []
  let made = 0
  let rows = 0
  for (let i = 0; i + 1 < values.length && made < binsMax - 1; i += 1) {
    const count = counts[i] as number
    const isBig = count >= big
    if (!isBig) rest -= count
    rows += count
    if (!(isBig || rows >= size || ((counts[i + 1] as number) >= big && rows >= Math.max(1, size * 0.5)))) continue
    pushBetween(bounds, values[i] as number, values[i + 1] as number)
    made += 1
    rows = 0
    if (isBig) continue
    bins -= 1
    size = rest / bins
  }
  return [...bounds, Infinity]
}

/** Bins and rows that are left when each value of many rows has its own bin. */
function withoutBig(counts: Int32Array, big: number, binsMax: number): { bins: number; rest: number } {
  let bins = binsMax
  let rest = 0
  for (let i = 0; i < counts.length; i += 1) {
    if ((counts[i] as number) >= big) bins -= 1
    else rest += counts[i] as number
  }
  return { bins, rest }
}

/** A bound just above the middle of two values, unless the last bound is as good as that. */
function pushBetween(bounds: number[], lower: number, upper: number): boolean {
  const bound = nextAbove((lower + upper) / 2)
  const last = bounds.at(-1)
  if (last !== undefined && bound <= nextAbove(last)) return false
  bounds.push(bound)
  return true
}

function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE
  DOUBLE[0] = value
  BITS[0] = (BITS[0] as bigint) + (value > 0 ? 1n : -1n)
  return DOUBLE[0] as number
}

function sumOf(counts: Int32Array, start: number, end: number): number {
  let sum = 0
  for (let i = start; i < end; i += 1) sum += counts[i] as number
  return sum
}
