import type { ExportTable, TableFormat } from './table.ts'

/** The file of a table, piece by piece; what writes a form is loaded when it is asked for. */
export async function* writeTable(format: TableFormat, table: ExportTable): AsyncGenerator<Uint8Array> {
  if (format === 'xlsx') return yield* (await import('./xlsx.ts')).xlsx(table)
  if (format === 'parquet') return yield* (await import('./parquet.ts')).parquet(table)
  const { csv, json, ndjson } = await import('./text.ts')
  yield* { csv, json, ndjson }[format](table)
}
