import { chiSquareQuantile } from '../special-functions/distributions.ts'

/** How long people take to share what they were shown: even up to a cut-off, then a power law. */
export interface MemoryKernel {
  /** Density before the cut-off, per second. */
  readonly density: number
  readonly cutoffSeconds: number
  /** The density falls with the power −(1 + exponent), > 0, not 1. */
  readonly exponent: number
}

/** Fitted to retweets by Zhao et al. Its mass is 1 to seven digits only. */
export const TWITTER_MEMORY: MemoryKernel = { density: 6.265725e-4, cutoffSeconds: 300, exponent: 0.2314843 }

/** The shares of a post so far, the post itself first. */
export interface Shares {
  /** Seconds since the post, ascending, the first 0. */
  readonly seconds: ArrayLike<number>
  /** Followers of each who shared, ≥ 0; the author first. */
  readonly audiences: ArrayLike<number>
}

export interface SeismicOptions {
  readonly memory?: MemoryKernel
  /** Mean audience of those who will share, > 0; with it the critical infectiousness is 1 / audienceMean. */
  readonly audienceMean?: number
  readonly windowSecondsMin?: number
  readonly windowSecondsMax?: number
  /** Where the window holds fewer shares, it is stretched back to hold this many and one more. */
  readonly sharesMin?: number
  /** Of the interval, in (0, 1). */
  readonly confidence?: number
}

/** Probability that one who is shown the post shares it, at one time, with an interval for the chance of the shares alone. */
export interface Infectiousness {
  readonly value: number
  readonly lower: number
  readonly upper: number
  /** Shares it rests on. */
  readonly shares: number
}

export interface SeismicForecast {
  readonly infectiousness: Infectiousness
  /** Shares so far, without the post itself. */
  readonly sharesSoFar: number
  /** Shares still expected from audiences that were shown the post so far. */
  readonly direct: number
  /** Each share brings one more or over: there is no final size, and the numbers below are Infinity. */
  readonly supercritical: boolean
  readonly finalShares: number
  /** With the lower and upper infectiousness; too narrow, since these know nothing of how it changes. */
  readonly lower: number
  readonly upper: number
}

const DEFAULTS = {
  memory: TWITTER_MEMORY,
  audienceMean: 100,
  windowSecondsMin: 300,
  windowSecondsMax: 7200,
  sharesMin: 5,
  confidence: 0.9,
}

/**
 * Density of the time from being shown to sharing.
 * @param seconds ≥ 0.
 * @throws RangeError when it is negative or not finite.
 */
export function memoryDensity(seconds: number, { density, cutoffSeconds, exponent }: MemoryKernel = TWITTER_MEMORY): number {
  requireTime('memoryDensity', seconds)
  return seconds < cutoffSeconds ? density : density * (seconds / cutoffSeconds) ** -(1 + exponent)
}

/**
 * Probability of sharing later than some time, if at all.
 * @param seconds ≥ 0.
 * @throws RangeError when it is negative or not finite.
 */
export function memoryTail(seconds: number, { density, cutoffSeconds, exponent }: MemoryKernel = TWITTER_MEMORY): number {
  requireTime('memoryTail', seconds)
  if (seconds <= cutoffSeconds) return 1 - density * seconds
  return ((density * cutoffSeconds) / exponent) * (seconds / cutoffSeconds) ** -exponent
}

/**
 * How infectious a post is at a time: its recent shares over the shares that certain infection would have brought, late ones counting more.
 * @param atSeconds Since the post, ≥ 0; later shares are left out.
 * @throws RangeError when shares are none, not in order, or a parameter is out of range.
 * @see Zhao, Erdogdu, He, Rajaraman and Leskovec, SEISMIC (KDD 2015), section 3; window and interval as in the R package seismic 1.1.
 */
export function seismicInfectiousness(shares: Shares, atSeconds: number, options: SeismicOptions = {}): Infectiousness {
  const { memory, confidence, ...window } = requireSeismic('seismicInfectiousness', shares, atSeconds, options)
  const { start, width, slope } = windowAt(shares.seconds, atSeconds, window)
  let [weighted, count, exposure] = [0, 0, 0]
  for (let i = 0; i < shares.seconds.length && (shares.seconds[i] as number) < atSeconds; i += 1) {
    const at = shares.seconds[i] as number
    exposure += (shares.audiences[i] as number) * kernelIntegral(memory, atSeconds - at, width, slope)
    if (i === 0 || at < start) continue
    weighted += 1 - slope * (atSeconds - at)
    count += 1
  }
  if (weighted === 0) return { value: 0, lower: 0, upper: 0, shares: count }
  const value = weighted / exposure
  const bound = (p: number) => (value * chiSquareQuantile(p, 2 * count)) / (2 * count)
  return { value, lower: bound((1 - confidence) / 2), upper: bound((1 + confidence) / 2), shares: count }
}

/**
 * Final number of shares of a post, from the shares up to a time.
 * @param atSeconds Since the post, ≥ 0; later shares are left out.
 * @throws RangeError when shares are none, not in order, or a parameter is out of range.
 * @see Zhao et al. (KDD 2015), section 4, without the corrections fitted to a corpus.
 */
export function seismicForecast(shares: Shares, atSeconds: number, options: SeismicOptions = {}): SeismicForecast {
  const { memory, audienceMean } = requireSeismic('seismicForecast', shares, atSeconds, options)
  const infectiousness = seismicInfectiousness(shares, atSeconds, options)
  let [known, waiting] = [0, 0]
  for (; known < shares.seconds.length && (shares.seconds[known] as number) <= atSeconds; known += 1) {
    waiting += (shares.audiences[known] as number) * memoryTail(atSeconds - (shares.seconds[known] as number), memory)
  }
  const finalWith = (value: number) => (value * audienceMean >= 1 ? Infinity : known - 1 + (value * waiting) / (1 - audienceMean * value))
  const finalShares = finalWith(infectiousness.value)
  return {
    infectiousness,
    sharesSoFar: known - 1,
    // Shares of a post that nobody was shown are no evidence of how many more come.
    direct: waiting === 0 ? 0 : infectiousness.value * waiting,
    supercritical: finalShares === Infinity,
    finalShares,
    lower: finalWith(infectiousness.lower),
    upper: finalWith(infectiousness.upper),
  }
}

/** The window that counts: half of the age within bounds, or as far back as enough shares reach. */
function windowAt(
  seconds: ArrayLike<number>,
  atSeconds: number,
  { windowSecondsMin, windowSecondsMax, sharesMin }: Required<Omit<SeismicOptions, 'memory' | 'audienceMean' | 'confidence'>>,
): { start: number; width: number; slope: number } {
  const width = Math.min(Math.max(atSeconds / 2, windowSecondsMin), windowSecondsMax)
  let [before, inside] = [0, 0]
  for (; before < seconds.length && (seconds[before] as number) < atSeconds; before += 1) {
    if ((seconds[before] as number) >= atSeconds - width) inside += 1
  }
  if (inside >= sharesMin || before === 0) return { start: atSeconds - width, width, slope: 1 / width }
  const start = seconds[Math.max(before - 1 - sharesMin, 0)] as number
  return { start, width: atSeconds - start, slope: 1 / (atSeconds - start) }
}

/** Integral over the window of the triangular weight times the memory of a share of that age. */
function kernelIntegral(memory: MemoryKernel, age: number, width: number, slope: number): number {
  const from = Math.max(age - width, 0)
  const mass = memoryMass(memory, age) - memoryMass(memory, from)
  return (1 - slope * age) * mass + slope * (memoryMoment(memory, age) - memoryMoment(memory, from))
}

function memoryMass({ density, cutoffSeconds, exponent }: MemoryKernel, to: number): number {
  if (to <= cutoffSeconds) return density * to
  return density * cutoffSeconds * (1 + (1 - (to / cutoffSeconds) ** -exponent) / exponent)
}

function memoryMoment({ density, cutoffSeconds, exponent }: MemoryKernel, to: number): number {
  if (to <= cutoffSeconds) return (density * to * to) / 2
  return density * cutoffSeconds ** 2 * (0.5 + ((to / cutoffSeconds) ** (1 - exponent) - 1) / (1 - exponent))
}

function requireSeismic(caller: string, shares: Shares, atSeconds: number, options: SeismicOptions): Required<SeismicOptions> {
  const all = { ...DEFAULTS, ...options }
  requireTime(caller, atSeconds)
  requireShares(caller, shares)
  for (const name of ['audienceMean', 'windowSecondsMin', 'windowSecondsMax', 'sharesMin'] as const) {
    if (!(all[name] > 0 && all[name] < Infinity)) throw new RangeError(`${caller} requires finite ${name} > 0, got ${all[name]}`)
  }
  if (!(all.confidence > 0 && all.confidence < 1)) throw new RangeError(`${caller} requires confidence in (0, 1), got ${all.confidence}`)
  return all
}

function requireShares(caller: string, { seconds, audiences }: Shares): void {
  if (seconds.length === 0 || seconds[0] !== 0) throw new RangeError(`${caller} requires the post itself at 0 seconds, got ${seconds[0]}`)
  if (seconds.length !== audiences.length) {
    throw new RangeError(`${caller} requires an audience a share, got ${audiences.length} for ${seconds.length}`)
  }
  for (let i = 0; i < seconds.length; i += 1) {
    const [before, at, audience] = [seconds[Math.max(i - 1, 0)] as number, seconds[i] as number, audiences[i] as number]
    if (!(at >= before && at < Infinity))
      throw new RangeError(`${caller} requires finite seconds in ascending order, got ${at} after ${before}`)
    if (!(audience >= 0 && audience < Infinity)) throw new RangeError(`${caller} requires finite audiences ≥ 0, got ${audience} at ${i}`)
  }
}

function requireTime(caller: string, seconds: number): void {
  if (!(seconds >= 0 && seconds < Infinity)) throw new RangeError(`${caller} requires finite seconds ≥ 0, got ${seconds}`)
}
