import {
  fitReinforcedPoisson,
  forecastReinforcedPoisson,
  type ReinforcedFit,
  type ReinforcedPrior,
  reinforcedPeakSeconds,
  reinforcedPrior,
} from '../point-processes/reinforced-poisson.ts'
import { type Cascade, type Observed, observe } from './cascade.ts'

/** What the self-exciting process is given to forecast with. Plain data. */
export interface ProcessSetting {
  readonly prior: ReinforcedPrior
  /** Age at which the size counts, seconds. */
  readonly horizonSeconds: number
}

/** What the process forecasts of one post from the times of its shares. */
export interface ProcessForecast {
  /** Nodes at the horizon, the post among them: as often exceeded as not, if the process were true. */
  readonly size: number
  readonly fit: ReinforcedFit
}

/** Finished posts that a prior is learned from, evenly over time: more of them change it little. */
const PRIOR_POSTS = 300
const PRIOR_POSTS_MIN = 5
/** Without a prior a fit needs as many. */
const SHARES_MIN = 3

/**
 * Learns from finished posts how interest ages.
 * @param cascades Of which `horizonSeconds` have passed.
 * @param horizonSeconds Age up to which they are looked at, > 1.
 * @returns null with fewer than 5 posts that the process finds finished.
 * @throws RangeError when the horizon is out of range.
 */
export function learnProcess(cascades: readonly Cascade[], horizonSeconds: number): ProcessSetting | null {
  const step = Math.max(1, Math.floor(cascades.length / PRIOR_POSTS))
  const fits = cascades
    .filter((_, index) => index % step === 0)
    .map((cascade) => observe(cascade, horizonSeconds).seconds.subarray(1))
    .filter(({ length }) => length >= SHARES_MIN)
    .map((seconds) => fitReinforcedPoisson(seconds, horizonSeconds))
  if (fits.length < PRIOR_POSTS_MIN) return null
  try {
    return { prior: reinforcedPrior(fits), horizonSeconds }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Forecast of the reinforced Poisson process for a post; null where no prior was learned or the cut is shorter than two seconds. */
export function forecastProcess({ seconds, cutSeconds }: Observed, setting: ProcessSetting | null): ProcessForecast | null {
  if (setting === null || !(cutSeconds > 1 && cutSeconds < Infinity)) return null
  const fit = fitReinforcedPoisson(seconds.subarray(1), cutSeconds, { prior: setting.prior })
  return { size: 1 + forecastReinforcedPoisson(fit, Math.max(setting.horizonSeconds, cutSeconds)).median, fit }
}

/** Age at which shares are expected to come fastest, in seconds, at most the horizon; earlier than the cut where that is over. */
export function peakSeconds({ fit }: ProcessForecast, { horizonSeconds }: ProcessSetting): number {
  return reinforcedPeakSeconds(fit, horizonSeconds)
}
