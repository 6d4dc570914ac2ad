import type { EventLog, LogEntry } from '../log/event-log.ts'
import type { PersonAttributes } from './person-attributes.ts'

/**
 * The log, which acknowledges an event only when what it says about its person is kept, too. That comes first: after a crash
 * in between the sender repeats the event, and the same word again changes nothing.
 */
export class AttributesLog implements EventLog {
  readonly #log: EventLog
  readonly #attributes: Pick<PersonAttributes, 'keep'>
  readonly #underWay = new Set<Promise<void>>()

  constructor(log: EventLog, attributes: Pick<PersonAttributes, 'keep'>) {
    this.#log = log
    this.#attributes = attributes
  }

  append({ traits, ...entry }: LogEntry): Promise<void> {
    if (traits === undefined || traits.length === 0) return this.#log.append(entry)
    const done = this.#attributes.keep(entry.workspaceId, traits).then(() => this.#log.append(entry))
    const ended = done.catch(() => undefined).finally(() => this.#underWay.delete(ended))
    this.#underWay.add(ended)
    return done
  }

  /** What was judged before somebody was erased may still be on its way. */
  async settle(maxMilliseconds: number): Promise<boolean> {
    const began = performance.now()
    if (!(await this.#arrived(maxMilliseconds))) return false
    return this.#log.settle(Math.max(0, maxMilliseconds - (performance.now() - began)))
  }

  state() {
    return this.#log.state()
  }

  async purge(maxMilliseconds: number): Promise<void> {
    if (!(await this.#arrived(maxMilliseconds))) throw new Error('The metadata store lags behind: it is busy')
    await this.#log.purge(maxMilliseconds)
  }

  async close(): Promise<void> {
    await Promise.all(this.#underWay)
    await this.#log.close()
  }

  async #arrived(maxMilliseconds: number): Promise<boolean> {
    if (this.#underWay.size === 0) return true
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), maxMilliseconds)
    })
    const all = Promise.all(this.#underWay).then(() => true as const)
    const arrived = await Promise.race([all, late])
    clearTimeout(timer)
    return arrived
  }
}
