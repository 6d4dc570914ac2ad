import { basename } from 'node:path'
import type { Post } from '@trill/core/virality/early-table'
import { type CsvRow, readCsv } from '../features/imports/csv.ts'
import { UnusableImport } from '../features/imports/rejections.ts'
import { openSource, type Source } from '../features/imports/source.ts'
import { Failure } from './failure.ts'
import { requireFile } from './input-file.ts'

/** Cascades of a file, the oldest first. */
export interface CascadeFile {
  readonly name: string
  readonly rows: number
  /** Rows left out because their delay is below 0. */
  readonly negativeDelays: number
  /** Ids in the order of the posts. */
  readonly ids: readonly string[]
  readonly posts: readonly Post[]
}

interface Reading {
  /** Told how much of the file was read, now and then. */
  readonly onRead: (read: { readonly bytes: number; readonly bytesTotal: number; readonly rows: number }) => void
  readonly signal: AbortSignal
  /** Milliseconds since 1970: no post is later. */
  readonly now: number
}

const REQUIRED = ['cascade', 'user', 'parent_user', 'delay_min'] as const
const OPTIONAL = ['is_reply', 'followers'] as const
type Column = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number]
type Places = Readonly<Record<Column, number>>

/** Tweets have carried their time since id 29,700,859,247 of 4 November 2010: milliseconds since then stand above 22 bits. */
const FIRST_TIMED_ID = 29_700_859_247n
const TIME_ORIGIN = 1_288_834_974_657
const SECONDS_A_MINUTE = 60
const POST = -1
/** A person who is nobody: the parent is not told. */
const UNKNOWN = -2

interface Growing {
  readonly id: string
  readonly postedAt: number
  readonly seconds: number[]
  readonly actors: number[]
  readonly parents: number[]
  readonly replies: number[]
  readonly audiences: number[]
}

/**
 * Reads cascades row by row; the whole file never stands in memory, its numbers do.
 * @throws Failure naming column and row where a value cannot be used, and when the file is empty or damaged.
 */
export async function readCascades(path: string, reading: Reading): Promise<CascadeFile> {
  await requireFile(path)
  try {
    return await gather(path, await openSource(path), reading)
  } catch (error) {
    if (!(error instanceof UnusableImport)) throw error
    throw new Failure({ title: 'The file cannot be read', detail: `${basename(path)}: ${error.message}`, remedy: 'Check the file.' })
  }
}

async function gather(path: string, source: Source, { onRead, signal, now }: Reading): Promise<CascadeFile> {
  const name = basename(path)
  const found = new Map<string, Growing>()
  const people = new Map<string, number>()
  let places: Places | undefined
  let [rows, negativeDelays] = [0, 0]
  for await (const part of readCsv(source)) {
    for (const row of part) {
      if (places === undefined) places = placesOf(name, row)
      else {
        negativeDelays += add({ name, places, found, people, now }, row)
        rows += 1
      }
    }
    onRead({ bytes: source.bytesRead(), bytesTotal: source.bytesTotal, rows })
    if (signal.aborted) break
  }
  if (rows === 0 && !signal.aborted)
    throw fault(name, 'holds no row', `Give a CSV with the columns ${REQUIRED.join(', ')} and a line a share.`)
  const ordered = [...found.values()].sort((a, b) => a.postedAt - b.postedAt || (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
  return { name, rows, negativeDelays, ids: ordered.map(({ id }) => id), posts: ordered.map((one) => postOf(one, places as Places)) }
}

function placesOf(name: string, { cells }: CsvRow): Places {
  const places = Object.fromEntries([...REQUIRED, ...OPTIONAL].map((column) => [column, cells.indexOf(column)])) as Places
  const absent = REQUIRED.filter((column) => places[column] === -1)
  if (absent.length === 0) return places
  throw fault(
    name,
    `has no column ${absent.join(', ')}; its first line names ${cells.slice(0, 10).join(', ')}`,
    `Name the columns ${REQUIRED.join(', ')} and, where known, ${OPTIONAL.join(', ')} in the first line, with commas between.`,
  )
}

interface Gathering {
  readonly name: string
  readonly places: Places
  readonly found: Map<string, Growing>
  readonly people: Map<string, number>
  readonly now: number
}

/** Adds a row to its cascade. @returns 1 when its delay is below 0. */
function add({ name, places, found, people, now }: Gathering, { line, cells, fault: unreadable }: CsvRow): number {
  if (unreadable !== undefined) throw fault(name, `${unreadable.message} (line ${line})`, 'Correct the line.')
  const cell = (column: Column) => (cells[places[column]] ?? '').trim()
  const number = (column: Column, remedy: string) => {
    const value = cell(column) === '' ? Number.NaN : Number(cell(column))
    if (Number.isFinite(value)) return value
    throw fault(name, `column ${column} in line ${line} is no number: “${cell(column)}”`, remedy)
  }
  const id = cell('cascade')
  const cascade = found.get(id) ?? begin(id, (detail) => fault(name, `column cascade in line ${line} ${detail}`, ID_REMEDY), now)
  found.set(id, cascade)
  const delay = number('delay_min', 'Give the minutes since the post, with a dot before decimals.')
  const parent = cell('parent_user')
  cascade.seconds.push(SECONDS_A_MINUTE * delay)
  cascade.actors.push(numberOf(people, cell('user')))
  cascade.parents.push(parent === '' ? UNKNOWN : parent === '-1' ? POST : numberOf(people, parent))
  if (places.is_reply !== -1) cascade.replies.push(number('is_reply', 'Give 1 for a reply and 0 for a plain share.'))
  if (places.followers !== -1)
    cascade.audiences.push(cell('followers') === '' ? Number.NaN : number('followers', 'Give a count, or nothing.'))
  return Number(delay < 0)
}

const ID_REMEDY = 'Give the id of the tweet, which carries its time, as text: spreadsheets round long numbers.'

function begin(id: string, failed: (detail: string) => Failure, now: number): Growing {
  const value = /^\d{1,19}$/.test(id) ? BigInt(id) : 0n
  const postedAt = Number(value >> 22n) + TIME_ORIGIN
  if (value < FIRST_TIMED_ID || postedAt > now) throw failed(`carries no time: “${id}”`)
  return { id, postedAt, seconds: [], actors: [], parents: [], replies: [], audiences: [] }
}

function numberOf(people: Map<string, number>, person: string): number {
  const known = people.get(person)
  if (known !== undefined) return known
  people.set(person, people.size)
  return people.size - 1
}

function postOf({ postedAt, seconds, actors, parents, replies, audiences }: Growing, places: Places): Post {
  return {
    time: postedAt,
    context: { postedAt },
    cascade: {
      seconds: Float64Array.from(seconds),
      actors: Float64Array.from(actors),
      parents: Float64Array.from(parents),
      ...(places.is_reply === -1 ? {} : { replies: Float64Array.from(replies) }),
      ...(places.followers === -1 ? {} : { audiences: Float64Array.from(audiences) }),
    },
  }
}

function fault(name: string, detail: string, remedy: string): Failure {
  return new Failure({ title: 'The file cannot be used', detail: `${name} ${detail}`, remedy })
}
