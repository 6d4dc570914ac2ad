import { isUtf8 } from 'node:buffer'
import { type CsvError, parse } from 'csv-parse'
import { type Refusal, refuse, UnusableImport } from './rejections.ts'
import type { Source } from './source.ts'

/** Longest row, in bytes: memory stays flat when a quote is never closed. */
const ROW_MAX_BYTES = 1024 * 1024
/** Unclosed quotes after which the file is taken to be something else. Each costs one more reading of the file. */
const UNCLOSED_MAX = 50
const LINE_FEED = 10

/** One row of a CSV file: a record in RFC 4180’s words, which may span several lines. */
export interface CsvRow {
  /** Line of the file on which it begins, from 1. */
  readonly line: number
  readonly cells: readonly string[]
  /** Why it cannot be read as it is. */
  readonly fault?: Refusal
}

/**
 * Reads rows in file order, blank lines left out. Stray quotes are text, as spreadsheets read them; the number of cells is for the caller to judge.
 * A row whose quote never closes is refused alone: reading begins again at the next line.
 */
export async function* readCsv(source: Source, delimiter = ','): AsyncGenerator<readonly CsvRow[]> {
  let from = 1
  for (let tries = 0; tries <= UNCLOSED_MAX; tries += 1) {
    const unclosed: UnclosedQuote | undefined = yield* readFrom(source, from, delimiter)
    if (unclosed === undefined) return
    yield [{ line: unclosed.line, cells: [unclosed.text], fault: unclosed.refusal }]
    from = unclosed.line + 1
  }
  throw new UnusableImport(
    `More than ${UNCLOSED_MAX} rows have a quote that never closes; the file is probably no CSV with "${delimiter}" between its values.`,
  )
}

interface UnclosedQuote {
  readonly line: number
  readonly text: string
  readonly refusal: Refusal
}

async function* readFrom(source: Source, from: number, delimiter: string): AsyncGenerator<readonly CsvRow[], UnclosedQuote | undefined> {
  const rows: CsvRow[] = []
  let last = from - 1
  const parser = startParser(delimiter, (record, lines) => {
    const line = last + 1
    last = from - 1 + lines
    if (record.length > 1 || record[0] !== '') rows.push(toRow(line, record))
  })
  for await (const part of skipLines(source.chunks(), from - 1)) {
    const error = await parser.write(part)
    yield rows.splice(0)
    if (error !== undefined) return unclosedAt(last + 1, error, source)
  }
  const error = await parser.end()
  yield rows.splice(0)
  return error === undefined ? undefined : unclosedAt(last + 1, error, source)
}

interface PushParser {
  write(part: Buffer): Promise<CsvError | undefined>
  end(): Promise<CsvError | undefined>
}

/** Rows are handed over as they are found, because a stream that fails forgets those it still holds. */
function startParser(delimiter: string, onRecord: (record: readonly string[], lines: number) => void): PushParser {
  const parser = parse({
    delimiter,
    encoding: 'latin1',
    record_delimiter: ['\n'],
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: ROW_MAX_BYTES,
    on_record: (record: string[], { lines }) => {
      onRecord(record, lines)
      return undefined
    },
  })
  const failed = new Promise<CsvError>((resolve) => parser.once('error', (error) => resolve(error as CsvError)))
  parser.resume()
  return {
    write: (part) =>
      Promise.race([new Promise<undefined>((resolve) => parser.write(part, (error) => error ?? resolve(undefined))), failed]),
    end: () => Promise.race([new Promise<undefined>((resolve) => parser.once('end', () => resolve(undefined)).end()), failed]),
  }
}

async function unclosedAt(line: number, error: CsvError, source: Source): Promise<UnclosedQuote> {
  if (error.code !== 'CSV_QUOTE_NOT_CLOSED' && error.code !== 'CSV_MAX_RECORD_SIZE') throw error
  return { line, text: await lineOf(source, line), refusal: refusalOf(error) }
}

async function* skipLines(parts: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count
  for await (const part of parts) {
    let start = 0
    while (left > 0) {
      const end = part.indexOf(LINE_FEED, start)
      if (end < 0) break
      left -= 1
      start = end + 1
    }
    if (left === 0 && start < part.length) yield start === 0 ? part : part.subarray(start)
  }
}

async function lineOf(source: Source, line: number): Promise<string> {
  const pieces: Buffer[] = []
  for await (const part of skipLines(source.chunks(), line - 1)) {
    const end = part.indexOf(LINE_FEED)
    pieces.push(end < 0 ? part : part.subarray(0, end))
    if (end >= 0 || pieces.reduce((sum, { length }) => sum + length, 0) > ROW_MAX_BYTES) break
  }
  return Buffer.concat(pieces).toString('utf8')
}

function refusalOf({ code }: CsvError): Refusal {
  if (code === 'CSV_MAX_RECORD_SIZE')
    return refuse('line_too_long', '', `The row is longer than ${ROW_MAX_BYTES} bytes, or a quote in it never closes`)
  return refuse('unclosed_quote', '', 'A quote opens in this row and never closes')
}

const BEYOND_ASCII = /[\x80-\xff]/

/** Cells come as bytes in the form of Latin-1 letters, so that a broken one is noticed and named. */
function toRow(line: number, record: readonly string[]): CsvRow {
  let fault: Refusal | undefined
  const cells = record.map((cell, index) => {
    if (!BEYOND_ASCII.test(cell)) return cell
    const bytes = Buffer.from(cell, 'latin1')
    if (!isUtf8(bytes)) fault ??= refuse('invalid_utf8', `column ${index + 1}`, `Column ${index + 1} holds bytes that are not UTF-8`)
    return bytes.toString('utf8')
  })
  return fault === undefined ? { line, cells } : { line, cells, fault }
}
