import { createRandom } from '../random/xoshiro256.ts'
import { audienceOf } from './audience.ts'
import type { PopulationColumns } from './columns.ts'
import { datesOf } from './dates.ts'
import { retentionOf } from './retention.ts'
import { revenueOf } from './revenue.ts'
import { socialLifeOf } from './social.ts'
import { standingOf } from './standing.ts'
import { BLOCK_ROWS, type Block } from './strata.ts'
import { swipingOf } from './swiping.ts'

/** Most customers of a population: their numbers have eight digits. */
export const CUSTOMERS_MAX = 100_000_000

/** Customers from…to of a population, by column. */
export interface PopulationPart {
  readonly from: number
  readonly to: number
  readonly rows: number
  /** All columns but `customer_id` and `data_generated_at`, which follow from seed, row and whoever writes. */
  readonly columns: PopulationColumns
}

/** A made population: any part of it can be had alone, and is the same as within the whole. */
export interface Population {
  readonly count: number
  /** Blocks of at most 10,000 customers, drawn and calibrated by themselves. */
  readonly blocks: number
  /**
   * The customers of a block.
   * @param index 0 … blocks − 1.
   */
  block(index: number): PopulationPart
}

/**
 * The customers of social and dating apps.
 * @param seed As of `createRandom`; the same gives the same population.
 * @param count 0 … 100,000,000; part of what is drawn, so that populations of other sizes differ.
 * @throws RangeError when the count is out of range.
 */
export function createPopulation(seed: number | bigint | string, count: number): Population {
  if (!(Number.isInteger(count) && count >= 0 && count <= CUSTOMERS_MAX))
    throw new RangeError(`createPopulation requires a whole count from 0 to 100,000,000, got ${count}`)
  const random = createRandom(seed).fork('population')
  const blocks = Math.ceil(count / BLOCK_ROWS)
  const startOf = (index: number) => Math.floor((index * count) / blocks)
  return {
    count,
    blocks,
    block: (index) => {
      if (!(Number.isInteger(index) && index >= 0 && index < blocks))
        throw new RangeError(`block requires an index from 0 to ${blocks - 1}, got ${index}`)
      const [from, to] = [startOf(index), startOf(index + 1)]
      const columns = columnsOf({ index, blocks, from, to, size: to - from, count, random: random.fork(index) })
      return { from, to, rows: to - from, columns }
    },
  }
}

/** The id of a customer. @param row Counted from 0. */
export function customerId(seed: number | bigint | string, row: number): string {
  return `c${seed}-${String(row + 1).padStart(8, '0')}`
}

function columnsOf(block: Block): PopulationColumns {
  const standing = standingOf(block)
  const social = socialLifeOf(block, standing)
  const swiping = swipingOf(block, standing)
  const revenue = revenueOf(block, standing, social)
  return {
    ...standing.columns,
    ...social.columns,
    ...audienceOf(block, standing, social),
    ...swiping.columns,
    ...revenue.columns,
    ...datesOf(block, standing, swiping, revenue.tenure),
    ...retentionOf(block, standing, revenue.tenure),
  }
}
