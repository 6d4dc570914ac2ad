import type { EventInput } from '@trill/contract/event'
import { readJson } from './json.ts'
import type { DropReason, Settings } from './options.ts'
import type { Store } from './store.ts'

/** Most events in a request. */
export const MAX_REQUEST_EVENTS = 1000
/** Largest request, in bytes of UTF-8. */
export const MAX_REQUEST_BYTES = 500_000
/** How long an event waits. The server knows a repeated `message_id` for 7 days; a day is left for clocks that are off. */
export const MAX_AGE_MILLISECONDS = 6 * 24 * 3600 * 1000

const SENT_AT_BYTES = ',"sent_at":"+000000-00-00T00:00:00.000Z",'.length
const NAME = /^q(\d{13})\d{3}/

/** An event that waits, under the name it has in the store. */
export interface Entry {
  readonly name: string
  readonly event: EventInput
}

/**
 * Events that wait to be sent, oldest first. Each is a text of its own in the store, so that several tabs share one
 * queue without overwriting each other. An event leaves it only when the server has answered for it.
 */
export interface Queue {
  /** How many wait, as of the last look at the store. */
  size(): number
  /** Takes an event written as JSON; false when it was dropped, which has been reported. */
  add(messageId: string, json: string): boolean
  /** Names of all that wait; what is too old is dropped. */
  names(): string[]
  /** Takes names off the front of `names` and reads their events, up to the limits of one request. */
  read(names: string[], maxBytes: number): Entry[]
  has(entry: Entry): boolean
  remove(entries: readonly Entry[]): void
  /** Removes events that were never sent, and reports them. */
  drop(reason: DropReason, names: readonly string[]): void
}

export function createQueue(store: Store, { now, maxQueue, report }: Pick<Settings, 'now' | 'maxQueue' | 'report'>): Queue {
  let size = 0
  let latest = 0

  function add(messageId: string, json: string): boolean {
    const reason = size >= maxQueue ? 'queue_full' : byteLength(json) + 2 > MAX_REQUEST_BYTES ? 'too_large' : undefined
    if (reason) report(reason, [messageId])
    else {
      latest = Math.max(latest + 1, Math.floor(now()) * 1000)
      store.set(`q${String(latest).padStart(16, '0')}${messageId}`, json)
      size++
    }
    return !reason
  }

  function names(): string[] {
    const waiting: string[] = []
    const expired: string[] = []
    for (const name of store.names()) {
      const time = NAME.exec(name)?.[1]
      if (time) (now() - Number(time) > MAX_AGE_MILLISECONDS ? expired : waiting).push(name)
    }
    drop('expired', expired)
    size = waiting.length
    return waiting.sort()
  }

  function read(waiting: string[], maxBytes: number): Entry[] {
    const entries: Entry[] = []
    let bytes = 1
    let taken = 0
    for (const name of waiting) {
      const json = store.get(name)
      const length = json ? byteLength(json) : 0
      if (entries.length === MAX_REQUEST_EVENTS || (entries.length && bytes + length > maxBytes)) break
      taken++
      const event = readJson<EventInput>(json)
      if (json && !event) drop('invalid', [name])
      if (!event || length + 2 > maxBytes) continue
      entries.push({ name, event })
      bytes += length
    }
    waiting.splice(0, taken)
    return entries
  }

  function drop(reason: DropReason, dropped: readonly string[]): void {
    forget(dropped)
    if (dropped.length)
      report(
        reason,
        dropped.map((name) => name.slice(17)),
      )
  }

  function forget(gone: readonly string[]): void {
    for (const name of gone) store.remove(name)
    size = Math.max(0, size - gone.length)
  }

  return {
    size: () => size,
    add,
    names,
    read,
    drop,
    has: (entry) => store.get(entry.name) !== undefined,
    remove: (entries) => forget(entries.map(({ name }) => name)),
  }
}

/** The body of a request, with the time of this attempt on every event. */
export function writeBody(entries: readonly Entry[], now: () => number): string {
  const sent_at = new Date(now()).toISOString()
  return JSON.stringify(entries.map(({ event }) => ({ ...event, sent_at })))
}

function byteLength(json: string): number {
  return new TextEncoder().encode(json).length + SENT_AT_BYTES
}
