import { CUSTOMER_COLUMNS, type CustomerColumnName } from '@trill/contract/customers'
import { isTooFew } from '../../platform/customers/customer-reading.ts'
import { hiddenGroups, type Thresholds } from '../../platform/privacy/small-groups.ts'
import type { DistributionResponse } from './contract.ts'

/** Most bins of a histogram. */
export const BINS_MAX = 30
/** Fewest customers that a distribution is shown of. */
export const CUSTOMERS_NEEDED = 10
const QUANTILES = ['0.05', '0.25', '0.5', '0.75', '0.95', '0.99']

/** A row of `spread.sql`. */
export interface SpreadRow {
  readonly everybody: number
  readonly customers: number
  readonly known: number
  readonly mean: number | null
  readonly least: number | null
  readonly most: number | null
  readonly quantiles: readonly (number | null)[]
}

export interface Bins {
  readonly first: number
  readonly width: number
  readonly bins: number
}

/**
 * Bins of a round width that hold the numbers from the least to the 99th percentile; the last one holds all above, so that a few who are far
 * out do not press the others into one bin. Whole numbers get bins of whole width.
 */
export function binsOf(column: CustomerColumnName, { least, most, quantiles }: SpreadRow): Bins {
  const first = least ?? 0
  const top = Math.max(quantiles[5] ?? first, first)
  const isWhole = CUSTOMER_COLUMNS[column].type === 'integer'
  const raw = (top - first) / BINS_MAX
  const width = Math.max(niceWidth(raw), isWhole ? 1 : 0)
  if (width === 0) return { first, width: 1, bins: 1 }
  const begin = Math.floor(first / width) * width
  const beyond = (most ?? top) > top ? 1 : 0
  return { first: begin, width, bins: Math.max(1, Math.floor((top - begin) / width) + 1 + beyond) }
}

/** 1, 2 or 5 times a power of ten, at least as wide as asked. */
function niceWidth(raw: number): number {
  if (!(raw > 0)) return 0
  const power = 10 ** Math.floor(Math.log10(raw))
  return ([1, 2, 5, 10].find((factor) => factor * power >= raw * (1 - 1e-9)) ?? 10) * power
}

/** The histogram as it is answered. */
export function distributionOf(
  column: CustomerColumnName,
  spread: SpreadRow,
  { bins, first, width }: Bins,
  counts: readonly { readonly bin: number; readonly customers: number }[],
  thresholds: Thresholds | undefined,
): Omit<DistributionResponse, 'snapshot' | 'passport'> {
  const { everybody, customers, known, mean, most, quantiles } = spread
  const base = { column, unit: CUSTOMER_COLUMNS[column].unit, needed: CUSTOMERS_NEEDED, n: known, missing: customers - known }
  const tooFew = thresholds !== undefined && (known < thresholds.adults || isTooFew({ customers, everybody }, thresholds))
  if (known < CUSTOMERS_NEEDED || tooFew)
    return {
      ...base,
      status: 'insufficient_data',
      n: tooFew ? 0 : known,
      missing: tooFew ? 0 : base.missing,
      mean: null,
      quantiles: {},
      bins: [],
    }
  const byBin = new Map(counts.map(({ bin, customers: count }) => [bin, count]))
  const groups = new Map(counts.map(({ bin, customers: people }) => [String(bin), { people, minors: 0 }]))
  const hidden = thresholds === undefined ? new Set<string>() : hiddenGroups(groups, thresholds)
  const end = (bin: number) => first + (bin + 1) * width
  return {
    ...base,
    status: 'known',
    mean,
    quantiles: Object.fromEntries(QUANTILES.map((name, index) => [name, quantiles[index] ?? null])),
    bins: Array.from({ length: bins }, (_, bin) => ({
      from: rounded(first + bin * width),
      to: bin === bins - 1 && (most ?? 0) >= end(bin) ? null : rounded(end(bin)),
      customers: hidden.has(String(bin)) ? null : (byBin.get(bin) ?? 0),
    })),
  }
}

/** Without the last digits of a sum of tenths. */
function rounded(value: number): number {
  return Number(value.toPrecision(12))
}
