import { type ConnectionRecord, dueConnections, findConnection, scheduleSync } from '../../connectors/connection-store.ts'
import { forgetOldQuotas } from '../../connectors/quota.ts'
import type { Platform } from '../../platform/platform.ts'
import { runSync, type SyncEnd } from './run-sync.ts'
import {
  addSync,
  findSync,
  finishSync,
  forgetOldSyncs,
  presentSync,
  type SyncCounts,
  type SyncRecord,
  startSync,
  unfinishedSyncs,
} from './sync-record.ts'

/** How often it is looked for connections that are due. */
const LOOK_MILLISECONDS = 20_000
/** Platforms that are read at once. */
const AT_ONCE = 4
/** A platform that failed in passing is tried again after this long, or at its turn if that is sooner. */
const AGAIN_MILLISECONDS = 15 * 60_000
const MINUTE_MILLISECONDS = 60_000

/** Stops a sync: by a person, or because the server stops and will go on after its next start. */
type Reason = 'cancelled' | 'stopping'

/** A sync that is under way or waits for its turn. */
interface Job {
  readonly abort: AbortController
  counts: SyncCounts | undefined
  /** Posts read, when this run began: for its pace. */
  base: { readonly posts: number; readonly sources: number; readonly at: number } | undefined
  done: Promise<void>
}

/** How fast a sync runs. */
export interface Pace {
  readonly postsPerSecond: number
  readonly secondsLeft: number | null
}

/** Reads platforms in the background of the process that holds the data directory: each connection at its turn, or when asked to. */
export class SyncRunner {
  readonly #platform: Platform
  readonly #jobs = new Map<string, Job>()
  readonly #waiting: (() => void)[] = []
  #running = 0
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()

  constructor(platform: Platform) {
    this.#platform = platform
  }

  /** Goes on with what the last process left unfinished, and looks for what is due from now on. */
  async start(): Promise<void> {
    const { metadata, now } = this.#platform
    await forgetOldSyncs(metadata, now())
    await forgetOldQuotas(metadata, now())
    for (const sync of await unfinishedSyncs(metadata)) if (!this.#jobs.has(sync.id)) this.#enqueue(sync)
    this.#timer = setInterval(() => this.#look(), LOOK_MILLISECONDS)
    this.#timer.unref()
    this.#look()
  }

  /** Begins to read a connection, unless it is being read. */
  async begin(
    connection: Pick<ConnectionRecord, 'workspaceId' | 'platform'>,
    askedBy: SyncRecord['askedBy'],
  ): Promise<{ sync: SyncRecord; begun: boolean }> {
    const { metadata, now } = this.#platform
    const added = await addSync(metadata, connection, askedBy, now())
    if (added !== undefined) {
      this.#enqueue(added)
      return { sync: added, begun: true }
    }
    const present = await presentSync(metadata, connection.workspaceId, connection.platform)
    if (present === undefined) return this.begin(connection, askedBy)
    return { sync: present, begun: false }
  }

  /** Stops a sync; what was read stays, and the next one goes on from there. */
  async cancel(id: string): Promise<void> {
    const job = this.#jobs.get(id)
    job?.abort.abort('cancelled' satisfies Reason)
    await job?.done
  }

  counts(id: string): SyncCounts | undefined {
    return this.#jobs.get(id)?.counts
  }

  pace(id: string): Pace | undefined {
    const job = this.#jobs.get(id)
    if (job?.counts === undefined || job.base === undefined) return undefined
    const { posts, sourcesDone, sourcesTotal } = job.counts
    const seconds = Math.max((this.#platform.now() - job.base.at) / 1000, 0.001)
    const sourcesPerSecond = (sourcesDone - job.base.sources) / seconds
    return {
      postsPerSecond: (posts - job.base.posts) / seconds,
      secondsLeft: sourcesPerSecond > 0 ? (sourcesTotal - sourcesDone) / sourcesPerSecond : null,
    }
  }

  /** Stops after the request at hand; the next process goes on. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    for (const { abort } of this.#jobs.values()) abort.abort('stopping' satisfies Reason)
    await this.#looking
    await Promise.all([...this.#jobs.values()].map(({ done }) => done))
  }

  #look(): void {
    this.#looking = this.#looking
      .then(() => this.#beginDue())
      .catch((error: unknown) => this.#platform.logger.warn({ err: error }, 'Due connections could not be looked for'))
  }

  async #beginDue(): Promise<void> {
    for (const connection of await dueConnections(this.#platform.metadata, this.#platform.now())) await this.begin(connection, 'schedule')
  }

  #enqueue(sync: SyncRecord): void {
    const job: Job = { abort: new AbortController(), counts: undefined, base: undefined, done: Promise.resolve() }
    this.#jobs.set(sync.id, job)
    job.done = this.#inTurn(() => this.#run(sync, job), job.abort.signal).finally(() => this.#jobs.delete(sync.id))
  }

  /** What is stopped while it waits has its end at once, without a turn. */
  async #inTurn(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const hasTurn = this.#running < AT_ONCE || (await this.#turn(signal))
    if (!hasTurn) return work()
    this.#running += 1
    try {
      await work()
    } finally {
      this.#running -= 1
      this.#waiting.shift()?.()
    }
  }

  /** @returns false when it was stopped before its turn came. */
  #turn(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const go = () => resolve(true)
      this.#waiting.push(go)
      const leave = () => {
        const place = this.#waiting.indexOf(go)
        if (place >= 0) this.#waiting.splice(place, 1)
        resolve(false)
      }
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  async #run({ id, workspaceId, platform }: SyncRecord, job: Job): Promise<void> {
    const { metadata, now, logger } = this.#platform
    const { signal } = job.abort
    try {
      const [connection, sync] = await Promise.all([findConnection(metadata, workspaceId, platform), findSync(metadata, id)])
      if (connection === undefined || sync === undefined || signal.reason === ('stopping' satisfies Reason)) return
      if (!signal.aborted) await startSync(metadata, id, now())
      job.base = { posts: sync.posts, sources: sync.sourcesDone, at: now() }
      const onProgress = (counts: SyncCounts) => {
        job.counts = counts
      }
      const end = await runSync({ platform: this.#platform, connection, sync, signal, onProgress })
      if (signal.reason === ('stopping' satisfies Reason)) return
      await finishSync(metadata, id, end.status, end.problems, now())
      await scheduleSync(metadata, connection, now() + pauseAfter(end, connection))
    } catch (error) {
      logger.error({ err: error, platform, sync_id: id }, 'Reading a platform failed')
      const said = {
        status: 'failed',
        message: 'Reading broke off; the server’s log says why',
        remedy: 'It is tried again at its next turn.',
        source: null,
        field: null,
      }
      await finishSync(metadata, id, 'failed', [said], now()).catch(() => undefined)
      await scheduleSync(metadata, { workspaceId, platform } as ConnectionRecord, now() + AGAIN_MILLISECONDS).catch(() => undefined)
    }
  }
}

function pauseAfter({ failure }: SyncEnd, { everyMinutes }: ConnectionRecord): number {
  const usual = everyMinutes * MINUTE_MILLISECONDS
  if (failure?.status === 'rate_limited') return Math.max(MINUTE_MILLISECONDS, failure.retryAfterSeconds * 1000)
  if (failure?.status === 'platform_failed' || failure?.status === 'unreachable') return Math.min(usual, AGAIN_MILLISECONDS)
  return usual
}

const RUNNERS = new WeakMap<Platform, SyncRunner>()

/** The runner of this process. */
export function syncRunnerOf(platform: Platform): SyncRunner {
  const runner = RUNNERS.get(platform) ?? new SyncRunner(platform)
  RUNNERS.set(platform, runner)
  return runner
}
