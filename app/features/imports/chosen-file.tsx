import { type CustomerMap, proposeCustomerMap } from '@trill/contract/customer-columns'
import type { Parameters } from '../../ui/client.ts'
import { beginningOf, decode, guessDelimiter, guessEncoding, type TableBeginning, tableBeginning } from '../../ui/file-beginning.ts'
import { analyticsLayout } from './analytics-layouts.ts'
import { periodInName } from './analytics-values.ts'
import { type ColumnMap, faultsOf, guessMap, type MapFaults, mappingOf } from './column-map.ts'
import { customerMapping, looksLikeCustomers } from './customer-map.ts'
import { UnusableImport } from './rejections.ts'
import { readDayAndMonth, yearInName } from './trending-dates.ts'
import { type TrendingLayout, trendingLayout } from './trending-layout.ts'
import { readCategories } from './youtube-categories.ts'

export const FORMATS = {
  customers: 'Customers (CSV, NDJSON or Parquet)',
  events: 'Events (CSV or NDJSON)',
  analytics: 'Analytics of YouTube Studio, TikTok, Instagram, Facebook or X',
  'youtube-trending': 'YouTube trending (Kaggle CSV)',
} as const
export type Format = keyof typeof FORMATS

/** A file of category names that was chosen beside the file itself. */
export interface Categories {
  readonly fileName: string
  readonly names: Readonly<Record<string, string>>
}

/** A file before it is imported: what its beginning tells, and what the reader changed of that. */
export interface ChosenFile {
  readonly file: File
  readonly bytes: Uint8Array
  readonly format: Format
  readonly encoding: string
  readonly delimiter: string
  /** Without columns where the file is NDJSON. */
  readonly table: TableBeginning
  readonly map: ColumnMap
  /** The same of a table of customers: ours to theirs. */
  readonly customerMap: CustomerMap
  /** As it is typed. */
  readonly year: string
  /** Day on which counters of an export were read, as it is typed. */
  readonly date: string
  readonly categories: Categories | undefined
  readonly categoryFrom: 'id' | 'column'
}

/** Looks at the beginning of a file and proposes everything that can be told from it. */
export async function lookAt(file: File): Promise<ChosenFile> {
  const bytes = await beginningOf(file)
  const encoding = guessEncoding(bytes)
  const chosen = await readAs({ file, bytes, encoding, delimiter: guessDelimiter(decode(bytes, encoding)) })
  const isTrending = layoutOf(chosen).layout !== undefined
  const year = yearInName(file.name)
  return {
    ...chosen,
    format: isTrending ? 'youtube-trending' : formatOf(chosen),
    year: year === undefined ? '' : String(year),
    date: '',
    categories: undefined,
    categoryFrom: 'id',
  }
}

function formatOf(chosen: Pick<ChosenFile, 'table' | 'bytes'>): Format {
  if (analyticsFault(chosen) === undefined) return 'analytics'
  return isParquet(chosen.bytes) || looksLikeCustomers(chosen.table.columns) ? 'customers' : 'events'
}

/** By the four letters that a file of columns begins with. */
function isParquet(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 4)) === 'PAR1'
}

/** Reads the beginning in another way; what was said about columns begins anew, as they are others. */
export async function readAgain(chosen: ChosenFile, how: { encoding?: string; delimiter?: string }): Promise<ChosenFile> {
  return { ...chosen, ...(await readAs({ ...chosen, ...how })) }
}

const NO_TABLE: TableBeginning = { columns: [], rows: [] }
type Reading = Pick<ChosenFile, 'file' | 'bytes' | 'encoding' | 'delimiter'>

async function readAs({ file, bytes, encoding, delimiter }: Reading): Promise<Reading & Pick<ChosenFile, 'table' | 'map' | 'customerMap'>> {
  if (isParquet(bytes)) return { file, bytes, encoding: 'utf-8', delimiter: ',', table: NO_TABLE, map: guessMap(NO_TABLE), customerMap: {} }
  const text = decode(bytes, encoding)
  const isTable = !/^\s*[{[]/.test(text) && delimiter !== ''
  const table = isTable ? await tableBeginning(text, delimiter) : NO_TABLE
  return { file, bytes, encoding, delimiter, table, map: guessMap(table), customerMap: proposeCustomerMap(table.columns) }
}

/** Where the columns of a trending list stand, or why the file is none. */
export function layoutOf({ table }: Pick<ChosenFile, 'table'>): { layout?: TrendingLayout; fault?: string } {
  try {
    return { layout: trendingLayout(table.columns) }
  } catch (error) {
    if (error instanceof UnusableImport) return { fault: error.message }
    throw error
  }
}

/** Why a file is no export of a platform’s analytics; undefined where it is one. */
function analyticsFault({ table }: Pick<ChosenFile, 'table'>): string | undefined {
  try {
    analyticsLayout(table.columns)
    return undefined
  } catch (error) {
    if (error instanceof UnusableImport) return error.message
    throw error
  }
}

/** True where an export’s name does not tell when its counters were read. */
export function lacksDate({ format, file }: Pick<ChosenFile, 'format' | 'file'>): boolean {
  return format === 'customers' || (format === 'analytics' && periodInName(file.name) === undefined)
}

/** True where the dates of a trending list leave out their year. */
export function lacksYear(chosen: ChosenFile): boolean {
  const { layout } = layoutOf(chosen)
  if (chosen.format !== 'youtube-trending' || layout === undefined) return false
  return chosen.table.rows.some((row) => readDayAndMonth(row[layout.at.date]?.trim() ?? '') !== undefined)
}

/** Reads names of categories. @throws UnusableImport when the file holds none. */
export async function categoriesOf(file: File): Promise<Categories> {
  return { fileName: file.name, names: readCategories(await file.text()) }
}

export interface Faults {
  readonly format?: string
  readonly year?: string
  readonly date?: string
  readonly delimiter?: string
  readonly map?: MapFaults
  readonly customerMap?: string
}

/** What has to be put right before the import can begin; undefined when nothing has. */
export function faultsIn(chosen: ChosenFile): Faults | undefined {
  const { format, delimiter, table, map } = chosen
  const isTrending = format === 'youtube-trending'
  const fault = isTrending ? layoutOf(chosen).fault : format === 'analytics' ? analyticsFault(chosen) : undefined
  const ofMap = format === 'events' && table.columns.length > 0 ? faultsOf(map) : undefined
  const faults: Faults = {
    ...(fault !== undefined && { format: fault }),
    ...(lacksYear(chosen) &&
      !isYear(chosen.year) && { year: 'The dates of this file name no year. Give the year of its first row, such as 2017.' }),
    ...(lacksDate(chosen) &&
      chosen.date !== '' &&
      !/^\d{4}-\d{2}-\d{2}$/.test(chosen.date) && { date: 'Give a day such as 2026-11-21, or leave it empty for today.' }),
    ...((delimiter.length !== 1 || delimiter === '"') && { delimiter: 'Give one sign.' }),
    ...(ofMap !== undefined && { map: ofMap }),
    ...(format === 'customers' &&
      table.columns.length > 0 &&
      chosen.customerMap.customer_id === undefined && {
        customerMap: 'Nothing says who the customers are: choose the column that is the customer_id.',
      }),
  }
  return Object.keys(faults).length === 0 ? undefined : faults
}

function isYear(text: string): boolean {
  return /^\d{4}$/.test(text) && Number(text) >= 2005 && Number(text) <= 2100
}

/** What the API is asked. What it takes by itself is left out, so that the same import from the command line is the same. */
export function askedOf(chosen: ChosenFile, workspace: string): Parameters {
  const { file, format, encoding, delimiter, table, map, year, date, categories, categoryFrom } = chosen
  const isTrending = format === 'youtube-trending'
  const mapping = format === 'events' && table.columns.length > 0 ? mappingOf(map) : undefined
  return {
    workspace_id: workspace,
    format,
    name: file.name,
    map:
      format === 'customers' && table.columns.length > 0
        ? JSON.stringify(customerMapping(chosen.customerMap))
        : mapping && JSON.stringify(mapping),
    year: lacksYear(chosen) ? year : undefined,
    date: lacksDate(chosen) && date !== '' ? date : undefined,
    categories: isTrending && categories ? JSON.stringify(categories.names) : undefined,
    category_from: isTrending && categoryFrom === 'column' ? 'column' : undefined,
    encoding: encoding === 'utf-8' ? undefined : encoding,
    delimiter: table.columns.length === 0 || delimiter === ',' ? undefined : delimiter,
  }
}
