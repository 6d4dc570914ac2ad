import type { FigurePassport } from '@trill/contract/passport'
import type { CsvValue } from '../csv.ts'

/** Forms that a table leaves Trill in. */
export const TABLE_FORMATS = ['csv', 'xlsx', 'parquet', 'json', 'ndjson'] as const
export type TableFormat = (typeof TABLE_FORMATS)[number]

export const MEDIA_TYPES: Readonly<Record<TableFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  parquet: 'application/vnd.apache.parquet',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
}

export interface ExportColumn {
  readonly name: string
  /** Numbers are null where they are missing; a text that is not there is null too. */
  readonly kind: 'number' | 'text'
}

export type ExportRow = readonly CsvValue[]

/** A table on its way into a file. */
export interface ExportTable {
  readonly title: string
  readonly columns: readonly ExportColumn[]
  /** What a reader of the file has to know: period, filters, where the figures come from. */
  readonly about: readonly ExportFact[]
  readonly batches: AsyncIterable<readonly ExportRow[]> | Iterable<readonly ExportRow[]>
}
export type ExportFact = readonly [name: string, value: string | number]

/** What a passport says, as facts of a file. */
export function passportFacts({ status, source, observed_at, definition, version, n }: FigurePassport): ExportFact[] {
  return [
    ['status', status],
    ['source', source],
    ...(observed_at === null ? [] : [['observed_at', observed_at] as const]),
    ['definition', definition],
    ['version', version],
    ...(n === null ? [] : [['n', n] as const]),
  ]
}

/** Columns of rows that are at hand: a column of numbers only is one of numbers. */
export function columnsOf(names: readonly string[], rows: readonly ExportRow[]): ExportColumn[] {
  return uniqueNames(names).map((name, index) => {
    const known = rows.map((row) => row[index]).filter((value) => value !== null && value !== undefined)
    return { name, kind: known.length > 0 && known.every((value) => typeof value === 'number') ? 'number' : 'text' }
  })
}

/** Names that are there twice get a number: `Views`, `Views 2`. */
function uniqueNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} ${times}`
  })
}
