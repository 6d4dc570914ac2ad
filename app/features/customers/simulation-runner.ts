import { setImmediate as breathe } from 'node:timers/promises'
import { createPopulation } from '@trill/core/population/population'
import { writeCustomers } from '../../platform/customers/customer-writer.ts'
import { publishCustomers, removeCustomers } from '../../platform/customers/publish.ts'
import { simulatedCustomers } from '../../platform/customers/simulated.ts'
import type { Platform } from '../../platform/platform.ts'
import {
  createSimulation,
  finishSimulation,
  keepDone,
  type NewSimulation,
  runningSimulations,
  type SimulationRecord,
} from './simulation-record.ts'

/** Rows that are written at once; between two of them others get their turn. */
const WRITTEN_ROWS = 2000

interface Running {
  readonly stop: AbortController
  readonly doneBefore: number
  /** When its turn came; undefined before. */
  since: number | undefined
  done: number
  ended: Promise<void>
}

/** Makes customers in the background, one simulation after the other; after a restart the same again does what was left. */
export class SimulationRunner {
  readonly #platform: Platform
  readonly #running = new Map<string, Running>()
  #line: Promise<void> = Promise.resolve()
  #closing = false

  constructor(platform: Platform) {
    this.#platform = platform
  }

  async begin(asked: NewSimulation): Promise<SimulationRecord> {
    const record = await createSimulation(this.#platform.metadata, asked, this.#platform.now())
    this.#enter(record)
    return record
  }

  /** Goes on with what an end of the process left undone. */
  async resume(): Promise<void> {
    for (const record of await runningSimulations(this.#platform.metadata)) this.#enter(record)
  }

  /** What is made of a cancelled one goes, so that no half of a population is shown; one that waits for its turn ends at once. */
  async cancel(id: string): Promise<void> {
    const running = this.#running.get(id)
    if (running === undefined) return
    running.stop.abort()
    if (running.since !== undefined) return running.ended
    this.#running.delete(id)
    await finishSimulation(this.#platform.metadata, id, { status: 'cancelled', done: 0 }, this.#platform.now())
  }

  progressOf(id: string): { readonly done: number; readonly rate: number | null } | undefined {
    const running = this.#running.get(id)
    if (running === undefined) return undefined
    const seconds = (this.#platform.now() - (running.since ?? this.#platform.now())) / 1000
    return {
      done: running.done,
      rate: seconds > 0 && running.done > running.doneBefore ? (running.done - running.doneBefore) / seconds : null,
    }
  }

  /** Resolves when nothing is left to be made. */
  async rest(): Promise<void> {
    await this.#line
  }

  /** Waits for the rows at hand; the rest is made after the next start. */
  async close(): Promise<void> {
    this.#closing = true
    await this.#line
  }

  #enter(record: SimulationRecord): void {
    const { done } = record
    const running: Running = { stop: new AbortController(), doneBefore: done, since: undefined, done, ended: Promise.resolve() }
    this.#running.set(record.id, running)
    running.ended = this.#line.then(() => this.#take(record, running))
    this.#line = running.ended
  }

  async #take(record: SimulationRecord, running: Running): Promise<void> {
    const { now, logger } = this.#platform
    if (this.#closing || running.stop.signal.aborted) return
    running.since = now()
    try {
      await this.#make(record, running)
    } catch (error) {
      logger.error({ err: error, simulation: record.id }, 'Customers could not be made')
    } finally {
      this.#running.delete(record.id)
    }
  }

  async #make(record: SimulationRecord, running: Running): Promise<void> {
    const { metadata, now } = this.#platform
    const load = { workspaceId: record.workspaceId, provenance: 'simulated', loadId: record.id } as const
    try {
      await this.#write(record, running)
      if (running.stop.signal.aborted) {
        await removeCustomers(this.#platform, load)
        await finishSimulation(metadata, record.id, { status: 'cancelled', done: 0 }, now())
      } else if (!this.#closing) {
        await publishCustomers(this.#platform, load)
        await finishSimulation(metadata, record.id, { status: 'done', done: record.count }, now())
      }
    } catch (error) {
      const message = (error as Error).message.slice(0, 500)
      await removeCustomers(this.#platform, load).catch(() => undefined)
      await finishSimulation(metadata, record.id, { status: 'failed', error: message, done: running.done }, now())
      throw error
    }
  }

  /** Rows that are there after a crash are written again, which changes nothing: tokens follow from their place. */
  async #write(record: SimulationRecord, running: Running): Promise<void> {
    const { workspaceId, observedOn, id, seed, count, createdAt } = record
    const load = { workspaceId, provenance: 'simulated', observedOn, loadId: id, loadedAt: createdAt.getTime() } as const
    const population = createPopulation(seed, count)
    for (let index = 0; index < population.blocks; index += 1) {
      const part = population.block(index)
      const rows = part.to <= record.done ? [] : simulatedCustomers(seed, part)
      for (let start = 0; start < rows.length; start += WRITTEN_ROWS) {
        if (this.#closing || running.stop.signal.aborted) return
        const some = rows.slice(start, start + WRITTEN_ROWS)
        await writeCustomers(this.#platform, load, part.from + start, some)
        running.done = Math.max(running.done, part.from + start + some.length)
        await breathe()
      }
      await keepDone(this.#platform.metadata, id, part.to)
    }
  }
}

const RUNNERS = new WeakMap<Platform, SimulationRunner>()

/** The one runner of a platform: its routes use it, its start and end are the feature’s. */
export function runnerOf(platform: Platform): SimulationRunner {
  const known = RUNNERS.get(platform)
  if (known !== undefined) return known
  const runner = new SimulationRunner(platform)
  RUNNERS.set(platform, runner)
  return runner
}
