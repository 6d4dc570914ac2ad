/** A counter as it stood at one moment. */
export interface CounterReading {
  /** Hours since publication; readings need not be evenly spaced. */
  readonly hour: number
  /** All engagements until then; platforms take some back, so it may fall. */
  readonly cumulative: number
}

/** How fast engagement came; null where readings do not tell. */
export interface EngagementVelocity {
  /** Engagements an hour in each interval, negative where the counter fell. */
  readonly ratesPerHour: readonly number[]
  /** Greatest rate, at least 0, and the hours between which it held; the first such interval. */
  readonly peakRatePerHour: number | null
  readonly peakInterval: readonly [from: number, to: number] | null
  /** Middle of that interval. */
  readonly timeToPeakHours: number | null
  /** When half of the last reading was first reached, interpolated; null when the first reading had it already. */
  readonly halfLifeHours: number | null
  /** Rate in the last interval, negative where the counter fell. */
  readonly currentRatePerHour: number | null
}

/**
 * Velocity of engagement from readings of a counter: increments over the time that passed between them, not the total over the age.
 * A counter that never rose has no peak.
 * @param readings In order of time.
 * @throws RangeError when hours do not rise, or a number is infinite or NaN.
 */
export function engagementVelocity(readings: readonly CounterReading[]): EngagementVelocity {
  requireRising(readings)
  const intervals = readings.slice(1).map((to, i) => {
    const from = readings[i] as CounterReading
    return { from, to, rate: (to.cumulative - from.cumulative) / (to.hour - from.hour) }
  })
  const fastest = intervals.reduce<(typeof intervals)[number] | null>((best, next) => (next.rate > (best?.rate ?? 0) ? next : best), null)
  return {
    ratesPerHour: intervals.map(({ rate }) => rate),
    peakRatePerHour: intervals.length === 0 ? null : (fastest?.rate ?? 0),
    peakInterval: fastest && [fastest.from.hour, fastest.to.hour],
    timeToPeakHours: fastest && (fastest.from.hour + fastest.to.hour) / 2,
    halfLifeHours: halfLife(readings),
    currentRatePerHour: intervals.at(-1)?.rate ?? null,
  }
}

function halfLife(readings: readonly CounterReading[]): number | null {
  const half = (readings.at(-1)?.cumulative ?? 0) / 2
  if (half <= 0) return null
  const at = readings.findIndex(({ cumulative }) => cumulative >= half)
  const [before, after] = [readings[at - 1], readings[at]]
  if (before === undefined || after === undefined) return null
  return before.hour + ((after.hour - before.hour) * (half - before.cumulative)) / (after.cumulative - before.cumulative)
}

function requireRising(readings: readonly CounterReading[]): void {
  for (const [i, { hour, cumulative }] of readings.entries()) {
    if (!Number.isFinite(hour) || !Number.isFinite(cumulative)) {
      throw new RangeError(`engagementVelocity requires finite readings, got ${cumulative} at hour ${hour}`)
    }
    const before = readings[i - 1]?.hour ?? -Infinity
    if (hour <= before) throw new RangeError(`engagementVelocity requires rising hours, got ${hour} after ${before}`)
  }
}
