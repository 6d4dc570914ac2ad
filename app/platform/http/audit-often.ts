import type { AuditEvent, AuditLog } from '../audit/audit-log.ts'

const MINUTE = 60_000

interface Alike {
  readonly event: AuditEvent
  /** When it was last written down; milliseconds since 1970. */
  readonly recordedAt: number
  /** Requests since then that no record tells of yet. */
  untold: number
}

/**
 * Records of requests that come many times a second, each of which would cost a write to the disk: the first of a minute that one caller
 * makes is recorded before it is answered, the others are counted, and a record at the end of the minute says how many they were.
 */
export class AuditOften {
  readonly #audit: Pick<AuditLog, 'record'>
  readonly #now: () => number
  readonly #alike = new Map<string, Alike>()
  readonly #timer: NodeJS.Timeout

  constructor({ audit, now }: { readonly audit: Pick<AuditLog, 'record'>; readonly now: () => number }) {
    this.#audit = audit
    this.#now = now
    this.#timer = setInterval(() => void this.#tell(MINUTE).catch(() => undefined), MINUTE).unref()
  }

  /** @throws what the log throws; then the request is not answered. */
  async record(event: AuditEvent): Promise<void> {
    const key = JSON.stringify([event.action, event.actor, event.outcome, event.workspaceId, event.target, event.address])
    const known = this.#alike.get(key)
    if (known !== undefined && this.#now() - known.recordedAt < MINUTE) {
      known.untold += 1
      return
    }
    if (known !== undefined) await this.#tellOf(known)
    await this.#audit.record(event)
    this.#alike.set(key, { event, recordedAt: this.#now(), untold: 0 })
  }

  /** Writes down what was only counted. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#tell(0)
  }

  async #tell(age: number): Promise<void> {
    for (const [key, alike] of this.#alike) {
      if (this.#now() - alike.recordedAt < age) continue
      await this.#tellOf(alike)
      this.#alike.delete(key)
    }
  }

  async #tellOf(alike: Alike): Promise<void> {
    const { event, untold } = alike
    if (untold === 0) return
    alike.untold = 0
    try {
      await this.#audit.record({ ...event, details: { alike_requests: untold } })
    } catch (error) {
      alike.untold += untold
      throw error
    }
  }
}
