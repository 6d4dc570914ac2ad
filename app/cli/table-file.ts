import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { type Cell, ColumnCollector, type RawTable } from '@trill/core/tabular/raw-table'
import { quoted, UnusableTable } from '@trill/core/tabular/unusable-table'
import { type CsvRow, readCsv } from '../features/imports/csv.ts'
import { UnusableImport } from '../features/imports/rejections.ts'
import { openSource, type Source } from '../features/imports/source.ts'
import { openParquet } from '../platform/table-files/parquet-file.ts'
import { requireFile } from './input-file.ts'
import { type JsonRow, keysOf, readObjects } from './json-rows.ts'

/** Signs between values, the likelier first. */
const DELIMITERS = [',', ';', '\t', '|']
const PARQUET_MARK = 'PAR1'

/** A table on disk, read in pieces. */
export interface TableFile {
  readonly names: readonly string[]
  /** Of the reading in progress, 0 – 1. */
  share(): number
  /**
   * Reads from the beginning.
   * @param rowsMin Rows of a piece, at least; Infinity for all of them in one. The last piece may have fewer.
   * @param signal Ends the reading early.
   * @throws UnusableTable naming the line.
   */
  pieces(rowsMin: number, signal: AbortSignal): AsyncGenerator<RawTable>
}

/**
 * Opens a CSV or TSV (the sign between values is told from the heading), a file with a JSON object in each line, both gzip or not, or a
 * Parquet file.
 * @throws Failure when there is no such file, UnusableTable when it is no table.
 */
export async function openTable(path: string): Promise<TableFile> {
  await requireFile(path)
  if ((await firstBytes(path, PARQUET_MARK.length)) === PARQUET_MARK || /\.parquet$/i.test(path)) return openParquetTable(path)
  return openTextTable(path)
}

/** The whole table, or what was read of it when the signal came. */
export async function readWhole(file: TableFile, signal: AbortSignal): Promise<RawTable> {
  for await (const piece of file.pieces(Number.POSITIVE_INFINITY, signal)) return piece
  return { rows: 0, columns: file.names.map((name) => new ColumnCollector(name).finish()) }
}

/** SHA-256 of a file, as hexadecimal digits. */
export async function fingerprintOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(path)) hash.update(part as Buffer)
  return hash.digest('hex')
}

async function firstBytes(path: string, count: number): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await file.close()
  }
}

async function openParquetTable(path: string): Promise<TableFile> {
  const parquet = await openParquet(path)
  const names = namesOf(parquet.names)
  let done = 0
  async function* pieces(rowsMin: number, signal: AbortSignal): AsyncGenerator<RawTable> {
    let gathered = new Gathered(names, 0)
    done = 0
    for await (const { rows, columns } of parquet.groups()) {
      gathered.addColumns(parquet.names.map((name) => columns.get(name) ?? []))
      done += rows
      if (signal.aborted) return
      if (gathered.rows < rowsMin) continue
      yield gathered.finish()
      gathered = new Gathered(names, done)
    }
    if (gathered.rows > 0) yield gathered.finish()
  }
  return { names, share: () => (parquet.rows === 0 ? 1 : done / parquet.rows), pieces }
}

async function openTextTable(path: string): Promise<TableFile> {
  const source = await openSource(path)
  const { names, rowsOfFile } = await layoutOf(path, source)
  async function* pieces(rowsMin: number, signal: AbortSignal): AsyncGenerator<RawTable> {
    let gathered = new Gathered(names, 0)
    let done = 0
    for await (const rows of rowsOfFile()) {
      for (const row of rows) gathered.addRow(cellsOf(path, row, names.length))
      if (signal.aborted) return
      if (gathered.rows < rowsMin) continue
      yield gathered.finish()
      done += gathered.rows
      gathered = new Gathered(names, done)
    }
    if (gathered.rows > 0) yield gathered.finish()
  }
  return { names, share: () => (source.bytesTotal === 0 ? 1 : source.bytesRead() / source.bytesTotal), pieces }
}

interface Layout {
  readonly names: readonly string[]
  rowsOfFile(): AsyncGenerator<readonly (CsvRow | JsonRow)[]>
}

async function layoutOf(path: string, source: Source): Promise<Layout> {
  const line = await orUnusable(path, () => firstLine(source))
  const keys = keysOf(line)
  if (keys !== undefined) return { names: namesOf(keys), rowsOfFile: () => readUsable(path, readObjects(source, keys)) }
  const delimiter = delimiterOf(line)
  const names = namesOf(await orUnusable(path, () => headingOf(path, source, delimiter)))
  return { names, rowsOfFile: () => withoutHeading(readUsable(path, readCsv(source, delimiter))) }
}

/** Columns that are being read. */
class Gathered {
  rows = 0
  readonly #columns: readonly ColumnCollector[]

  constructor(names: readonly string[], rowsBefore: number) {
    this.#columns = names.map((name) => new ColumnCollector(name, rowsBefore + 1))
  }

  addRow(cells: readonly Cell[]): void {
    for (const [index, column] of this.#columns.entries()) column.push(cells[index])
    this.rows += 1
  }

  addColumns(columns: readonly ArrayLike<Cell>[]): void {
    for (const [index, column] of this.#columns.entries()) {
      const cells = columns[index] as ArrayLike<Cell>
      for (let row = 0; row < cells.length; row += 1) column.push(cells[row])
    }
    this.rows += columns[0]?.length ?? 0
  }

  finish(): RawTable {
    return { rows: this.rows, columns: this.#columns.map((column) => column.finish()) }
  }
}

async function firstLine(source: Source): Promise<string> {
  let text = ''
  for await (const part of source.chunks()) {
    text += part.toString('utf8')
    const end = text.indexOf('\n')
    if (end >= 0) return text.slice(0, end)
  }
  return text
}

/** The sign that stands most often outside of quotes. */
function delimiterOf(line: string): string {
  const bare = line.replaceAll(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((sign) => bare.split(sign).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] as string
}

async function headingOf(path: string, source: Source, delimiter: string): Promise<readonly string[]> {
  for await (const [row] of readCsv(source, delimiter)) if (row !== undefined) return row.cells
  throw new UnusableTable(`The file ${path} is empty; not even a line with the names of the columns is there.`, 'Write the table again.')
}

async function* readUsable<Row>(path: string, rows: AsyncGenerator<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  for (;;) {
    const { value, done } = await orUnusable(path, () => rows.next())
    if (done === true) return
    yield value
  }
}

async function* withoutHeading(rows: AsyncGenerator<readonly CsvRow[]>): AsyncGenerator<readonly CsvRow[]> {
  let isHeading = true
  for await (const some of rows) {
    yield isHeading ? some.slice(1) : some
    if (some.length > 0) isHeading = false
  }
}

function cellsOf(path: string, { line, cells, fault }: CsvRow | JsonRow, width: number): readonly Cell[] {
  const message = fault?.message ?? (cells.length === width ? undefined : `The row has ${cells.length} values, the heading has ${width}`)
  if (message === undefined) return cells
  throw new UnusableTable(`${path}, line ${line}: ${message}.`, 'Put the line right, or leave it out.')
}

/** A column without a name, as data frames write their index, is called by its place. */
function namesOf(given: readonly string[]): readonly string[] {
  const names = given.map((name, index) => name.trim() || `column ${index + 1}`)
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  if (twice.length === 0) return names
  throw new UnusableTable(
    `The table has more than one column called ${quoted([...new Set(twice)])}.`,
    'Give each column a name of its own.',
  )
}

async function orUnusable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof UnusableImport)) throw error
    throw new UnusableTable(`The file ${path} cannot be read: ${error.message}`, 'Write the table again as UTF-8, or fetch it again.')
  }
}
