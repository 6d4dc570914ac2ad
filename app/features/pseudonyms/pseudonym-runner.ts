import type { Platform } from '../../platform/platform.ts'
import { relink } from './relink.ts'

/** Shortest time between two looks whether somebody was seen again, or a key’s time is over; milliseconds. */
const LOOK_AGAIN = 60_000
/** A pass rewrites what is stored: it takes at most about a tenth of the time. */
const REST_FACTOR = 10
/** How long a key waits for people who cannot be re-linked, as the event store does not take it; milliseconds. */
const PATIENCE = 86_400_000
/** Files of people seen again that are worked off in one look. */
const BATCHES_MAX = 100

/** Re-links the history of people who are seen again after a change of keys, and destroys keys whose time is over. */
export class PseudonymRunner {
  readonly #platform: Platform
  #working: Promise<void> | undefined
  #again = false
  #timer: NodeJS.Timeout | undefined
  #closing = false
  /** Why the last look failed; empty when it did not. */
  trouble = ''

  constructor(platform: Platform) {
    this.#platform = platform
  }

  /** Begins at once, or once more when it is at work. */
  wake(): void {
    if (this.#closing) return
    clearTimeout(this.#timer)
    this.#again = true
    this.#working ??= this.#work()
  }

  /** Resolves when the look at hand has ended. */
  async rest(): Promise<void> {
    await this.#working
  }

  /** Waits for the pass at hand; the rest is done after the next start. */
  async close(): Promise<void> {
    this.#closing = true
    clearTimeout(this.#timer)
    await this.#working
  }

  async #work(): Promise<void> {
    const began = performance.now()
    while (this.#again && !this.#closing) {
      this.#again = false
      try {
        await this.#look()
        this.trouble = ''
      } catch (error) {
        this.trouble = (error as Error).message.slice(0, 300)
        this.#platform.logger.error({ err: error }, 'Pseudonyms could not be looked after; it is tried again')
      }
    }
    this.#working = undefined
    if (this.#closing) return
    this.#timer = setTimeout(() => this.wake(), Math.max(LOOK_AGAIN, REST_FACTOR * (performance.now() - began)))
    this.#timer.unref()
  }

  async #look(): Promise<void> {
    const failures: unknown[] = []
    for (const workspaceId of this.#platform.pseudonymKeys.workspaces()) {
      if (this.#closing) return
      await this.#lookAt(workspaceId).catch((error: unknown) => failures.push(error))
    }
    if (failures.length > 0) throw failures[0]
  }

  /** Who waits is re-linked before the key goes, so that a request finds them; but a key does not outlive its time by more than a day. */
  async #lookAt(workspaceId: string): Promise<void> {
    const { now } = this.#platform
    try {
      await this.#relinkSeen(workspaceId)
    } catch (error) {
      await this.#destroyDue(workspaceId, now() - PATIENCE)
      throw error
    }
    await this.#destroyDue(workspaceId, now())
  }

  /** What is written meanwhile may wait for the next look: it needs no key any more. */
  async #relinkSeen(workspaceId: string): Promise<void> {
    const { pseudonymKeys } = this.#platform
    const links = pseudonymKeys.linksOf(workspaceId)
    for (let batches = 0; batches < BATCHES_MAX && !this.#closing; batches += 1) {
      const batch = links.take()
      if (batch === undefined) return
      const names = await relink(workspaceId, batch, this.#platform)
      for (const [version, count] of byVersion(names)) await pseudonymKeys.addRelinked(workspaceId, version, count)
      links.finish(batch)
    }
  }

  async #destroyDue(workspaceId: string, until: number): Promise<void> {
    const { pseudonymKeys, personAttributes, audit } = this.#platform
    for (const { version, destroyAt, destroyedAt, relinked } of pseudonymKeys.versionsOf(workspaceId)) {
      if (destroyAt === null || destroyAt > until || destroyedAt !== null || this.#closing) continue
      const attributes = await personAttributes.eraseVersion(workspaceId, version)
      if (attributes > 0) await personAttributes.forgetKeys()
      await pseudonymKeys.destroy(workspaceId, version)
      await audit.record({
        action: 'pseudonym_key_destroy',
        actor: { kind: 'system' },
        workspaceId,
        target: `p${version}`,
        outcome: 'success',
        details: { version, relinked, attributes_of_people_destroyed: attributes },
      })
    }
  }
}

/** How many names each key has among them. */
function byVersion(names: readonly string[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const name of names) {
    const version = Number(name.slice(1, name.indexOf('.')))
    counts.set(version, (counts.get(version) ?? 0) + 1)
  }
  return counts
}

const RUNNERS = new WeakMap<Platform, PseudonymRunner>()

/** The one runner of a platform: its routes wake it, its start and end are the feature’s. */
export function runnerOf(platform: Platform): PseudonymRunner {
  const known = RUNNERS.get(platform)
  if (known !== undefined) return known
  const runner = new PseudonymRunner(platform)
  RUNNERS.set(platform, runner)
  return runner
}
