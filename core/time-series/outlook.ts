import { type ProportionInterval, wilsonInterval } from '../inference/proportions.ts'

/** What is left of the present level’s difference from the usual one, a bucket later. */
const DAMPING = 0.98
/** A level further than this from the usual one is taken for an accident. */
const LEVEL_FACTOR_MAX = 4

/** Settings of {@link volumeOutlook}. Buckets are hours in the defaults. */
export interface OutlookOptions {
  /** Buckets in a season. */
  readonly period?: number
  /** Seasons whose median is taken. */
  readonly seasons?: number
  /** Buckets between the past moments from which forecasts are tried, and those whose level is compared with the usual one. */
  readonly step?: number
  /** Buckets ahead. */
  readonly horizon?: number
  /** Share of intervals that shall hold what comes, in (0, 1). */
  readonly coverage?: number
  /** How many times the expected volume is a spike, > 1. */
  readonly spikeFactor?: number
  /** Buckets after which half is left of what the last step has beyond four times its usual level, > 0; without it that is an accident. */
  readonly surgeHalfLife?: number
}

/** A bucket to come. */
export interface OutlookBucket {
  readonly expected: number
  readonly lower: number
  readonly upper: number
}

export type VolumeOutlook =
  | {
      readonly status: 'outlook'
      readonly buckets: readonly OutlookBucket[]
      /** How often a spike came within the horizon of past moments: a base rate, not a warning. */
      readonly spike: ProportionInterval & { readonly baseRate: number; readonly origins: number }
    }
  | { readonly status: 'insufficient_data'; readonly needed: number; readonly seen: number }

/**
 * Volume of the next buckets: the median of the same phase in earlier seasons, times how the last step’s level compares with the usual one,
 * which fades; what goes beyond a level can be let fade by itself, so that a subject that is new has an outlook. Intervals are as wide as the same forecast erred from past moments (split conformal, errors in square roots of the expected
 * volume): they hold as often as the past is like the future. No spike is foretold; how often there was one is counted.
 * @param history Counts of equal buckets in order, whole ones only; finite, ≥ 0.
 * @throws RangeError when a count or an option is out of range.
 * @see Vovk, Gammerman and Shafer, Algorithmic learning in a random world (2005), for conformal intervals.
 */
export function volumeOutlook(history: ArrayLike<number>, options: OutlookOptions = {}): VolumeOutlook {
  const { coverage = 0.9, spikeFactor = 4, surgeHalfLife = 0, ...sizes } = options
  const { period = 168, seasons = 4, step = 24, horizon = 72 } = sizes
  requireOptions({ period, seasons, step, horizon }, coverage, spikeFactor)
  requireHalfLife(options.surgeHalfLife)
  const shape = { period, seasons, step, horizon, surgeHalfLife }
  for (let t = 0; t < history.length; t += 1) requireCount(history[t] as number)
  // Less a little, as 1 / (1 − 0.9) is above 10 in doubles.
  const originsMin = Math.ceil(1 / (1 - coverage) - 1e-9)
  const needed = Math.max(2 * period, step) + horizon + (originsMin - 1) * step
  if (history.length < needed) return { status: 'insufficient_data', needed, seen: history.length }
  const trials = pastTrials(history, shape)
  const errors = trials.flat().map(({ expected, actual }) => Math.abs(actual - expected) / Math.sqrt(expected + 1))
  const width = errors.toSorted((a, b) => a - b)[Math.min(Math.ceil((errors.length + 1) * coverage), errors.length) - 1] as number
  const spikes = trials.filter((trial) => trial.some(({ expected, actual }) => actual > spikeFactor * Math.max(expected, 1))).length
  const { lower, upper } = wilsonInterval(spikes, trials.length)
  return {
    status: 'outlook',
    buckets: forecast(history, history.length, shape).map((expected) => ({
      expected,
      lower: Math.max(expected - width * Math.sqrt(expected + 1), 0),
      upper: expected + width * Math.sqrt(expected + 1),
    })),
    spike: { baseRate: spikes / trials.length, lower, upper, origins: trials.length },
  }
}

interface Shape {
  readonly period: number
  readonly seasons: number
  readonly step: number
  readonly horizon: number
  /** 0 where a surge is an accident. */
  readonly surgeHalfLife: number
}

/** What was forecast from past moments, and what came. */
function pastTrials(history: ArrayLike<number>, shape: Shape): { expected: number; actual: number }[][] {
  const trials = []
  for (let origin = history.length - shape.horizon; origin >= Math.max(2 * shape.period, shape.step); origin -= shape.step) {
    trials.push(forecast(history, origin, shape).map((expected, i) => ({ expected, actual: history[origin + i] as number })))
  }
  return trials
}

/** Reads nothing at or after the origin. */
function forecast(history: ArrayLike<number>, origin: number, shape: Shape): number[] {
  const { period, seasons, step, horizon, surgeHalfLife } = shape
  const usual = (at: number) => phaseMedian(history, at, origin, period, seasons)
  let [recent, expected] = [1, 1]
  for (let at = origin - step; at < origin; at += 1) {
    recent += history[at] as number
    expected += usual(at)
  }
  const factor = Math.min(Math.max(recent / expected, 1 / LEVEL_FACTOR_MAX), LEVEL_FACTOR_MAX)
  const surge = surgeHalfLife > 0 ? Math.max(recent - LEVEL_FACTOR_MAX * expected, 0) / step : 0
  const left = (i: number) => (surge === 0 ? 0 : surge * 0.5 ** ((i + 1) / surgeHalfLife))
  return Array.from({ length: horizon }, (_, i) => usual(origin + i) * (1 + (factor - 1) * DAMPING ** (i + 1)) + left(i))
}

function phaseMedian(history: ArrayLike<number>, at: number, origin: number, period: number, seasons: number): number {
  const counts: number[] = []
  const latest = at - Math.ceil((at - origin + 1) / period) * period
  for (let t = Math.min(latest, at - period); t >= 0 && counts.length < seasons; t -= period) counts.push(history[t] as number)
  if (counts.length === 0) return 0
  counts.sort((a, b) => a - b)
  const half = counts.length / 2
  return ((counts[Math.ceil(half) - 1] as number) + (counts[Math.floor(half)] as number)) / 2
}

function requireCount(count: number): void {
  if (!(count >= 0 && count < Infinity)) throw new RangeError(`volumeOutlook requires finite counts ≥ 0, got ${count}`)
}

function requireHalfLife(surgeHalfLife: number | undefined): void {
  if (surgeHalfLife !== undefined && !(surgeHalfLife > 0 && surgeHalfLife < Infinity))
    throw new RangeError(`volumeOutlook requires finite surgeHalfLife > 0, got ${surgeHalfLife}`)
}

function requireOptions(shape: Omit<Shape, 'surgeHalfLife'>, coverage: number, spikeFactor: number): void {
  for (const [name, value] of Object.entries(shape)) {
    if (!(Number.isSafeInteger(value) && value >= 1)) throw new RangeError(`volumeOutlook requires a whole ${name} ≥ 1, got ${value}`)
  }
  if (!(coverage > 0 && coverage < 1)) throw new RangeError(`volumeOutlook requires coverage in (0, 1), got ${coverage}`)
  if (!(spikeFactor > 1 && spikeFactor < Infinity))
    throw new RangeError(`volumeOutlook requires finite spikeFactor > 1, got ${spikeFactor}`)
}
