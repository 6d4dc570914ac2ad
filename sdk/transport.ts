import type { ConsentStatement } from './consent-statement.ts'
import type { Answer, Settings } from './options.ts'
import { type Entry, writeBody } from './queue.ts'

/** First back-off, in milliseconds; doubled by every failure in a row. */
export const BACKOFF_BASE_MILLISECONDS = 500
/** Longest back-off of the client’s own. */
export const BACKOFF_CAP_MILLISECONDS = 30_000
/** Longest `Retry-After` that is honoured. */
export const RETRY_AFTER_CAP_MILLISECONDS = 3_600_000
/** A request without an answer for this long has failed. */
export const REQUEST_TIMEOUT_MILLISECONDS = 30_000

/** What became of a request. */
export interface Outcome {
  /** 0 when no answer came. */
  readonly status: number
  readonly answer?: Answer | undefined
  /** Present when the request is to be sent again, after at least this many milliseconds. */
  readonly afterMilliseconds?: number
}

type Sending = Pick<Settings, 'fetch' | 'endpoint' | 'writeKey' | 'now' | 'sendBeacon'>

/** Sends events and reads the answer. A success that is not in Trill’s words came from something in between. Never rejects. */
export async function post(entries: readonly Entry[], settings: Sending): Promise<Outcome> {
  const { now } = settings
  try {
    const response = await request('events', writeBody(entries, now), settings)
    const { status, ok, headers } = response
    const answer = (await response.json().catch(() => undefined)) as Answer | undefined
    const passing = status === 408 || status === 429 || status >= 500 || (ok && answer?.accepted === undefined)
    return passing ? { status, afterMilliseconds: readRetryAfter(headers.get('retry-after'), now) } : { status, answer }
  } catch {
    return { status: 0, afterMilliseconds: 0 }
  }
}

/** Sends one statement and tells whether the server recorded it. Never rejects. */
export async function postConsent(statement: ConsentStatement & { actor_id: string }, settings: Sending): Promise<boolean> {
  try {
    return (await request('consents', JSON.stringify({ consents: [statement] }), settings)).ok
  } catch {
    return false
  }
}

function request(name: string, body: string, { fetch, endpoint, writeKey }: Sending): Promise<Response> {
  return fetch(endpoint + name, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}`, 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MILLISECONDS),
  })
}

/**
 * Hands events to the browser to send while the page goes away; false when it took nothing.
 * The key is in the address and the type is plain text, because a beacon has no headers and must not need a preflight.
 */
export function postBeacon(entries: readonly Entry[], { endpoint, writeKey, now, sendBeacon }: Sending): boolean {
  try {
    const body = new Blob([writeBody(entries, now)], { type: 'text/plain' })
    return sendBeacon?.(`${endpoint}events?write_key=${encodeURIComponent(writeKey)}`, body) ?? false
  } catch {
    return false
  }
}

/**
 * Time to wait before the next attempt, in milliseconds: exponential with full jitter, on top of what the server asked for.
 * @param failures failures in a row before this one
 */
export function retryDelay(failures: number, afterMilliseconds: number, random: () => number): number {
  return afterMilliseconds + random() * Math.min(BACKOFF_CAP_MILLISECONDS, BACKOFF_BASE_MILLISECONDS * 2 ** failures)
}

/** `Retry-After` in milliseconds from now, from its seconds or its date; 0 when absent or unreadable. */
export function readRetryAfter(header: string | null, now: () => number): number {
  if (!header) return 0
  const seconds = Number(header)
  const milliseconds = Number.isNaN(seconds) ? Date.parse(header) - now() : seconds * 1000
  return Math.min(RETRY_AFTER_CAP_MILLISECONDS, Math.max(0, milliseconds || 0))
}
