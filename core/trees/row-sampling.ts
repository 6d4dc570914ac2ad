import type { Random } from '../random/xoshiro256.ts'

/**
 * Draws so many of the indices 0 … n − 1 without putting any back, in rising order, then the others, in rising order.
 * @see Knuth, The Art of Computer Programming 2, algorithm S.
 */
export function drawWithout(random: Random, n: number, wanted: number): { drawn: Int32Array; others: Int32Array } {
  const drawn = new Int32Array(wanted)
  const others = new Int32Array(n - wanted)
  let taken = 0
  for (let index = 0; index < n; index += 1) {
    if (taken < wanted && random.uniform() * (n - index) < wanted - taken) drawn[taken++] = index
    else others[index - taken] = index
  }
  return { drawn, others }
}

/** How often each of n rows is drawn when n are drawn and each is put back. */
export function drawWith(random: Random, n: number): Uint32Array {
  const times = new Uint32Array(n)
  for (let i = 0; i < n; i += 1) {
    const index = random.integer(n)
    times[index] = (times[index] as number) + 1
  }
  return times
}

/** The share of n, at least 1. */
export function shareOf(n: number, fraction: number): number {
  return Math.max(1, Math.round(n * fraction))
}
