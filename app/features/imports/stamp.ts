let last = 0

/**
 * A moment that no other batch of this process has, nor the millisecond after it: by it a batch is told from every other in the store.
 * @param now Milliseconds since 1970; the stamp runs ahead of it when asked more than once within two milliseconds.
 */
export function nextStamp(now: number): number {
  last = Math.max(now, last + 2)
  return last
}
