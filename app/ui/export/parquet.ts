import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'
import type { ExportColumn, ExportRow, ExportTable } from './table.ts'

/** Rows that are kept together: the more, the smaller the file, and the more memory. */
const GROUP_ROWS = 20_000

/** Apache Parquet, one group of rows after the other; what the rows are stands in the key-value metadata. Texts stay as they are. */
export async function* parquet({ title, columns, about, batches }: ExportTable): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: columns.map((column, index) => sourceOf(column, index, [])) }),
    createdBy: 'trill',
    kvMetadata: [['title', title] as const, ...about].map(([key, value]) => ({ key, value: String(value) })),
  })
  const taken = () => {
    const piece = bytes.getBytes().slice()
    bytes.index = 0
    return piece
  }
  for await (const rows of grouped(batches)) {
    await writer.write({ columnData: columns.map((column, index) => sourceOf(column, index, rows)), rowGroupSize: rows.length })
    yield taken()
  }
  await writer.finish()
  yield taken()
}

async function* grouped(batches: ExportTable['batches']): AsyncGenerator<ExportRow[]> {
  let waiting: ExportRow[] = []
  for await (const batch of batches) {
    for (const row of batch) waiting.push(row)
    if (waiting.length < GROUP_ROWS) continue
    yield waiting
    waiting = []
  }
  if (waiting.length > 0) yield waiting
}

function sourceOf({ name, kind }: ExportColumn, index: number, rows: readonly ExportRow[]): ColumnSource {
  const values = rows.map((row) => row[index] ?? null)
  if (kind === 'number') return { name, data: values, type: 'DOUBLE', nullable: true }
  return { name, data: values.map((value) => (value === null ? null : String(value))), type: 'STRING', nullable: true }
}
