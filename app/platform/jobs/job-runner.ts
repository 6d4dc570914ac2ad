import { setTimeout as pause } from 'node:timers/promises'
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
/** How long finished work is shown, and how often it is looked for what is older; milliseconds. */
const KEPT_MILLISECONDS = 90 * 86_400_000
const FORGET_MILLISECONDS = 86_400_000
/** Pauses before the end of an attempt is written down again; milliseconds. */
const WRITE_AGAIN_MILLISECONDS = [100, 1000, 5000]

/** What came of an attempt. */
export interface JobEnd {
  /** `again` in passing, unless it was the last attempt; `failed` for good. */
  readonly status: 'done' | 'again' | 'failed' | 'cancelled'
  /** In words, for the log that people read: no secret, nobody’s address. */
  readonly says: string
  /** With `again`: how long whoever refused asked to wait. */
  readonly waitMilliseconds?: number
}

const BROKEN: JobEnd = { status: 'again', says: 'Something went wrong in Trill; its log tells more' }

/** Does jobs of a kind. It may be asked twice for the same: a process can end between doing and saying so. */
export type JobWork = (job: Job, signal: AbortSignal) => Promise<JobEnd>

interface Options {
  readonly platform: Pick<Platform, 'metadata' | 'logger' | 'now'>
  readonly work: Readonly<Record<string, JobWork>>
  /** Puts what is due by a calendar into the table, before each look. */
  readonly plan?: () => Promise<void>
  readonly random?: () => number
}

/** A job that this process is at. */
interface Held {
  readonly job: Job
  /** Stops it when somebody else has it. */
  readonly abort: AbortController
}

/** Works off jobs of some kinds, several at once; with other processes at the same table each is held by one. */
export class JobRunner {
  readonly #options: Options
  readonly #kinds: readonly string[]
  readonly #abort = new AbortController()
  readonly #running = new Map<Held, Promise<void>>()
  #timer: NodeJS.Timeout | undefined
  #forgotAt = Number.NEGATIVE_INFINITY
  #looking: Promise<void> = Promise.resolve()

  constructor(options: Options) {
    this.#options = options
    this.#kinds = Object.keys(options.work)
  }

  start(): void {
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
      await Promise.all(this.#running.values())
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
    await Promise.all(this.#running.values())
  }

  async #look(): Promise<void> {
    if (this.#abort.signal.aborted) return
    await this.#forget()
    await this.#plan()
    // A process that was stopped for a while must not take its own work for that of one that ended.
    await Promise.all([...this.#running.keys()].map((held) => this.#beat(held)))
    const { metadata, now } = this.#options.platform
    const limit = AT_ONCE - this.#running.size
    if (limit <= 0) return
    for (const job of await claimJobs(metadata, { kinds: this.#kinds, limit, now: now() })) {
      void this.#begin(job)
    }
  }

  async #forget(): Promise<void> {
    const { metadata, now } = this.#options.platform
    if (now() < this.#forgotAt + FORGET_MILLISECONDS) return
    await forgetJobs(metadata, this.#kinds, now() - KEPT_MILLISECONDS)
    this.#forgotAt = now()
  }

  /** What is in the table already is done also where nothing can be added. */
  async #plan(): Promise<void> {
    const { logger } = this.#options.platform
    await this.#options
      .plan?.()
      .catch((error: unknown) => logger.error({ err: error }, 'Jobs that are due by the calendar were not planned'))
  }

  #begin(job: Job): Promise<JobEnd> {
    const held: Held = { job, abort: new AbortController() }
    const end = this.#run(held)
    const running = end.then(() => {
      this.#running.delete(held)
      this.wake()
    })
    this.#running.set(held, running)
    return end
  }

  async #run(held: Held): Promise<JobEnd> {
    const beating = setInterval(() => void this.#beat(held), BEAT_MILLISECONDS).unref()
    const end = await this.#worked(held)
    await this.#written(held.job, end)
    clearInterval(beating)
    return end ?? BROKEN
  }

  /** @returns undefined when this process ends before the work does. */
  async #worked({ job, abort }: Held): Promise<JobEnd | undefined> {
    const { work, platform } = this.#options
    try {
      return await (work[job.kind] as JobWork)(job, AbortSignal.any([abort.signal, this.#abort.signal]))
    } catch (error) {
      if (this.#abort.signal.aborted) return undefined
      platform.logger.error({ err: error, job_id: job.id, kind: job.kind }, 'A job broke off')
      return BROKEN
    }
  }

  async #beat({ job, abort }: Held): Promise<void> {
    const { metadata, now } = this.#options.platform
    const isHeld = await beat(metadata, job, now()).catch(() => true)
    if (!isHeld) abort.abort(new Error('Another process took the job over'))
  }

  /** A store that fails in passing must not make work that was done be done again. */
  async #written(job: Job, end: JobEnd | undefined): Promise<void> {
    const { metadata, logger } = this.#options.platform
    for (const wait of [...WRITE_AGAIN_MILLISECONDS, undefined]) {
      try {
        return await (end === undefined ? leaveJob(metadata, job) : this.#finish(job, end))
      } catch (error) {
        logger.error({ err: error, job_id: job.id }, 'The end of a job could not be written down')
        if (wait !== undefined && !this.#abort.signal.aborted) await pause(wait)
      }
    }
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
