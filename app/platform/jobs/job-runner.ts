import type { Platform } from '../platform.ts'
import { backoffAfter } from './backoff.ts'
import {
  type AttemptEnd,
  beat,
  claimJob,
  claimJobs,
  finishAttempt,
  forgetJobs,
  type Job,
  LEASE_MILLISECONDS,
  leaveJob,
} from './job-table.ts'

/** How often it is looked for work that is due; milliseconds. */
const LOOK_MILLISECONDS = 5000
/** Jobs of this process that run at once. */
const AT_ONCE = 4
const BEAT_MILLISECONDS = LEASE_MILLISECONDS / 3
/** How long finished work is shown; milliseconds. */
const KEPT_MILLISECONDS = 90 * 86_400_000

/** What came of an attempt. */
export interface JobEnd {
  /** `again` in passing, unless it was the last attempt; `failed` for good. */
  readonly status: 'done' | 'again' | 'failed' | 'cancelled'
  /** In words, for the log that people read: no secret, nobody’s address. */
  readonly says: string
  /** With `again`: how long whoever refused asked to wait. */
  readonly waitMilliseconds?: number
}

/** Does jobs of a kind. It may be asked twice for the same: a process can end between doing and saying so. */
export type JobWork = (job: Job, signal: AbortSignal) => Promise<JobEnd>

interface Options {
  readonly platform: Pick<Platform, 'metadata' | 'logger' | 'now'>
  readonly work: Readonly<Record<string, JobWork>>
  /** Puts what is due by a calendar into the table, before each look. */
  readonly plan?: () => Promise<void>
  readonly random?: () => number
}

/** Works off jobs of some kinds, several at once; with other processes at the same table each is held by one. */
export class JobRunner {
  readonly #options: Options
  readonly #kinds: readonly string[]
  readonly #abort = new AbortController()
  readonly #running = new Set<Promise<void>>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()

  constructor(options: Options) {
    this.#options = options
    this.#kinds = Object.keys(options.work)
  }

  async start(): Promise<void> {
    const { metadata, now } = this.#options.platform
    await forgetJobs(metadata, this.#kinds, now() - KEPT_MILLISECONDS)
    this.#timer = setInterval(() => this.wake(), LOOK_MILLISECONDS).unref()
    this.wake()
  }

  /** Looks for work now. */
  wake(): void {
    this.#looking = this.#looking
      .then(() => this.#look())
      .catch((error: unknown) => this.#options.platform.logger.warn({ err: error }, 'Jobs that are due could not be looked for'))
  }

  /** Resolves when nothing is due that this process could do. */
  async rest(): Promise<void> {
    for (;;) {
      await this.#looking
      if (this.#running.size === 0) return
      await Promise.all(this.#running)
    }
  }

  /** Does one job at once, whether it is due or not and whatever else runs. @returns undefined when somebody else has it. */
  async runNow(id: string): Promise<JobEnd | undefined> {
    const { metadata, now } = this.#options.platform
    const job = await claimJob(metadata, id, now())
    return job === undefined ? undefined : this.#begin(job)
  }

  /** Waits for what runs; what was not begun is left to others. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#abort.abort()
    await this.#looking
    await Promise.all(this.#running)
  }

  async #look(): Promise<void> {
    if (this.#abort.signal.aborted) return
    await this.#options.plan?.()
    const { metadata, now } = this.#options.platform
    const limit = AT_ONCE - this.#running.size
    if (limit <= 0) return
    for (const job of await claimJobs(metadata, { kinds: this.#kinds, limit, now: now() })) {
      void this.#begin(job)
    }
  }

  #begin(job: Job): Promise<JobEnd> {
    const end = this.#run(job)
    const running: Promise<void> = end.then(() => {
      this.#running.delete(running)
      this.wake()
    })
    this.#running.add(running)
    return end
  }

  async #run(job: Job): Promise<JobEnd> {
    const { work } = this.#options
    const abort = new AbortController()
    const signal = AbortSignal.any([abort.signal, this.#abort.signal])
    const beating = setInterval(() => void this.#beat(job, abort), BEAT_MILLISECONDS).unref()
    try {
      const end = await (work[job.kind] as JobWork)(job, signal)
      await this.#finish(job, end)
      return end
    } catch (error) {
      return await this.#broken(job, error)
    } finally {
      clearInterval(beating)
    }
  }

  async #beat(job: Job, abort: AbortController): Promise<void> {
    const { metadata, now } = this.#options.platform
    const isHeld = await beat(metadata, job, now()).catch(() => true)
    if (!isHeld) abort.abort(new Error('Another process took the job over'))
  }

  async #broken(job: Job, error: unknown): Promise<JobEnd> {
    const { metadata, logger } = this.#options.platform
    if (!this.#abort.signal.aborted) logger.error({ err: error, job_id: job.id, kind: job.kind }, 'A job broke off')
    const end: JobEnd = { status: 'again', says: 'Something went wrong in Trill; its log tells more' }
    const written = this.#abort.signal.aborted ? leaveJob(metadata, job) : this.#finish(job, end)
    await written.catch((again: unknown) => logger.error({ err: again, job_id: job.id }, 'The end of a job could not be written down'))
    return end
  }

  async #finish(job: Job, end: JobEnd): Promise<void> {
    const { metadata, logger, now } = this.#options.platform
    const isHeld = await finishAttempt(metadata, job, this.#endOf(job, end), now())
    if (!isHeld) logger.warn({ job_id: job.id, kind: job.kind }, 'A job was taken over by another process, or deleted, while it ran')
  }

  #endOf({ attempt, attemptsMax }: Job, { status, says, waitMilliseconds = 0 }: JobEnd): AttemptEnd {
    if (status !== 'again') return { status, says }
    if (attempt >= attemptsMax) return { status: 'failed', says }
    const wait = Math.max(waitMilliseconds, backoffAfter(attempt, this.#options.random ?? Math.random))
    return { status: 'again', says, dueAt: this.#options.platform.now() + wait }
  }
}
