import { type CustomerMap, isCustomerColumn, proposeCustomerMap } from '@trill/contract/customer-columns'
import type { CustomerValues } from '@trill/contract/customer-row'
import { CUSTOMER_COLUMN_NAMES, type CustomerColumnName } from '@trill/contract/customers'
import { UnusableTable } from '@trill/core/tabular/unusable-table'
import { removeCustomers } from '../../platform/customers/publish.ts'
import { openParquet } from '../../platform/table-files/parquet-file.ts'
import { readCsv } from './csv.ts'
import { dayIn, isStorableDay } from './customer-days.ts'
import { type DatedCustomer, storeCustomers } from './customer-store.ts'
import type { ImportFormat, ImportOptions, ReadRow } from './format.ts'
import { objectIn, readLines } from './ndjson.ts'
import { type Refusal, refuse, UnusableImport } from './rejections.ts'
import type { Source } from './source.ts'

/** Rows of a Parquet file that are handed on at once. */
const PIECE_ROWS = 1000

/** Tables of customers: a row is a customer on the day that the table stands for. */
export const customers: ImportFormat<DatedCustomer> = {
  name: 'customers',
  about: 'Customers, one a row: CSV, NDJSON or Parquet; columns are recognised by their names, or by a mapping',
  notes: {
    rounded: 'A number with a fraction was rounded, where the column holds whole ones.',
    dated_by_import: 'The row did not say for which day it stands; it is dated by the import.',
  },
  readMap: readCustomerMap,
  complete: (options) => {
    const foreign = (['year', 'categories', 'category_from'] as const).find((name) => options[name] !== undefined)
    if (foreign !== undefined) throw new UnusableImport(`The option ${foreign} is for another format.`)
    if (options.date !== undefined && !isStorableDay(options.date))
      throw new UnusableImport(`The date "${options.date}" is no day of the calendar like 2026-11-21, from 1970 on.`)
    return options
  },
  read: readCustomers,
  store: storeCustomers,
  discard: ({ platform, workspaceId, importId }) => removeCustomers(platform, { workspaceId, loadId: importId }),
}

/** `OURS=THEIRS,OURS=THEIRS`, or a JSON object of the same; nothing after the sign leaves one of ours out. */
function readCustomerMap(text: string): CustomerMap {
  const trimmed = text.trim()
  const entries = trimmed.startsWith('{') ? entriesOf(trimmed) : trimmed.split(',').map(pairOf)
  const strange = entries.find(([name]) => !isCustomerColumn(name))
  if (strange !== undefined)
    throw new UnusableImport(
      `The mapping names "${strange[0]}", which is no column of customers. Columns are ${CUSTOMER_COLUMN_NAMES.join(', ')}.`,
    )
  return Object.fromEntries(entries)
}

function entriesOf(text: string): [string, string][] {
  try {
    return Object.entries(JSON.parse(text) as object).map(([name, column]) => [name, String(column)])
  } catch {
    throw new UnusableImport('The mapping is no JSON object of columns; write {"customer_id": "User ID"}.')
  }
}

function pairOf(pair: string): [string, string] {
  const sign = pair.indexOf('=')
  if (sign < 1) throw new UnusableImport(`"${pair}" is no pair of columns; write OURS=THEIRS, for example customer_id=User ID.`)
  return [pair.slice(0, sign).trim(), pair.slice(sign + 1).trim()]
}

async function* readCustomers(source: Source, options: ImportOptions): AsyncGenerator<readonly ReadRow<DatedCustomer>[]> {
  const sign = await firstSign(source)
  if (sign === undefined) throw new UnusableImport('The file is empty; not even a line with the names of the columns is there.')
  if (sign === 'PAR1') yield* readParquet(source, options)
  else yield* sign[0] === '{' ? readObjects(source, options) : readTable(source, options)
}

async function firstSign(source: Source): Promise<string | undefined> {
  for await (const part of source.chunks()) {
    const text = part.toString('latin1').trimStart()
    if (text !== '') return text.slice(0, 4)
  }
  return undefined
}

async function* readTable(source: Source, options: ImportOptions): AsyncGenerator<readonly ReadRow<DatedCustomer>[]> {
  let header: readonly string[] | undefined
  let rowOf: ReturnType<typeof rowReader> | undefined
  for await (const rows of readCsv(source, options.delimiter)) {
    const read: ReadRow<DatedCustomer>[] = []
    for (const { line, cells, fault } of rows) {
      if (header === undefined || rowOf === undefined) {
        header = cells.map((name) => name.trim())
        rowOf = rowReader(takenColumns(header, options), options)
      } else {
        const refusal = fault ?? widthOf(cells, header)
        read.push({ line, raw: cells, ...(refusal === undefined ? rowOf((at) => cells[at]) : { refusal }) })
      }
    }
    yield read
  }
}

function widthOf(cells: readonly string[], header: readonly string[]) {
  const message = `The row has ${cells.length} values, the file has ${header.length} columns`
  if (cells.length < header.length) return { reason: 'too_few_columns', field: '', message }
  return cells.slice(header.length).some((value) => value !== '') ? { reason: 'too_many_columns', field: '', message } : undefined
}

async function* readObjects(source: Source, options: ImportOptions): AsyncGenerator<readonly ReadRow<DatedCustomer>[]> {
  let columns: readonly TakenColumn[] | undefined
  let rowOf: ReturnType<typeof rowReader> | undefined
  for await (const lines of readLines(source)) {
    const read: ReadRow<DatedCustomer>[] = []
    for (const { line, text, fault } of lines) {
      const object = fault === undefined ? objectIn(text) : undefined
      if (object === undefined) {
        read.push({ line, raw: text, refusal: fault ?? { reason: 'not_an_object', field: '', message: 'The line is no JSON object' } })
        continue
      }
      columns ??= takenColumns(Object.keys(object), options)
      rowOf ??= rowReader(columns, options)
      const values = columns.map(({ column }) => object[column])
      read.push({ line, raw: text, ...rowOf((_, index) => values[index]) })
    }
    yield read
  }
}

/** A row of Parquet has no line: it is told by its number, and by the id. */
async function* readParquet(source: Source, options: ImportOptions): AsyncGenerator<readonly ReadRow<DatedCustomer>[]> {
  const file = await orUnusable(() => openParquet(source.path))
  const columns = takenColumns(file.names, options)
  const rowOf = rowReader(columns, options)
  let before = 0
  const groups = file.groups()
  for (;;) {
    const { value: group, done } = await orUnusable(() => groups.next())
    if (done === true) return
    const cells = columns.map(({ column }) => group.columns.get(column) ?? [])
    const ids = cells[columns.findIndex(({ name }) => name === 'customer_id')] ?? []
    for (let start = 0; start < group.rows; start += PIECE_ROWS) {
      const end = Math.min(group.rows, start + PIECE_ROWS)
      const rows = Array.from({ length: end - start }, (_, at): ReadRow<DatedCustomer> => {
        const read = rowOf((_at, index) => cells[index]?.[start + at])
        return { line: before + start + at + 1, raw: String(ids[start + at] ?? ''), ...read }
      })
      source.pass((before + end) / file.rows)
      yield rows
    }
    before += group.rows
  }
}

async function orUnusable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UnusableTable) throw new UnusableImport(error.message)
    throw error
  }
}

interface TakenColumn {
  readonly name: CustomerColumnName
  /** As the file calls it. */
  readonly column: string
  /** Its place in the file. */
  readonly at: number
}

/** @throws UnusableImport when the mapping names a column that is not there, or nothing says who the customers are. */
function takenColumns(names: readonly string[], { map }: ImportOptions): TakenColumn[] {
  const said = (map ?? {}) as CustomerMap
  const proposed = proposeCustomerMap(names.filter((name) => !Object.values(said).includes(name)))
  const whole = Object.entries({ ...proposed, ...said }).filter(([, column]) => column !== '') as [CustomerColumnName, string][]
  const absent = whole.find(([, column]) => !names.includes(column))
  if (absent !== undefined)
    throw new UnusableImport(
      `The mapping names the column "${absent[1]}", which the file does not have. It has ${names.join(', ').slice(0, 500)}.`,
    )
  if (!whole.some(([name]) => name === 'customer_id'))
    throw new UnusableImport(
      `No column of the file is the customer_id; say which in the mapping. It has ${names.join(', ').slice(0, 500)}.`,
    )
  return whole.map(([name, column]) => ({ name, column, at: names.indexOf(column) }))
}

type Read = Pick<ReadRow<DatedCustomer>, 'value' | 'refusal'>

/** Reads rows of a file: what stands at a place of it, or in the column of that number among those taken, is what `valueAt` says. */
function rowReader(columns: readonly TakenColumn[], { date }: ImportOptions) {
  // Every row begins as a copy, so that all have one shape; the day is mostly that of the row before.
  const nothing: CustomerValues = Object.fromEntries(columns.map(({ name }) => [name, undefined]))
  let last: { readonly moment: unknown; readonly day: string | null | undefined } = { moment: null, day: null }
  return (valueAt: (at: number, index: number) => unknown): Read => {
    const values: Partial<Record<CustomerColumnName, unknown>> = { ...nothing }
    for (let index = 0; index < columns.length; index += 1) {
      const { name, at } = columns[index] as TakenColumn
      values[name] = valueAt(at, index)
    }
    const moment = values.data_generated_at
    if (moment !== last.moment) last = { moment, day: dayIn(moment) }
    const day = date ?? last.day
    return day === undefined ? { refusal: dayRefusal(moment) } : { value: { values, day } }
  }
}

function dayRefusal(value: unknown): Refusal {
  return refuse('invalid_date', 'data_generated_at', `"${String(value).slice(0, 64)}" is no day like 2026-11-21, from 1970 on`)
}
