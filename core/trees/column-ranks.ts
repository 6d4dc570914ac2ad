import type { Table } from '../estimator.ts'
import { ZERO_MAX } from './tree.ts'

/** One way to read a column. */
export interface Reading {
  readonly column: number
  readonly reading: 'plain' | 'nan-as-zero' | 'zero-as-nan' | 'category'
  readonly turned: boolean
}

/** A column as it is read, with the bounds that trees ask it for. */
export interface Slot extends Reading {
  /** In rising order, each once. */
  readonly bounds: Float64Array
  readonly grid: RankGrid
}

/**
 * Evenly wide buckets from the least bound to the greatest: a value is looked up among the bounds of its bucket alone. Rounding keeps the
 * order, so that the bounds of lower buckets are below the value, and those of higher ones above.
 */
interface RankGrid {
  readonly least: number
  /** Buckets a unit; 0 where all bounds are in the first. */
  readonly scale: number
  readonly buckets: number
  /** Bounds before each bucket, 0 … buckets, and all of them last. */
  readonly starts: Int32Array
}

const BUCKETS_A_BOUND = 4
/** Bounds of a bucket from which on it is halved; fewer are looked at one by one. */
const HALVED_FROM = 8
const CATEGORY_MAX = 2 ** 31 - 1

/** @param bounds In rising order, each once. */
export function slotOf(reading: Reading, bounds: Float64Array): Slot {
  return { ...reading, bounds, grid: gridOf(bounds) }
}

function gridOf(bounds: Float64Array): RankGrid {
  const buckets = BUCKETS_A_BOUND * bounds.length
  const least = bounds[0] ?? 0
  const scale = buckets / ((bounds.at(-1) ?? 0) - least)
  const grid = { least, scale: Number.isFinite(scale) ? scale : 0, buckets, starts: new Int32Array(buckets + 2) }
  for (const bound of bounds) {
    const after = bucketOf(grid, bound) + 1
    grid.starts[after] = (grid.starts[after] as number) + 1
  }
  for (let bucket = 1; bucket < grid.starts.length; bucket += 1)
    grid.starts[bucket] = (grid.starts[bucket] as number) + (grid.starts[bucket - 1] as number)
  return grid
}

/** 0 up to the least bound, and for NaN. */
function bucketOf({ least, scale, buckets }: RankGrid, value: number): number {
  const place = (value - least) * scale
  return place >= buckets ? buckets : place > 0 ? (place | 0) + 1 : 0
}

/** How many of the bounds are below a value; of NaN none. */
export function rankOf(bounds: Float64Array, value: number): number {
  return rankWithin(bounds, value, 0, bounds.length)
}

function rankWithin(bounds: Float64Array, value: number, from: number, to: number): number {
  let rank = from
  let end = to
  while (end - rank > HALVED_FROM) {
    const middle = (rank + end) >> 1
    if ((bounds[middle] as number) < value) rank = middle + 1
    else end = middle
  }
  while (rank < end && (bounds[rank] as number) < value) rank += 1
  return rank
}

/**
 * Rows of a block side by side, each with the ranks of its slots, or the categories.
 * @param ranks Slot s of the r-th row of the block goes to r · slots + s.
 */
export function readBlock(slots: readonly Slot[], { columns }: Table, start: number, count: number, ranks: Int32Array): void {
  for (const [index, slot] of slots.entries()) {
    const values = columns[slot.column] as Float64Array
    if (slot.reading === 'category') readCategories(values, start, count, ranks, index, slots.length)
    else readRanks(slot, values, start, count, ranks, index, slots.length)
  }
}

function readRanks(
  { reading, turned, bounds, grid }: Slot,
  values: Float64Array,
  start: number,
  count: number,
  ranks: Int32Array,
  slot: number,
  width: number,
): void {
  const sign = turned ? -1 : 1
  const ofNan = reading === 'nan-as-zero' ? rankOf(bounds, 0) : 0
  const zeroMax = reading === 'zero-as-nan' ? ZERO_MAX : -1
  const { starts } = grid
  for (let row = 0; row < count; row += 1) {
    const value = sign * (values[start + row] as number)
    const bucket = bucketOf(grid, value)
    const rank = rankWithin(bounds, value, starts[bucket] as number, starts[bucket + 1] as number)
    ranks[slot + row * width] = Number.isNaN(value) || Math.abs(value) <= zeroMax ? ofNan : rank
  }
}

function readCategories(values: Float64Array, start: number, count: number, ranks: Int32Array, slot: number, width: number): void {
  for (let row = 0; row < count; row += 1) {
    const value = values[start + row] as number
    ranks[slot + row * width] = Number.isNaN(value) ? -1 : Math.min(Math.trunc(value), CATEGORY_MAX)
  }
}
