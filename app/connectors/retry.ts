const FIRST_MILLISECONDS = 500
const LAST_MILLISECONDS = 30_000

/** Further attempts after the first. */
export const RETRIES_MAX = 3

/**
 * Exponential back-off with full jitter: a random part of a pause that doubles, so that many who failed together do not return together.
 * @param attempt 0 after the first request.
 * @param random uniform on [0, 1).
 * @returns milliseconds.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backOff(attempt: number, random: () => number): number {
  return random() * Math.min(LAST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** attempt)
}

/** Names under which platforms say when they may be asked again, besides Retry-After. */
const RESETS = ['x-rate-limit-reset', 'x-ratelimit-reset', 'ratelimit-reset']
/** Longer waits are a fault of the platform: it is asked again after a day. */
const LONGEST_MILLISECONDS = 86_400_000
/** Above this, a number is a moment, not a duration. */
const EPOCH_SECONDS_MIN = 1_000_000_000

/**
 * Milliseconds until a platform wants to be asked again, a day at most; undefined when it does not say. Retry-After holds seconds or an HTTP date;
 * the other headers seconds (Reddit), seconds since 1970 (X, Bluesky) or an ISO date (Mastodon).
 */
export function retryAfter(headers: Headers, now: number): number | undefined {
  for (const name of ['retry-after', ...RESETS]) {
    const text = headers.get(name)?.trim()
    if (!text) continue
    const seconds = Number(text)
    const moment = Number.isNaN(seconds) ? Date.parse(text) : seconds >= EPOCH_SECONDS_MIN ? seconds * 1000 : now + seconds * 1000
    if (!Number.isNaN(moment)) return Math.min(LONGEST_MILLISECONDS, Math.max(0, moment - now))
  }
  return undefined
}
