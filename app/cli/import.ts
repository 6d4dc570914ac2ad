import { createReadStream, createWriteStream } from 'node:fs'
import { access, constants, readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import type { ImportBegun, ImportState } from '../features/imports/contract.ts'
import { described, print, type Session } from './command.ts'
import { type Connection, connected } from './connection.ts'
import { type ExitCode, exitCodesHelp } from './exit-codes.ts'
import { Failure } from './failure.ts'
import { importConsents } from './import-consents.ts'
import { importReport } from './import-report.ts'
import { requireFile } from './input-file.ts'
import { type Interrupt, onInterrupt } from './interrupt.ts'
import { oneOf, wholeNumber } from './option-values.ts'
import { drawProgress } from './progress.ts'
import { grouped } from './terminal.ts'

/** Pauses between two looks at a running import, milliseconds. */
const FIRST_LOOK = 50
const LAST_LOOK = 1000

interface ImportOptions {
  readonly workspace: string
  readonly map?: string[]
  readonly year?: number
  readonly date?: string
  readonly categories?: string
  readonly categoryFrom?: 'id' | 'column'
  readonly encoding?: string
  readonly delimiter?: string
  readonly rejects?: string
  readonly again?: boolean
  readonly json?: boolean
}

/** What became of one file. */
export interface ImportedFile extends ImportState {
  readonly file: string
  readonly begun: ImportBegun['begun']
  /** Where the refused rows are; null when there are none. */
  readonly rejects_file: string | null
  readonly seconds: number
}

/** Files into a workspace. */
export function importCommand(session: Session): Command {
  const command = described({
    name: 'import',
    about: 'import files; the same file again changes nothing, and one that was interrupted goes on where it stopped',
    examples: [
      ['trill import youtube-trending USvideos.csv US_category_id.json', 'Trending lists of YouTube with the names of the categories.'],
      ['trill import youtube-trending GBvideos_2017.csv.gz', 'Dates without a year: it stands in the name of the file, or in --year.'],
      ['trill import analytics "Table data.csv" --date 2026-11-21', 'What YouTube Studio, TikTok, Meta or X export about posts.'],
      ['trill import events events.ndjson.gz --workspace shop', 'Native events, one JSON object a line.'],
      [
        'trill import events likes.csv --map "type=:like,actor_id=user,content_id=post,occurred_at={time|utc}"',
        'A CSV of likes: columns by name, a fixed word with a colon, steps after a bar.',
      ],
      [
        'trill import events shares.csv --map mapping.json --rejects refused.csv',
        'The mapping in a file; app/features/imports/README.md explains the language.',
      ],
      ['trill import consents statements.csv', 'What people said, into the ledger of consents; docs/guide/privacy.md names the columns.'],
    ],
  })
  return command
    .argument(
      '<format>',
      'youtube-trending, analytics, events, customers or consents',
      oneOf(['youtube-trending', 'analytics', 'events', 'customers', 'consents']),
    )
    .argument('<files...>', 'files, gzip or not; a .json beside youtube-trending holds the names of categories')
    .option('--workspace <id>', 'workspace that takes the rows', 'main')
    .option(
      '--map <mapping>',
      'events: FIELD=COLUMN,FIELD=:word,FIELD={column|step}…, or a .json file of the same; may be repeated',
      (part: string, parts: string[] = []) => [...parts, part],
    )
    .option('--year <year>', 'youtube-trending: year of the first date, where dates name none', wholeNumber(2005, 2100))
    .option(
      '--date <day>',
      'analytics: day on which the counters were read, where the file’s name does not tell; the present one when left out',
    )
    .option('--categories <file>', 'youtube-trending: JSON with the names of categories')
    .addOption(
      new Option('--category-from <where>', 'youtube-trending: category from its id or from the file’s own column').choices([
        'id',
        'column',
      ]),
    )
    .option('--encoding <label>', 'encoding of the text, for example windows-1252; UTF-8 when left out')
    .option('--delimiter <sign>', 'sign between the values: a character, or tab, semicolon, pipe')
    .option('--rejects <file>', 'where refused rows are written; beside the file when left out')
    .option('--again', 'read a file again that was imported before')
    .addHelpText('after', exitCodesHelp())
    .action((format: string, files: string[], options: ImportOptions) =>
      format === 'consents' ? importConsents(session, files, options) : importFiles(session, format, files, options),
    )
}

/** Imports files one after the other, with a report of each. */
export async function importFiles(session: Session, format: string, named: readonly string[], options: ImportOptions): Promise<void> {
  const files = named.filter((file) => !isCategories(format, file))
  const categories = options.categories ?? named.find((file) => isCategories(format, file))
  if (files.length === 0)
    throw new Failure({ title: 'No file to import', detail: `${named.join(', ')} only names categories`, remedy: 'Name the CSV file too.' })
  if (options.rejects !== undefined && files.length > 1) {
    throw new Failure({
      title: 'One rejects file for several files',
      detail: '--rejects takes the refused rows of one file',
      remedy: 'Import the files one by one, or leave --rejects out.',
    })
  }
  for (const file of files) await requireFile(file)
  const query = await queryOf(format, options, categories)
  const interrupt = onInterrupt()
  const imported: ImportedFile[] = []
  try {
    await connected(async (trill) => {
      for (const file of files)
        if (!interrupt.signal.aborted) imported.push(await importFile({ session, trill, query, interrupt, options }, file))
    })
  } finally {
    interrupt.release()
  }
  print(session, options.json, { imports: imported }, () => imported.map((file) => importReport(file)).join('\n\n'))
  session.status = statusOf(imported)
}

function isCategories(format: string, file: string): boolean {
  return format === 'youtube-trending' && /\.json$/i.test(file)
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>

async function queryOf(format: string, options: ImportOptions, categories: string | undefined): Promise<Query> {
  const { workspace, map, year, date, categoryFrom, encoding, delimiter, again } = options
  return {
    workspace_id: workspace,
    format,
    again: again === true ? true : undefined,
    map: map === undefined ? undefined : await mappingText(map),
    year,
    date,
    categories: categories === undefined ? undefined : await categoriesText(categories),
    category_from: categoryFrom,
    encoding,
    delimiter,
  }
}

/** A name that ends in .json is a file. */
async function mappingText(parts: readonly string[]): Promise<string> {
  const [first = ''] = parts
  if (parts.length > 1 || !/\.json$/i.test(first)) return parts.join(',')
  await requireFile(first)
  return readFile(first, 'utf8')
}

/** Only names and ids are sent: YouTube’s own file may be long. */
async function categoriesText(file: string): Promise<string> {
  await requireFile(file)
  const { readCategories } = await import('../features/imports/youtube-categories.ts')
  return JSON.stringify(readCategories(await readFile(file, 'utf8')))
}

interface Work {
  readonly session: Session
  readonly trill: Connection
  readonly query: Query
  readonly interrupt: Interrupt
  readonly options: ImportOptions
}

async function importFile({ session, trill, query, interrupt, options }: Work, file: string): Promise<ImportedFile> {
  const since = Date.now()
  const begun = await trill.ask<ImportBegun>('POST', '/v1/imports', {
    query: { ...query, name: basename(file) },
    file: createReadStream(file),
  })
  if (begun.begun === 'resumed' && options.json !== true)
    session.terminal.err(`${basename(file)}: going on after row ${grouped(begun.rows_read)}.`)
  const state = begun.status === 'running' ? await follow(session, trill, begun, interrupt) : begun
  const rejects_file = state.rejects_url === null ? null : await writeRejects(trill, state.rejects_url, file, options.rejects)
  return { ...state, file, begun: begun.begun, rejects_file, seconds: (Date.now() - since) / 1000 }
}

async function follow({ terminal }: Session, trill: Connection, begun: ImportBegun, { signal }: Interrupt): Promise<ImportState> {
  const progress = await drawProgress(terminal, begun.name)
  const look = () => trill.ask<ImportState>('GET', `/v1/imports/${begun.id}`)
  try {
    for (let wait = FIRST_LOOK; ; wait = Math.min(wait * 2, LAST_LOOK)) {
      await pause(wait, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return await trill.ask<ImportState>('POST', `/v1/imports/${begun.id}/cancel`)
      const state = await look()
      const { bytes_read, bytes_total, rate, eta_seconds, rows_read } = state
      if (rows_read > 0)
        progress.update({ done: bytes_read, total: bytes_total, rate, secondsLeft: eta_seconds, note: `${grouped(rows_read)} rows` })
      if (state.status !== 'running') return state
    }
  } finally {
    progress.stop()
  }
}

/** Beside the file, or in the directory at hand where that one cannot be written. */
async function writeRejects(trill: Connection, url: string, file: string, wanted: string | undefined): Promise<string> {
  const beside = `${file}.rejects.csv`
  const isWritable = await access(dirname(resolve(beside)), constants.W_OK).then(
    () => true,
    () => false,
  )
  const path = wanted ?? (isWritable ? beside : basename(beside))
  await pipeline(await trill.download(url), createWriteStream(path))
  return path
}

function statusOf(imported: readonly ImportedFile[]): ExitCode {
  if (imported.some(({ status }) => status === 'failed')) return 1
  if (imported.some(({ status }) => status === 'cancelled')) return 130
  return imported.some(({ rows_rejected }) => rows_rejected > 0) ? 3 : 0
}
