import { type Fitted, requireColumns, requireTable, type Table } from '../estimator.ts'
import { quantile } from '../inference/quantiles.ts'

export interface ScalingOptions {
  /** `standard`: mean 0, deviation 1; `robust`: median 0, distance of the quartiles 1, which outliers do not move. */
  readonly kind?: 'standard' | 'robust'
  /** Columns of counts, ≥ 0, of which ln(1 + count) is taken first: else the greatest accounts are clusters of their own. */
  readonly logarithms?: readonly string[]
  /** Values beyond this quantile and its counterpart are drawn in to it, in (0.5, 1]. */
  readonly winsoriseAt?: number
}

export interface Scaling extends Fitted {
  readonly scales: readonly {
    readonly logarithm: boolean
    readonly from: number
    readonly to: number
    readonly center: number
    /** 0 of a column that does not vary, which then is 0 throughout. */
    readonly spread: number
  }[]
}

/**
 * Learns how to bring columns to one scale, so that no unit rules the distances.
 * @param table Finite values; those of `logarithms` ≥ 0.
 * @throws RangeError for a table that no learner can take, a column that is missing, or an option out of range.
 */
export function fitScaling(table: Table, { kind = 'standard', logarithms = [], winsoriseAt = 1 }: ScalingOptions = {}): Scaling {
  requireTable('fitScaling', table, { missing: 'refused' })
  const absent = logarithms.find((name) => !table.names.includes(name))
  if (absent !== undefined) throw new RangeError(`fitScaling requires a column “${absent}”, got none of that name`)
  if (!(winsoriseAt > 0.5 && winsoriseAt <= 1)) throw new RangeError(`fitScaling requires winsoriseAt in (0.5, 1], got ${winsoriseAt}`)
  return {
    columns: [...table.names],
    scales: table.columns.map((column, index) => {
      const name = table.names[index] as string
      const logarithm = logarithms.includes(name)
      const sorted = (logarithm ? logarithmsOf(name, column) : column.slice()).sort()
      const [from, to] = [quantile(sorted, 1 - winsoriseAt), quantile(sorted, winsoriseAt)]
      const drawnIn = sorted.map((value) => Math.min(Math.max(value, from), to))
      return { logarithm, from, to, ...(kind === 'robust' ? quartiles(drawnIn) : moments(drawnIn)) }
    }),
  }
}

/**
 * A table on the scale that was learned.
 * @throws RangeError unless the table has those columns in their order.
 */
export function scaleColumns(scaling: Scaling, table: Table): Table {
  requireColumns('scaleColumns', scaling, table, { missing: 'refused' })
  return {
    names: table.names,
    columns: table.columns.map((column, index) => {
      const { logarithm, from, to, center, spread } = scaling.scales[index] as Scaling['scales'][number]
      const values = logarithm ? logarithmsOf(table.names[index] as string, column) : column
      return values.map((value) => (spread === 0 ? 0 : (Math.min(Math.max(value, from), to) - center) / spread))
    }),
  }
}

function moments(values: Float64Array): { center: number; spread: number } {
  const center = values.reduce((total, value) => total + value / values.length, 0)
  const spread = Math.sqrt(values.reduce((total, value) => total + (value - center) ** 2 / values.length, 0))
  return { center, spread: spread <= 1e-14 * Math.abs(center) ? 0 : spread }
}

function quartiles(sorted: Float64Array): { center: number; spread: number } {
  return { center: quantile(sorted, 0.5), spread: quantile(sorted, 0.75) - quantile(sorted, 0.25) }
}

function logarithmsOf(name: string, column: Float64Array): Float64Array {
  return column.map((value, row) => {
    if (value < 0) throw new RangeError(`fitScaling requires counts ≥ 0 for a logarithm, got ${value} in “${name}”, row ${row}`)
    return Math.log1p(value)
  })
}
