import type { EventsResponse, StoredEvent } from '../features/live/contract.ts'

/**
 * How long after an event was received it may become visible, milliseconds: requests that arrive together are written in any
 * order, and a large one takes longer than a small one that came after it.
 */
const LATE_MAX = 10_000
const PAGE = 1000

export type Ask = (query: { readonly limit: number; readonly since?: string; readonly after?: string }) => Promise<EventsResponse>

/** Follows events as they arrive: each once, also one that becomes visible after others that were received later. */
export class Follower {
  readonly #ask: Ask
  /** When each event of the last seconds was received. */
  readonly #seen = new Map<string, string>()
  #last: StoredEvent | undefined
  #before: StoredEvent | undefined

  /** @param last the newest event there was; nothing up to it is new. */
  constructor(ask: Ask, last: StoredEvent | undefined) {
    this.#ask = ask
    this.#last = last
    this.#before = last
  }

  /** What became visible since the last look, in the order in which it was received. */
  async look(): Promise<StoredEvent[]> {
    const visible = await this.#visible()
    const fresh = visible.filter((event) => !this.#seen.has(event.message_id) && isAfter(event, this.#before))
    for (const { message_id, received_at } of visible) this.#seen.set(message_id, received_at)
    // From the second look on, what was not seen is new however early it was received.
    this.#before = undefined
    this.#last = visible.at(-1) ?? this.#last
    this.#forget()
    return fresh
  }

  async #visible(): Promise<StoredEvent[]> {
    const visible: StoredEvent[] = []
    for (let from: { since?: string; after?: string } = this.#window(); ; ) {
      const { events, next } = await this.#ask({ limit: PAGE, ...from })
      visible.push(...events)
      if (events.length < PAGE || next === null) return visible
      from = { after: next }
    }
  }

  #window(): { since?: string } {
    return this.#last === undefined ? {} : { since: new Date(Date.parse(this.#last.received_at) - LATE_MAX).toISOString() }
  }

  #forget(): void {
    const { since = '' } = this.#window()
    for (const [id, receivedAt] of this.#seen) if (receivedAt < since) this.#seen.delete(id)
  }
}

/** Times of one form, so that their texts are in the order of time. */
function isAfter({ received_at, message_id }: StoredEvent, other: StoredEvent | undefined): boolean {
  if (other === undefined || received_at > other.received_at) return true
  return received_at === other.received_at && message_id > other.message_id
}
