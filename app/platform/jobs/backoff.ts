const FIRST_MILLISECONDS = 30_000
const LONGEST_MILLISECONDS = 8 * 3_600_000
const FACTOR = 3

/**
 * How long to wait after an attempt that failed in passing; milliseconds. 30 s, threefold each time, 8 h at most; of that a random
 * half is taken off, so that many that failed together do not come back together.
 * @param attempt counts from 1.
 * @param random uniform in [0, 1).
 */
export function backoffAfter(attempt: number, random: () => number): number {
  const whole = Math.min(FIRST_MILLISECONDS * FACTOR ** (attempt - 1), LONGEST_MILLISECONDS)
  return Math.round(whole / 2 + (whole / 2) * random())
}
