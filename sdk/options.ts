import { detectEnvironment, type Environment } from './environment.ts'
import type { EventFields } from './event-fields.ts'

/** Why the server refused one event. */
export interface Rejection {
  readonly index: number
  readonly message_id?: string
  readonly field?: string
  readonly reason: string
  readonly message: string
}

/** The server’s answer: the counts, or a problem (RFC 9457). */
export interface Answer {
  readonly accepted?: number
  readonly rejected?: readonly Rejection[]
  readonly errors?: readonly Rejection[]
  readonly title?: string
  readonly detail?: string
}

/**
 * Why events did not arrive.
 * `invalid`: could not be written as JSON, or the identifier is not 1–256 characters · `rejected`: the server found the
 * events wrong, `answer` says which and why · `refused`: the server refused the request, `status` says how (401: the key) ·
 * `too_large`: larger than a request may be · `queue_full`: `maxQueue` were waiting · `expired`: waited for more than
 * 6 days · `closed`: the client was closed before they could be sent.
 */
export type DropReason = 'invalid' | 'rejected' | 'refused' | 'too_large' | 'queue_full' | 'expired' | 'closed'

/** Events that will not be sent again. */
export interface Drop {
  readonly reason: DropReason
  /** `message_id` of each event the report is about; with `rejected`, of the rejected ones. */
  readonly messageIds: readonly string[]
  /** HTTP status, when a server answered. */
  readonly status?: number
  /** What the server said. */
  readonly answer?: Answer | undefined
}

/** How a client is made. Every piece of `Environment` may be given too. */
export interface TrillOptions extends Partial<Environment> {
  /** Key with scope `write`, made by `trill keys create`. It is public: it allows sending and nothing else. */
  readonly writeKey: string
  /** Address of the server: `https://trill.example.org`. A path is kept. */
  readonly host: string
  /** Send and store nothing until `consent(true)`. Default: false. */
  readonly requireConsent?: boolean
  /** Send as soon as this many events wait, 1–1000. Default: 20. */
  readonly flushAt?: number
  /** Send what waits after this many milliseconds. Default: 5000. */
  readonly flushIntervalMilliseconds?: number
  /** Take no more events while this many wait. Default: 1000 with a storage, 10 000 in memory. */
  readonly maxQueue?: number
  /** Fields of every event, such as `platform` or `experiment_id`; those of a call go before. Default: none. */
  readonly defaults?: EventFields
  /** Told of every event that will not arrive. Default: a console warning, once a reason. */
  readonly onError?: (drop: Drop) => void
}

/** Tells `onError` of a drop; what that throws stays here. */
export type Report = (reason: DropReason, messageIds: readonly string[], answered?: Pick<Drop, 'status' | 'answer'>) => void

/** Options with their defaults filled in. */
export interface Settings extends Environment {
  readonly writeKey: string
  readonly endpoint: string
  readonly requireConsent: boolean
  readonly flushAt: number
  readonly flushIntervalMilliseconds: number
  readonly maxQueue: number
  readonly defaults: EventFields
  readonly report: Report
}

/**
 * Checks the options and fills in the defaults.
 * @throws {TypeError} when `writeKey` or `host` is missing or there is no `fetch`
 * @throws {RangeError} when an option lies outside its range
 */
export function readOptions(options: TrillOptions): Settings {
  const environment = { ...detectEnvironment(), ...options }
  const { writeKey, host, requireConsent = false, flushAt = 20, flushIntervalMilliseconds = 5000, defaults = {} } = options
  const { maxQueue = environment.storage ? 1000 : 10_000, onError = warnOncePerReason() } = options
  for (const [name, value, type] of [
    ['writeKey', writeKey, 'string'],
    ['host', host, 'string'],
    ['fetch', environment.fetch, 'function'],
  ] as const) {
    if (typeof value !== type) throw new TypeError(`createTrill requires ${name}, a ${type}, got ${value}`)
  }
  demand(/^[!-9;-~]+$/.test(writeKey), 'writeKey of visible ASCII without a colon', writeKey)
  demand(/^https?:\/\/[^\s?#@]+$/.test(host), 'host to be an http(s) address', host)
  demand(flushAt >= 1 && flushAt <= 1000, 'flushAt in 1..1000', flushAt)
  demand(
    flushIntervalMilliseconds > 0 && flushIntervalMilliseconds < 2 ** 31,
    'flushIntervalMilliseconds in 1..2^31-1',
    flushIntervalMilliseconds,
  )
  demand(maxQueue >= 1, 'maxQueue of at least 1', maxQueue)
  const endpoint = `${host.replace(/\/+$/, '')}/v1/`
  return {
    ...environment,
    writeKey,
    endpoint,
    requireConsent,
    flushAt,
    flushIntervalMilliseconds,
    maxQueue,
    defaults,
    report: reportTo(onError),
  }
}

function demand(holds: boolean, rule: string, got: unknown): void {
  if (!holds) throw new RangeError(`createTrill requires ${rule}, got ${got}`)
}

function reportTo(onError: (drop: Drop) => void): Report {
  return (reason, messageIds, answered) => {
    try {
      onError({ reason, messageIds, ...answered })
    } catch (error) {
      console.warn('trill: onError threw', error)
    }
  }
}

function warnOncePerReason(): (drop: Drop) => void {
  const warned = new Set<string>()
  return (drop) => {
    if (warned.has(drop.reason)) return
    warned.add(drop.reason)
    console.warn(`trill: events dropped (${drop.reason})`, drop)
  }
}
