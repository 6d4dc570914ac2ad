import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ExportRow } from '../../ui/export/table.ts'
import { writeTable } from '../../ui/export/write-table.ts'
import { Problem } from '../http/problem.ts'
import type { Platform } from '../platform.ts'
import type { ExportAsked } from './asked.ts'
import type { ExportSource, StreamedTable } from './export-source.ts'

const HOUR_MILLISECONDS = 3_600_000
/** Exports that are remembered; the oldest are forgotten. */
const REMEMBERED_MAX = 200
/** The embedded store has two connections for long answers, one of which others need. */
const RUNNING_MAX = { embedded: 1, server: 4 } as const
const RETRY_SECONDS = 10
/** Whoever takes nothing for so long is not waited for: the store is held as long as somebody reads. */
const STALLED_MILLISECONDS = 60_000
const STALLED = `Nobody took anything for ${STALLED_MILLISECONDS / 1000} s`
/** Bytes that wait for a reader. */
const WAITING_BYTES = 262_144

export type ExportStatus = 'ready' | 'running' | 'done' | 'failed' | 'cancelled'

/** An export that was asked for. Only this is kept, and in memory: the rows go from the store to whoever asked. */
export interface ExportRecord {
  readonly id: string
  readonly source: ExportSource
  readonly asked: ExportAsked
  readonly workspaceId: string
  readonly fileName: string
  readonly rows: number | null
  readonly createdAt: number
  readonly expiresAt: number
  status: ExportStatus
  writtenRows: number
  writtenBytes: number
  startedAt: number | null
  finishedAt: number | null
  error: string | null
  stop: ((error: Error) => void) | undefined
}

const ofPlatforms = new WeakMap<Platform, RunningExports>()

/** The exports of a server. */
export function exportsOf(platform: Platform): RunningExports {
  const known = ofPlatforms.get(platform) ?? new RunningExports(platform)
  ofPlatforms.set(platform, known)
  return known
}

class ExportCancelled extends Error {
  override readonly name = 'ExportCancelled'
}

class RunningExports {
  readonly #platform: Pick<Platform, 'events' | 'logger' | 'now'>
  readonly #sources = new Map<string, ExportSource>()
  readonly #records = new Map<string, ExportRecord>()

  constructor(platform: Platform) {
    this.#platform = platform
  }

  /** Lets a kind of table be taken away. */
  offer(source: ExportSource): void {
    this.#sources.set(source.what, source)
  }

  /** @throws Problem invalid_request naming what there is. */
  source(what: string): ExportSource {
    const source = this.#sources.get(what)
    if (source !== undefined) return source
    throw new Problem('invalid_request', `what ${JSON.stringify(what)} is none of ${[...this.#sources.keys()].sort().join(', ')}`)
  }

  add(facts: Pick<ExportRecord, 'source' | 'asked' | 'workspaceId' | 'fileName' | 'rows'>): ExportRecord {
    const createdAt = this.#platform.now()
    const progress = { status: 'ready', writtenRows: 0, writtenBytes: 0, startedAt: null, finishedAt: null, error: null } as const
    const record = { ...facts, ...progress, id: randomUUID(), createdAt, expiresAt: createdAt + HOUR_MILLISECONDS, stop: undefined }
    this.#records.set(record.id, record)
    for (const [id, { stop }] of this.#records) {
      if (this.#records.size <= REMEMBERED_MAX) break
      if (stop === undefined) this.#records.delete(id)
    }
    return record
  }

  find(id: string): ExportRecord | undefined {
    const record = this.#records.get(id)
    return record === undefined || record.expiresAt < this.#platform.now() ? undefined : record
  }

  /**
   * The file, read from the store as it is taken. An export that ran before runs anew.
   * @throws Problem too_many_exports while others run.
   */
  open(record: ExportRecord, table: StreamedTable): Readable {
    const running = [...this.#records.values()].filter(({ stop }) => stop !== undefined).length
    if (record.stop !== undefined || running >= RUNNING_MAX[this.#platform.events.kind]) {
      // Whoever asked for the file is a browser, which says nothing of why: the page tells it.
      if (record.stop === undefined) Object.assign(record, { status: 'failed', error: 'Another export is under way.' })
      throw new Problem('too_many_exports', 'Another export is under way', { retryAfterSeconds: RETRY_SECONDS })
    }
    const begun = {
      status: 'running',
      writtenRows: 0,
      writtenBytes: 0,
      startedAt: this.#platform.now(),
      finishedAt: null,
      error: null,
    } as const
    Object.assign(record, begun)
    const stall = setTimeout(() => stream.destroy(new Error(STALLED)), STALLED_MILLISECONDS).unref()
    const stream = Readable.from(this.#pieces(record, table, stall), { objectMode: false, highWaterMark: WAITING_BYTES })
    record.stop = (error) => stream.destroy(error)
    stream.once('close', () => {
      clearTimeout(stall)
      this.#close(record, stream.errored)
    })
    return stream
  }

  cancel({ stop }: ExportRecord): void {
    stop?.(new ExportCancelled('The export was cancelled'))
  }

  async *#pieces(record: ExportRecord, table: StreamedTable, stall: NodeJS.Timeout): AsyncGenerator<Buffer> {
    const batches = countedRows(record, table.batches())
    const file = writeTable(record.asked.format, { title: record.source.title, columns: table.columns, about: table.about, batches })
    for await (const piece of file) {
      stall.refresh()
      record.writtenBytes += piece.length
      yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    }
    record.status = 'done'
  }

  #close(record: ExportRecord, error: Error | null): void {
    record.stop = undefined
    record.finishedAt = this.#platform.now()
    if (record.status === 'done') return
    record.status = error === null || error instanceof ExportCancelled ? 'cancelled' : 'failed'
    record.error = error?.message ?? 'The reader went away'
    if (record.status === 'failed') this.#platform.logger.warn({ err: error, export: record.id }, 'An export failed')
  }
}

async function* countedRows(record: ExportRecord, batches: AsyncIterable<readonly ExportRow[]>): AsyncGenerator<readonly ExportRow[]> {
  for await (const rows of batches) {
    record.writtenRows += rows.length
    yield rows
  }
}
