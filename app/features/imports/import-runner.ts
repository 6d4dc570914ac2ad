import { createHash } from 'node:crypto'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Platform } from '../../platform/platform.ts'
import type { ImportOptions } from './format.ts'
import { formatOf } from './formats.ts'
import {
  beginAgain,
  beginAnew,
  createImport,
  findImport,
  findSameImport,
  finishImport,
  type ImportFailure,
  type ImportRecord,
  type NewImport,
  unfinishedImports,
} from './import-record.ts'
import { UnusableImport } from './rejections.ts'
import { type Progress, runImport } from './run-import.ts'
import { nextStamp } from './stamp.ts'
import { importsDirectory, removeUnfinishedUploads, type Upload } from './upload.ts'

/** What asking for an import led to. */
export type Begun = 'started' | 'resumed' | 'already_running' | 'already_imported'

/** An import that is under way or waits for its turn. */
interface Job {
  readonly abort: AbortController
  progress: Progress | undefined
  /** Where this run began to store, for its pace: what an earlier run stored is only passed over. Undefined before its turn. */
  base: { readonly position: number; readonly bytesRead: number; readonly at: number } | undefined
  done: Promise<void>
}

/** How fast an import runs, measured since it began or went on. */
export interface Pace {
  readonly rowsPerSecond: number
  readonly secondsLeft: number | null
}

interface Asked {
  readonly workspaceId: string
  readonly format: string
  readonly name: string
  readonly options: ImportOptions
  /** Read a file again that was imported before. */
  readonly again: boolean
}

/** Stops an import: by the person who started it, or because the server stops and will go on after its next start. */
type Reason = 'cancelled' | 'stopping'

type End = Parameters<typeof finishImport>[2]

const FILE_GONE: ImportFailure = { code: 'interrupted_import', message: 'The import was interrupted, and its file is gone.' }

/** Runs imports one after the other, in the background of the process that holds the data directory. */
export class ImportRunner {
  readonly #platform: Platform
  readonly #jobs = new Map<string, Job>()
  #turn: Promise<void> = Promise.resolve()
  #beginning: Promise<unknown> = Promise.resolve()
  #closing = false

  constructor(platform: Platform) {
    this.#platform = platform
  }

  /** Takes over a received file. The same file by the same options again goes on where it stopped, or changes nothing. */
  begin(asked: Asked, upload: Upload): Promise<{ record: ImportRecord; begun: Begun }> {
    const begun = this.#beginning.then(() => this.#begin(asked, upload))
    this.#beginning = begun.catch(() => undefined)
    return begun
  }

  /** One after the other, so that the same file twice at once is one import. */
  async #begin(asked: Asked, upload: Upload): Promise<{ record: ImportRecord; begun: Begun }> {
    const { metadata, now } = this.#platform
    const begin: NewImport = { ...asked, bytesTotal: upload.bytes, fingerprint: fingerprintOf(asked, upload.digest) }
    const before = asked.again ? undefined : await findSameImport(metadata, begin)
    if (before !== undefined && (before.status === 'done' || this.#jobs.has(before.id))) {
      rmSync(upload.path, { force: true })
      return { record: before, begun: before.status === 'done' ? 'already_imported' : 'already_running' }
    }
    const record = before ?? (await createImport(metadata, begin, nextStamp(now())))
    renameSync(upload.path, this.#filePath(record.id))
    if (before !== undefined) await this.#beginAgain(before, asked.name)
    this.#enqueue(record)
    return { record: (await findImport(metadata, record.id)) ?? record, begun: before === undefined ? 'started' : 'resumed' }
  }

  async #beginAgain(before: ImportRecord, name: string): Promise<void> {
    const { metadata, now } = this.#platform
    const { discard } = formatOf(before.format)
    if (discard !== undefined) {
      await discard(contextOf(before, this.#platform))
      await beginAnew(metadata, before, nextStamp(now()))
    }
    await beginAgain(metadata, before, name)
  }

  /** Goes on with what the last process left unfinished. */
  async resume(): Promise<void> {
    removeUnfinishedUploads(this.#platform.config.dataDir)
    for (const record of await unfinishedImports(this.#platform.metadata)) {
      if (this.#jobs.has(record.id)) continue
      if (existsSync(this.#filePath(record.id))) this.#enqueue(record)
      else await finishImport(this.#platform.metadata, record.id, { status: 'failed', failure: FILE_GONE })
    }
  }

  /** Stops an import after the batch at hand; one that waits for its turn at once. */
  async cancel(id: string): Promise<void> {
    const job = this.#jobs.get(id)
    if (job === undefined) return
    job.abort.abort('cancelled' satisfies Reason)
    if (job.base !== undefined) return job.done
    this.#jobs.delete(id)
    await this.#finish(id, { status: 'cancelled' })
  }

  progress(id: string): Progress | undefined {
    return this.#jobs.get(id)?.progress
  }

  pace(id: string): Pace | undefined {
    const job = this.#jobs.get(id)
    if (job?.progress === undefined || job.base === undefined) return undefined
    const seconds = Math.max((this.#platform.now() - job.base.at) / 1000, 0.001)
    const { checkpoint, bytesRead, bytesTotal } = job.progress
    const bytesPerSecond = (bytesRead - job.base.bytesRead) / seconds
    return {
      rowsPerSecond: (checkpoint.position - job.base.position) / seconds,
      secondsLeft: bytesPerSecond > 0 ? (bytesTotal - bytesRead) / bytesPerSecond : null,
    }
  }

  rejectsPath(id: string): string {
    return join(importsDirectory(this.#platform.config.dataDir), `${id}.rejects.csv`)
  }

  /** Stops after the batch at hand; the next process goes on. */
  async close(): Promise<void> {
    this.#closing = true
    for (const { abort } of this.#jobs.values()) abort.abort('stopping' satisfies Reason)
    await this.#turn
  }

  #filePath(id: string): string {
    return join(importsDirectory(this.#platform.config.dataDir), id)
  }

  #enqueue(record: ImportRecord): void {
    const job: Job = { abort: new AbortController(), progress: undefined, base: undefined, done: Promise.resolve() }
    this.#jobs.set(record.id, job)
    job.done = this.#turn.then(() => this.#run(record, job))
    this.#turn = job.done
  }

  async #run(record: ImportRecord, job: Job): Promise<void> {
    const { logger } = this.#platform
    if (this.#jobs.get(record.id) !== job) return
    job.base = { position: record.checkpoint.position, bytesRead: 0, at: this.#platform.now() }
    try {
      if (!job.abort.signal.aborted) await this.#read(record, job)
      if (!this.#leftForLater(job)) await this.#end(record, { status: job.abort.signal.aborted ? 'cancelled' : 'done' })
    } catch (error) {
      if (this.#leftForLater(job)) return
      if (!(error instanceof UnusableImport)) logger.error({ err: error, import_id: record.id }, 'An import failed')
      const end: End = job.abort.signal.aborted ? { status: 'cancelled' } : { status: 'failed', failure: failureOf(error) }
      await this.#end(record, end).catch((again: unknown) => logger.error({ err: again }, 'The end of an import could not be recorded'))
    } finally {
      this.#jobs.delete(record.id)
    }
  }

  async #read(queued: ImportRecord, job: Job): Promise<void> {
    const record = (await findImport(this.#platform.metadata, queued.id)) ?? queued
    const { position } = record.checkpoint
    await runImport({
      platform: this.#platform,
      record,
      format: formatOf(record.format),
      filePath: this.#filePath(record.id),
      rejectsPath: this.rejectsPath(record.id),
      signal: job.abort.signal,
      onProgress: (progress) => {
        job.progress = progress
        if (progress.checkpoint.position === position) job.base = { position, bytesRead: progress.bytesRead, at: this.#platform.now() }
      },
    })
  }

  #leftForLater({ abort }: Job): boolean {
    return this.#closing && abort.signal.reason === 'stopping'
  }

  /** Of some formats nothing stays of an import that did not come to its end. */
  async #end(record: ImportRecord, end: End): Promise<void> {
    if (end.status !== 'done') await formatOf(record.format).discard?.(contextOf(record, this.#platform))
    await this.#finish(record.id, end)
  }

  async #finish(id: string, end: End): Promise<void> {
    await finishImport(this.#platform.metadata, id, end)
    rmSync(this.#filePath(id), { force: true })
  }
}

function contextOf({ id, workspaceId }: ImportRecord, platform: Platform) {
  return { platform, importId: id, workspaceId }
}

function fingerprintOf({ format, options }: Asked, digest: string): string {
  const ordered = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([format, digest, ordered]))
    .digest('hex')
}

function failureOf(error: unknown): ImportFailure {
  const said = error instanceof Error ? error.message.slice(0, 1000) : String(error)
  // It may quote a file that is no text, and what it quotes may have been cut within a character.
  const message = said.replaceAll('\0', '\uFFFD').toWellFormed()
  return { code: error instanceof UnusableImport ? 'unusable_import' : 'interrupted_import', message }
}

const RUNNERS = new WeakMap<Platform, ImportRunner>()

/** The runner of this process. */
export function runnerOf(platform: Platform): ImportRunner {
  const known = RUNNERS.get(platform)
  if (known !== undefined) return known
  const runner = new ImportRunner(platform)
  RUNNERS.set(platform, runner)
  return runner
}
