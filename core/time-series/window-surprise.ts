import { gammaPoissonSurprise, type Surprise, seasonalBaseline } from './surprise.ts'

/** How unexpected the last buckets of a series are, taken together. */
export interface WindowSurprise extends Surprise {
  readonly count: number
  /** What the same phases of earlier seasons make expect. */
  readonly expected: number
}

/**
 * Surprise of the last buckets of a series taken together, such as the last 24 hours: each has the baseline of its own phase, such as its hour
 * of the week, and the sum of these beliefs is taken for a gamma distribution of the same mean and variance. No bucket of the window is part
 * of any baseline: where a season’s mean would reach into it, the season before stands in.
 * @param counts Equal buckets in order, whole numbers ≥ 0.
 * @param window How many of the last buckets are judged, 1 – period.
 * @returns null without one whole season before the window.
 * @throws RangeError when a count or an option is out of range.
 */
export function windowSurprise(
  counts: ArrayLike<number>,
  { window, period, seasons = 8 }: { window: number; period: number; seasons?: number },
): WindowSurprise | null {
  if (!(Number.isSafeInteger(window) && window >= 1 && window <= period))
    throw new RangeError(`windowSurprise requires a whole window of 1 – period, got ${window}`)
  const start = counts.length - window
  if (start < period) return null
  // Behind the window stands what came a season before it, so that each phase finds its own past and no present.
  const past = Array.from({ length: counts.length }, (_, at) => counts[at < start ? at : at - period] as number)
  let [mean, variance, count] = [0, 0, 0]
  for (let at = start; at < counts.length; at += 1) {
    const belief = seasonalBaseline(past.slice(0, at), { period, seasons })
    if (belief === null) return null
    mean += belief.alpha / belief.beta
    variance += belief.alpha / belief.beta ** 2
    count += counts[at] as number
  }
  const beta = mean / variance
  const { upperTail, bits } = gammaPoissonSurprise(count, { alpha: mean * beta, beta })
  return { count, expected: mean, upperTail, bits }
}
