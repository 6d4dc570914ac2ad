import { createHash } from 'node:crypto'
import { EVENT_FIELDS } from '@trill/contract/event'

const ORDER = Object.keys(EVENT_FIELDS)
const FIRST_SLOTS = 1 << 12
/** A table fuller than this gets slow. */
const FULLEST = 0.6

/**
 * Names events that bring no `message_id` by what they say, so that the same file, or another with the same rows, names them the same:
 * `row-` and the first 120 bits of the SHA-256 of the event’s fields. A second event that says exactly the same gets `-2`, a third `-3`.
 * One instance reads one file from its beginning.
 */
export class DerivedIds {
  readonly #occurrences = new Occurrences()

  next(event: Readonly<Record<string, unknown>>): string {
    const said = ORDER.filter((field) => event[field] !== undefined && event[field] !== null).map((field) => [field, event[field]])
    const unknown = Object.keys(event)
      .filter((field) => !ORDER.includes(field))
      .sort()
    const digest = createHash('sha256')
      .update(JSON.stringify([...said, ...unknown.map((field) => [field, event[field]])]))
      .digest()
    const occurrence = this.#occurrences.count(digest.readUInt32LE(24), digest.readUInt32LE(28))
    return `row-${digest.toString('base64url', 0, 15)}${occurrence === 1 ? '' : `-${occurrence}`}`
  }
}

/** How often each 64-bit key was counted: open addressing over plain numbers, 20 bytes a key, for files of millions of rows. */
class Occurrences {
  #high = new Uint32Array(FIRST_SLOTS)
  #low = new Uint32Array(FIRST_SLOTS)
  #counts = new Uint32Array(FIRST_SLOTS)
  #used = 0

  count(high: number, low: number): number {
    if (this.#used >= this.#counts.length * FULLEST) this.#grow()
    const slot = this.#slotOf(high, low)
    if (this.#counts[slot] === 0) {
      this.#high[slot] = high
      this.#low[slot] = low
      this.#used += 1
    }
    const count = (this.#counts[slot] as number) + 1
    this.#counts[slot] = count
    return count
  }

  #slotOf(high: number, low: number): number {
    const mask = this.#counts.length - 1
    let slot = low & mask
    while (this.#counts[slot] !== 0 && (this.#high[slot] !== high || this.#low[slot] !== low)) slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const [high, low, counts] = [this.#high, this.#low, this.#counts]
    this.#high = new Uint32Array(counts.length * 2)
    this.#low = new Uint32Array(counts.length * 2)
    this.#counts = new Uint32Array(counts.length * 2)
    for (let i = 0; i < counts.length; i += 1) {
      if (counts[i] === 0) continue
      const slot = this.#slotOf(high[i] as number, low[i] as number)
      this.#high[slot] = high[i] as number
      this.#low[slot] = low[i] as number
      this.#counts[slot] = counts[i] as number
    }
  }
}
