import type { Platform } from '../../platform/platform.ts'
import { analyse } from './analyse.ts'
import { detect } from './detect.ts'
import { readMostPopular } from './most-popular.ts'
import {
  createRun,
  findRun,
  finishRun,
  keepProgress,
  listRuns,
  type NewRun,
  type RunKind,
  type RunRecord,
  type RunStatus,
  unfinishedRuns,
} from './run-record.ts'

/** How often progress is written down; milliseconds. */
const KEEP_EVERY_MILLISECONDS = 1000
const RECENT_RUNS = 20

/** A run that is under way. */
interface Job {
  readonly abort: AbortController
  readonly startedAt: number
  /** Where it went on after a restart: what was done before says nothing of its pace. */
  readonly base: number
  done: number
  total: number | null
  keptAt: number
  finished: Promise<void>
}

/** What work is given, and what it reports. */
export interface Work {
  readonly record: RunRecord
  readonly signal: AbortSignal
  readonly onProgress: (done: number, total: number) => void
}

/** Stops a run: by the person who asked, or because the server stops and will go on after its next start. */
type Reason = 'cancelled' | 'stopping'

/** What each does; it answers what went wrong on the way and did not end it. */
const WORK: Readonly<Record<RunKind, (work: Work, platform: Platform) => Promise<string | null>>> = {
  detection: async ({ record, signal, onProgress }, platform) => {
    const problem = await readMostPopular(record.workspaceId, signal, platform)
    await detect({ workspaceId: record.workspaceId, runId: record.id, signal, onProgress }, platform)
    return problem
  },
  analysis: async (work, platform) => {
    await analyse(work, platform)
    return null
  },
}

/** Runs detections and analyses in the background of the process that holds the data directory. */
export class TrendRunner {
  readonly #platform: Platform
  readonly #jobs = new Map<string, Job>()
  #beginning: Promise<unknown> = Promise.resolve()
  #closing = false

  constructor(platform: Platform) {
    this.#platform = platform
  }

  /** Begins a run; one of the same kind for the same thing that is under way is given instead. */
  begin(asked: NewRun): Promise<{ record: RunRecord; begun: boolean }> {
    const begun = this.#beginning.then(() => this.#begin(asked))
    this.#beginning = begun.catch(() => undefined)
    return begun
  }

  async #begin(asked: NewRun): Promise<{ record: RunRecord; begun: boolean }> {
    const { metadata, now } = this.#platform
    const recent = await listRuns(metadata, asked.workspaceId, RECENT_RUNS)
    const same = recent.find(
      ({ id, kind, options }) => kind === asked.kind && options.content_id === asked.options.content_id && this.#jobs.has(id),
    )
    if (same !== undefined) return { record: same, begun: false }
    const record = await createRun(metadata, asked, now())
    this.#start(record)
    return { record, begun: true }
  }

  /** Goes on with what the last process left unfinished. */
  async resume(): Promise<void> {
    for (const record of await unfinishedRuns(this.#platform.metadata)) if (!this.#jobs.has(record.id)) this.#start(record)
  }

  /** The run as it stands, with its pace while it is under way. */
  stateOf(record: RunRecord): RunRecord & { readonly perSecond: number | null; readonly secondsLeft: number | null } {
    const job = this.#jobs.get(record.id)
    if (job === undefined) return { ...record, perSecond: null, secondsLeft: null }
    const seconds = (this.#platform.now() - job.startedAt) / 1000
    const perSecond = seconds > 0 && job.done > job.base ? (job.done - job.base) / seconds : null
    const secondsLeft = perSecond === null || job.total === null ? null : (job.total - job.done) / perSecond
    return { ...record, done: job.done, total: job.total, perSecond, secondsLeft }
  }

  /** Waits for a run to end, but no longer than so many milliseconds. */
  async settled(id: string, milliseconds: number): Promise<RunRecord | undefined> {
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds)
    })
    await Promise.race([this.#jobs.get(id)?.finished, patience])
    clearTimeout(timer)
    return findRun(this.#platform.metadata, id)
  }

  /** Stops a run after the video at hand; what it stored stays. */
  async cancel(id: string): Promise<void> {
    const job = this.#jobs.get(id)
    job?.abort.abort('cancelled' satisfies Reason)
    await job?.finished
  }

  /** Stops everything after the step at hand; the next process goes on. */
  async close(): Promise<void> {
    this.#closing = true
    const jobs = [...this.#jobs.values()]
    for (const { abort } of jobs) abort.abort('stopping' satisfies Reason)
    await Promise.all(jobs.map(({ finished }) => finished))
  }

  #start(record: RunRecord): void {
    const startedAt = this.#platform.now()
    const job: Job = {
      abort: new AbortController(),
      startedAt,
      base: record.done,
      done: record.done,
      total: record.total,
      keptAt: startedAt,
      finished: Promise.resolve(),
    }
    this.#jobs.set(record.id, job)
    job.finished = this.#run(record, job)
  }

  async #run(record: RunRecord, job: Job): Promise<void> {
    const { signal } = job.abort
    try {
      const onProgress = (done: number, total: number) => this.#progress(record, job, done, total)
      const problem = await WORK[record.kind]({ record, signal, onProgress }, this.#platform)
      await this.#finish(record, job, signal.aborted ? 'cancelled' : 'done', signal.aborted ? null : problem)
    } catch (error) {
      if (!signal.aborted) this.#platform.logger.error({ err: error, run_id: record.id }, 'A run on YouTube trends failed')
      const said = error instanceof Error ? error.message.slice(0, 500) : String(error)
      await this.#finish(record, job, signal.aborted ? 'cancelled' : 'failed', signal.aborted ? null : said).catch((again: unknown) =>
        this.#platform.logger.error({ err: again, run_id: record.id }, 'The end of a run could not be recorded'),
      )
    } finally {
      this.#jobs.delete(record.id)
    }
  }

  #progress(record: RunRecord, job: Job, done: number, total: number): void {
    ;[job.done, job.total] = [done, total]
    const now = this.#platform.now()
    if (now - job.keptAt < KEEP_EVERY_MILLISECONDS) return
    job.keptAt = now
    void keepProgress(this.#platform.metadata, record.id, done, total).catch(() => undefined)
  }

  /** A run that is only left for later stays as running. */
  async #finish(
    record: RunRecord,
    { done, total, abort }: Job,
    status: Exclude<RunStatus, 'running'>,
    error: string | null,
  ): Promise<void> {
    if (this.#closing && abort.signal.reason === 'stopping') return keepProgress(this.#platform.metadata, record.id, done, total)
    await finishRun(this.#platform.metadata, record.id, { status, error, done, total, at: this.#platform.now() })
  }
}

const RUNNERS = new WeakMap<Platform, TrendRunner>()

/** The runner of this process. */
export function runnerOf(platform: Platform): TrendRunner {
  const known = RUNNERS.get(platform)
  if (known !== undefined) return known
  const runner = new TrendRunner(platform)
  RUNNERS.set(platform, runner)
  return runner
}
