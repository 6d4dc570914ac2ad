import { requireColumns, requireTable, type Table } from '../estimator.ts'

/** How columns of a table become those of a linear model. */
export interface ColumnEncoding {
  /** Of the table, in this order. */
  readonly columns: readonly string[]
  readonly encodings: readonly NumberEncoding[]
}

type NumberEncoding =
  | { readonly kind: 'number'; readonly mean: number; readonly hasMissing: boolean }
  | { readonly kind: 'category'; readonly values: readonly number[] }

/**
 * Learns how to make numbers without gaps: a missing value becomes the column’s mean, told by a column beside it where there were any; a
 * category becomes a column of 0 and 1 for each value but the first.
 * @param categorical Names of columns that hold categories.
 * @throws RangeError for a table that no learner can take, or a name that it lacks.
 */
export function fitColumnEncoding(table: Table, categorical: readonly string[] = []): ColumnEncoding {
  requireTable('fitColumnEncoding', table, { missing: 'accepted' })
  const absent = categorical.find((name) => !table.names.includes(name))
  if (absent !== undefined) throw new RangeError(`fitColumnEncoding requires a column “${absent}”, got none of that name`)
  return {
    columns: [...table.names],
    encodings: table.columns.map((column, index) => {
      const present = column.filter((value) => !Number.isNaN(value))
      if (categorical.includes(table.names[index] as string)) return { kind: 'category', values: [...new Set(present.sort())] }
      const mean = present.length === 0 ? 0 : present.reduce((total, value) => total + value / present.length, 0)
      return { kind: 'number', mean, hasMissing: present.length < column.length }
    }),
  }
}

/**
 * The table as numbers without gaps. A category that was not there before, or is missing, has 0 in each of its columns, like the first one.
 * A number that was never missing before and is now becomes the mean.
 * @throws RangeError unless the table has the columns that were learned, in their order.
 */
export function encodeColumns(encoding: ColumnEncoding, table: Table): Table {
  requireColumns('encodeColumns', encoding, table, { missing: 'accepted' })
  const encoded = table.columns.flatMap((column, index) =>
    encodeColumn(encoding.encodings[index] as NumberEncoding, table.names[index] as string, column),
  )
  return { names: encoded.map(([name]) => name), columns: encoded.map(([, column]) => column) }
}

function encodeColumn(encoding: NumberEncoding, name: string, column: Float64Array): [string, Float64Array][] {
  if (encoding.kind === 'category')
    return encoding.values.slice(1).map((value) => [`${name}=${value}`, column.map((own) => Number(own === value))])
  const filled: [string, Float64Array] = [name, column.map((value) => (Number.isNaN(value) ? encoding.mean : value))]
  return encoding.hasMissing ? [filled, [`${name} is missing`, column.map((value) => Number(Number.isNaN(value)))]] : [filled]
}
