import { RETENTION_CLASS_NAMES } from '@trill/contract/retention'
import { Gauge } from 'prom-client'
import { listWorkspaces } from '../../platform/access/workspaces.ts'
import type { Platform } from '../../platform/platform.ts'
import { keepRetentionChecks } from '../../platform/privacy/retention-checks.ts'
import { classStates, PLACES, type PlaceState } from './data-retention.ts'
import { storedOf } from './stored.ts'
import { pendingChanges, sweepWorkspace } from './sweep.ts'

/** Between two sweeps; milliseconds. */
const SWEEP_EVERY = 3600_000
/** After a sweep that failed; milliseconds. */
const TRY_AGAIN = 60_000

/** Once an hour and after every change: deletes what is due, and looks whether something is left that should be gone. */
export class RetentionSweeper {
  readonly #platform: Platform
  readonly #overdue: Gauge<'class'>
  #working: Promise<void> | undefined
  #again = false
  #timer: NodeJS.Timeout | undefined
  #closing = false
  /** When the last sweep ended, milliseconds since 1970. */
  sweptAt: number | undefined
  /** Why the last one failed; empty when it did not. */
  trouble = ''

  constructor(platform: Platform) {
    this.#platform = platform
    this.#overdue = new Gauge({
      name: 'trill_retention_overdue_rows',
      help: 'Rows stored more than a day longer than their class is kept',
      labelNames: ['class'],
      registers: [platform.measurements.registry],
    })
  }

  /** Begins at once, or once more when it is at work. */
  wake(): void {
    if (this.#closing) return
    clearTimeout(this.#timer)
    this.#again = true
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined
      if (this.#closing) return
      this.#timer = setTimeout(() => this.wake(), this.trouble === '' ? SWEEP_EVERY : TRY_AGAIN)
      this.#timer.unref()
    })
  }

  /** Resolves when the sweep at hand has ended. */
  async rest(): Promise<void> {
    await this.#working
  }

  async close(): Promise<void> {
    this.#closing = true
    clearTimeout(this.#timer)
    await this.#working
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#closing) {
      this.#again = false
      try {
        await this.#sweep()
        this.trouble = ''
      } catch (error) {
        this.trouble = (error as Error).message.slice(0, 300)
        this.#platform.logger.error({ err: error }, 'What is due could not be deleted; it is tried again')
      }
    }
  }

  async #sweep(): Promise<void> {
    const overdue = new Map<string, number>()
    for (const { id } of await listWorkspaces(this.#platform.metadata)) {
      if (this.#closing) return
      await sweepWorkspace(this.#platform, id)
      const places = await storedOf(this.#platform, id)
      await this.#keepCheck(id, places)
      for (const { place, overdue: rows } of places) {
        const name = PLACES[place] ?? place
        overdue.set(name, (overdue.get(name) ?? 0) + rows)
        if (rows > 0)
          this.#platform.logger.warn(
            { workspace: id, place, rows },
            'Data is stored longer than its class is kept: what is due was not deleted',
          )
      }
    }
    for (const name of RETENTION_CLASS_NAMES) this.#overdue.set({ class: name }, overdue.get(name) ?? 0)
    this.sweptAt = this.#platform.now()
  }

  async #keepCheck(workspaceId: string, places: readonly PlaceState[]): Promise<void> {
    const { metadata, retention, now } = this.#platform
    const pending = new Set((await pendingChanges(this.#platform, workspaceId)).map((change) => change.class))
    await keepRetentionChecks(metadata, { workspaceId, now: now(), checks: classStates(places, retention.of(workspaceId), pending) })
  }
}

const SWEEPERS = new WeakMap<Platform, RetentionSweeper>()

/** The one sweeper of a platform: its routes wake it, its start and end are the feature’s. */
export function sweeperOf(platform: Platform): RetentionSweeper {
  const known = SWEEPERS.get(platform)
  if (known !== undefined) return known
  const sweeper = new RetentionSweeper(platform)
  SWEEPERS.set(platform, sweeper)
  return sweeper
}
