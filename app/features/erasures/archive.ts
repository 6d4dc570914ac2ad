import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { PassThrough, Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { type CsvValue, csvLines } from '../../ui/csv.ts'
import { archivePage, SHOWN_ROWS } from './archive-page.ts'
import type { StoredRow } from './others.ts'

/** Rows of one place, read from the store as often as they are asked for. */
export interface ArchivedPlace {
  readonly place: string
  rows(): AsyncIterable<readonly StoredRow[]>
}

export interface ArchiveFacts {
  readonly workspace: string
  /** Milliseconds since 1970. */
  readonly madeAt: number
  readonly identifiers: readonly string[]
}

interface FileFacts {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** What the readable page shows of a place. */
export interface SeenPlace {
  readonly place: string
  count: number
  readonly first: StoredRow[]
}

/** Writes one ZIP with JSON and CSV by place, a page to read, and a list of the files with their SHA-256. Nothing is held in memory but the page’s rows. */
export async function writeArchive(path: string, facts: ArchiveFacts, places: readonly ArchivedPlace[]): Promise<Record<string, number>> {
  const zip = new ZipFile()
  const files: FileFacts[] = []
  const seen: SeenPlace[] = places.map(({ place }) => ({ place, count: 0, first: [] }))
  const options = { mtime: new Date(facts.madeAt), mode: 0o100600 }
  const output = new PassThrough()
  zip.on('error', (error: Error) => output.destroy(error))
  const add = (name: string, content: () => AsyncIterable<string>) =>
    zip.addReadStreamLazy(name, options, (give) => {
      const hashed = hashing(name, (file) => files.push(file))
      // The pipeline’s own promise would be a second report of the error that the stream below already gives.
      pipeline(Readable.from(content()), hashed).catch((error: Error) => output.destroy(error))
      give(null, hashed)
    })
  for (const [index, { place, rows }] of places.entries()) {
    add(`json/${fileName(place)}.json`, () => asJson(rows(), seen[index] as SeenPlace))
    add(`csv/${fileName(place)}.csv`, () => asCsv(rows()))
  }
  add('index.html', async function* () {
    yield archivePage(facts, seen)
  })
  add('manifest.json', async function* () {
    yield `${JSON.stringify(manifestOf(facts, files, seen), null, 2)}\n`
  })
  zip.end()
  zip.outputStream.pipe(output)
  await pipeline(output, createWriteStream(path, { mode: 0o600, flush: true }))
  return Object.fromEntries(seen.map(({ place, count }) => [place, count]))
}

/** A place as the name of a file. */
export function fileName(place: string): string {
  return place.replaceAll(' ', '-')
}

function manifestOf({ madeAt, workspace }: ArchiveFacts, files: readonly FileFacts[], seen: readonly SeenPlace[]) {
  return {
    about: 'Everything the workspace holds of one person. Other people are left out or stand as pseudonyms of this archive only.',
    workspace,
    made_at: new Date(madeAt).toISOString(),
    rows: Object.fromEntries(seen.map(({ place, count }) => [place, count])),
    files: [...files],
  }
}

function hashing(name: string, done: (file: FileFacts) => void): Transform {
  const hash = createHash('sha256')
  let bytes = 0
  return new Transform({
    transform(part: Buffer, _encoding, next) {
      hash.update(part)
      bytes += part.length
      next(null, part)
    },
    flush(next) {
      done({ name, bytes, sha256: hash.digest('hex') })
      next()
    },
  })
}

async function* asJson(batches: AsyncIterable<readonly StoredRow[]>, seen: SeenPlace): AsyncGenerator<string> {
  let before = '[\n'
  for await (const rows of batches) {
    if (rows.length === 0) continue
    for (const row of rows) if (seen.first.length < SHOWN_ROWS) seen.first.push(row)
    seen.count += rows.length
    yield before + rows.map((row) => JSON.stringify(row)).join(',\n')
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

async function* asCsv(batches: AsyncIterable<readonly StoredRow[]>): AsyncGenerator<string> {
  let names: string[] | undefined
  for await (const rows of batches) {
    if (rows[0] === undefined) continue
    if (names === undefined) {
      names = Object.keys(rows[0])
      yield `\uFEFF${csvLines([names])}`
    }
    const columns = names
    yield csvLines(rows.map((row) => columns.map((name) => cell(row[name]))))
  }
}

function cell(value: unknown): CsvValue {
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as CsvValue)
}
