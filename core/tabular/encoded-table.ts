import type { Table } from '../estimator.ts'
import type { ModelColumn } from './column-kinds.ts'
import { firstText, type RawColumn, type RawTable, requireColumn, requireFinite, textAt } from './raw-table.ts'
import { UnusableTable } from './unusable-table.ts'

/** Values of a category that the model does not know. They count as missing. */
export interface UnseenValues {
  readonly column: string
  /** Rows with such a value. */
  readonly rows: number
  readonly example: string
}

export interface EncodedTable {
  /** The columns of the model in their order. */
  readonly table: Table
  readonly unseen: readonly UnseenValues[]
}

/**
 * A table as read, as the numbers a model takes: its columns by name, whatever their order, others left aside. A category becomes its index
 * among the remembered values, and NaN where it is not among them; numbers are not copied.
 * @throws UnusableTable naming column and row: a column that is missing, infinity, text in a column of numbers.
 */
export function encodeTable(columns: readonly ModelColumn[], raw: RawTable): EncodedTable {
  const encoded = columns.map((column) => encodeColumn(column, requireColumn(raw, column.name, 'the model'), raw.rows))
  return {
    table: { names: columns.map(({ name }) => name), columns: encoded.map(({ values }) => values) },
    unseen: encoded.flatMap(({ unseen }) => (unseen === null ? [] : [unseen])),
  }
}

interface EncodedColumn {
  readonly values: Float64Array
  readonly unseen: UnseenValues | null
}

function encodeColumn(column: ModelColumn, raw: RawColumn, rows: number): EncodedColumn {
  requireFinite(raw)
  if (column.kind === 'category') return encodeCategory(column, raw, rows)
  const row = firstText(raw)
  if (row === -1) return { values: raw.numbers, unseen: null }
  throw new UnusableTable(
    `The column “${raw.name}” is one of numbers to the model, and holds “${textAt(raw, row)?.slice(0, 80)}” in row ${raw.firstRow + row}.`,
    'Write a number there, or leave the cell empty where it is not known.',
  )
}

function encodeCategory({ name, values }: ModelColumn & { kind: 'category' }, raw: RawColumn, rows: number): EncodedColumn {
  const indices = new Map(values.map((value, index) => [value, index]))
  const encoded = new Float64Array(rows)
  let [unseen, example] = [0, '']
  for (let row = 0; row < rows; row += 1) {
    const text = textAt(raw, row)
    const index = text === null ? undefined : indices.get(text)
    if (text !== null && index === undefined) {
      unseen += 1
      example ||= text.slice(0, 80)
    }
    encoded[row] = index ?? Number.NaN
  }
  return { values: encoded, unseen: unseen === 0 ? null : { column: name, rows: unseen, example } }
}
