import { csvLines, toCsv } from '../csv.ts'
import type { ExportRow, ExportTable } from './table.ts'

/** CSV as in csv.ts: a clean table, without a word about it. */
export async function* csv({ columns, batches }: ExportTable): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  // The encoder would keep the byte order mark; it is part of the text.
  yield encoder.encode(
    toCsv(
      columns.map(({ name }) => name),
      [],
    ),
  )
  for await (const rows of batches) yield encoder.encode(csvLines(rows))
}

/** One object: what the rows are, and the rows. Texts stay as they are. */
export async function* json({ title, columns, about, batches }: ExportTable): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  const facts = Object.fromEntries([['title', title] as const, ...about])
  yield encoder.encode(`{"about":${JSON.stringify(facts)},"columns":${JSON.stringify(columns.map(({ name }) => name))},"rows":[`)
  const asObject = objectsOf(columns.map(({ name }) => name))
  let before = '\n'
  for await (const rows of batches) {
    if (rows.length === 0) continue
    yield encoder.encode(before + rows.map(asObject).join(',\n'))
    before = ',\n'
  }
  yield encoder.encode('\n]}\n')
}

/** One object a line. Texts stay as they are. */
export async function* ndjson({ columns, batches }: ExportTable): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  const asObject = objectsOf(columns.map(({ name }) => name))
  for await (const rows of batches) if (rows.length > 0) yield encoder.encode(`${rows.map(asObject).join('\n')}\n`)
}

/** Writes rows as objects; a name of a column is written as it is, also `__proto__`. */
function objectsOf(names: readonly string[]): (row: ExportRow) => string {
  const keys = names.map((name) => JSON.stringify(name))
  return (row) => `{${keys.map((key, index) => `${key}:${JSON.stringify(row[index] ?? null)}`).join(',')}}`
}
