import { CUSTOMER_COLUMNS, type CustomerColumnName } from '@trill/contract/customers'
import { MISSING, type PopulationColumn } from '@trill/core/population/columns'
import { customerId, type PopulationPart } from '@trill/core/population/population'
import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'
import { CellBytes } from './cell-bytes.ts'
import type { WholeFile } from './whole-file.ts'

/** Forms that customers are written in. */
export const CUSTOMER_FORMATS = ['parquet', 'csv', 'ndjson'] as const
export type CustomerFormat = (typeof CUSTOMER_FORMATS)[number]

/** What is the same for every row. */
export interface CustomerFileFacts {
  readonly seed: number
  readonly generatedAt: Date
}

/** Writes parts of a population one after the other. */
export interface CustomerWriter {
  write(part: PopulationPart): Promise<void>
  /** Writes what is left, and what stands at the end of the file. */
  end(): Promise<void>
}

const NAMES = Object.keys(CUSTOMER_COLUMNS) as CustomerColumnName[]
/** Rows that a Parquet file keeps together: the more, the smaller the file, and the more memory. */
const GROUP_ROWS = 50_000

/** A writer of the format; text formats begin with their heading at once. */
export async function customerWriter(format: CustomerFormat, out: WholeFile, facts: CustomerFileFacts): Promise<CustomerWriter> {
  if (format === 'parquet') return parquetWriter(out, facts)
  if (format === 'csv') await out.write(`${NAMES.join(',')}\n`)
  return textWriter(format, out, facts)
}

function textWriter(format: 'csv' | 'ndjson', out: WholeFile, facts: CustomerFileFacts): CustomerWriter {
  const isCsv = format === 'csv'
  const before = NAMES.map((name, index) => Buffer.from(isCsv ? (index === 0 ? '' : ',') : `${index === 0 ? '{' : ','}"${name}":`))
  const after = Buffer.from(isCsv ? '\n' : '}\n')
  const bytes = new CellBytes(isCsv ? '' : 'null')
  const quoted = (text: string) => Buffer.from(isCsv ? text : JSON.stringify(text))
  return {
    write: async (part) => {
      const cells = NAMES.map((name) => cellWriter(name, part, facts, bytes, quoted))
      for (let row = 0; row < part.rows; row += 1) {
        for (let index = 0; index < cells.length; index += 1) {
          bytes.put(before[index] as Buffer)
          ;(cells[index] as (row: number) => void)(row)
        }
        bytes.put(after)
      }
      await out.write(bytes.take())
    },
    end: async () => undefined,
  }
}

function cellWriter(
  name: CustomerColumnName,
  part: PopulationPart,
  { seed, generatedAt }: CustomerFileFacts,
  bytes: CellBytes,
  quoted: (text: string) => Buffer,
): (row: number) => void {
  if (name === 'customer_id') return (row) => bytes.put(quoted(customerId(seed, part.from + row)))
  if (name === 'data_generated_at') {
    const moment = quoted(momentText(generatedAt))
    return () => bytes.put(moment)
  }
  const column = part.columns[name] as PopulationColumn
  if (column.kind === 'word') {
    const words = column.words.map(quoted)
    return (row) => bytes.put(words[column.codes[row] as number] as Buffer)
  }
  const { scaled, decimals } = column
  return (row) => bytes.putScaled(scaled[row] as number, decimals)
}

/** To the second, as the column is documented. */
function momentText(moment: Date): string {
  return moment.toISOString().replace('.000Z', 'Z')
}

/** One group of rows after the other; nothing but the directory at the end of the file is kept in memory. */
function parquetWriter(out: WholeFile, facts: CustomerFileFacts): CustomerWriter {
  const bytes = new ByteWriter()
  const schema = schemaFromColumnData({ columnData: NAMES.map((name) => columnSource(name, [], facts)) })
  const writer = new ParquetWriter({
    writer: bytes,
    schema,
    createdBy: 'trill',
    statistics: false,
    kvMetadata: [{ key: 'provenance', value: 'simulated' }],
  })
  let waiting: PopulationPart[] = []
  const flush = async () => {
    await out.write(bytes.getBytes().slice())
    bytes.index = 0
  }
  const writeGroup = async () => {
    const rows = waiting.reduce((sum, part) => sum + part.rows, 0)
    if (rows > 0) await writer.write({ columnData: NAMES.map((name) => columnSource(name, waiting, facts)), rowGroupSize: rows })
    waiting = []
    await flush()
  }
  return {
    write: async (part) => {
      waiting.push(part)
      if (waiting.reduce((sum, { rows }) => sum + rows, 0) >= GROUP_ROWS) await writeGroup()
    },
    end: async () => {
      await writeGroup()
      await writer.finish()
      await flush()
    },
  }
}

function columnSource(name: CustomerColumnName, parts: readonly PopulationPart[], { seed, generatedAt }: CustomerFileFacts): ColumnSource {
  if (name === 'customer_id') {
    const ids = parts.flatMap(({ from, rows }) => Array.from({ length: rows }, (_, row) => customerId(seed, from + row)))
    return { name, data: ids, type: 'STRING', nullable: false, encoding: 'DELTA_BYTE_ARRAY' }
  }
  if (name === 'data_generated_at')
    return { name, data: parts.flatMap(({ rows }) => new Array<Date>(rows).fill(generatedAt)), type: 'TIMESTAMP', nullable: false }
  const columns = parts.map((part) => part.columns[name] as PopulationColumn)
  const { type, nullWhen } = CUSTOMER_COLUMNS[name] as { type: string; nullWhen?: string }
  if (type === 'text') return { name, data: columns.flatMap(wordsOf), type: 'STRING', nullable: false }
  const basic = type === 'integer' ? 'INT32' : 'DOUBLE'
  if (nullWhen !== undefined) return { name, data: columns.flatMap(nullableNumbersOf), type: basic, nullable: true }
  return { name, data: joined(columns, type === 'integer'), type: basic, nullable: false }
}

function wordsOf(column: PopulationColumn): string[] {
  return column.kind === 'word' ? Array.from(column.codes, (code) => column.words[code] as string) : []
}

function nullableNumbersOf(column: PopulationColumn): (number | null)[] {
  if (column.kind === 'word') return []
  const scale = 10 ** column.decimals
  return Array.from(column.scaled, (value) => (value === MISSING ? null : value / scale))
}

function joined(columns: readonly PopulationColumn[], isWhole: boolean): Int32Array | Float64Array {
  const rows = columns.reduce((sum, column) => sum + (column.kind === 'number' ? column.scaled.length : 0), 0)
  const values = isWhole ? new Int32Array(rows) : new Float64Array(rows)
  let at = 0
  for (const column of columns) {
    if (column.kind === 'word') continue
    const scale = 10 ** column.decimals
    for (const value of column.scaled) values[at++] = value / scale
  }
  return values
}
