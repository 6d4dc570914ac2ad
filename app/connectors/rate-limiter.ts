/** At most so many requests within any so many seconds. */
export interface Rate {
  readonly requests: number
  readonly seconds: number
}

/**
 * Buckets of tokens, one for each key. A request takes a token, and every token comes back `seconds` after it was taken, so that
 * no window of so many seconds ever holds more requests than the bucket tokens.
 */
export interface RateLimiter {
  /** Takes a token. @returns milliseconds until there may be one again; 0 when one was taken. */
  take(key: string, rate: Rate): Promise<number>
  /** Nobody takes a token before so many milliseconds are over: the platform said so. */
  hold(key: string, milliseconds: number): Promise<void>
}

interface Bucket {
  /** When each token that was taken comes back, oldest first. */
  readonly back: number[]
  heldUntil: number
}

/** Buckets of this process. */
export function createRateLimiter(now: () => number): RateLimiter {
  const buckets = new Map<string, Bucket>()
  const bucketOf = (key: string) => {
    const bucket = buckets.get(key) ?? { back: [], heldUntil: 0 }
    buckets.set(key, bucket)
    return bucket
  }
  return {
    take: async (key, { requests, seconds }) => {
      const bucket = bucketOf(key)
      const at = now()
      while ((bucket.back[0] ?? Number.POSITIVE_INFINITY) <= at) bucket.back.shift()
      if (bucket.heldUntil > at) return bucket.heldUntil - at
      if (bucket.back.length >= requests) return (bucket.back[bucket.back.length - requests] ?? at) - at
      bucket.back.push(at + seconds * 1000)
      return 0
    },
    hold: async (key, milliseconds) => {
      const bucket = bucketOf(key)
      bucket.heldUntil = Math.max(bucket.heldUntil, now() + milliseconds)
    },
  }
}
