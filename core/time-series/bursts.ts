import { logGamma } from '../special-functions/gamma.ts'

/** More levels than this would each be a factor of s apart over more than the range of a double’s digits. */
const STATES_MAX = 64

/** An interval in which events came at least `level` steps faster than the base rate. */
export interface Burst {
  /** 1 is the base rate, and so the whole range; each further level is s times as fast. */
  readonly level: number
  /** First and last event, in the unit of the offsets. */
  readonly start: number
  readonly end: number
}

/** The cheapest sequence of states, and its bursts. */
export interface BurstAnalysis {
  /** In order of their start, outer ones first. */
  readonly bursts: readonly Burst[]
  /** State of each gap between events; 0 is the base rate. */
  readonly states: readonly number[]
  readonly stateCount: number
  /** Negative logarithm of the likelihood of the gaps, and the price of rising. */
  readonly totalCost: number
}

/**
 * Kleinberg’s automaton for a stream of events: state i emits gaps with the rate s^i / mean gap, rising costs gamma · ln(gaps) a state and
 * falling nothing. Two simultaneous events would be infinitely fast: aggregate them, or use {@link batchedBursts}.
 * Takes gaps · states² steps, with at most 64 states.
 * @param offsets Times of events in any unit, rising strictly; at least two.
 * @param s Ratio between the rates of neighbouring states, > 1.
 * @param gamma Price of rising, ≥ 0.
 * @throws RangeError when offsets do not rise or are not finite, or an option is out of range.
 * @see Kleinberg, Bursty and hierarchical structure in streams (KDD 2002), with the number of states of the R package bursts.
 */
export function kleinbergBursts(offsets: readonly number[], { s = 2, gamma = 1 }: { s?: number; gamma?: number } = {}): BurstAnalysis {
  requireOptions('kleinbergBursts', s, gamma)
  const gaps = gapsOf(offsets)
  const all = (offsets.at(-1) as number) - (offsets[0] as number)
  const shortest = gaps.reduce((least, gap) => Math.min(least, gap))
  const logOf = (x: number) => Math.log(x) / Math.log(s)
  const stateCount = Math.min(Math.max(Math.ceil(1 + logOf(all) + logOf(1 / shortest)), 1), STATES_MAX)
  const base = gaps.length / all
  const rates = Array.from({ length: stateCount }, (_, state) => s ** state * base)
  // The logarithm is taken of the formula: the density itself would be 0 for long gaps in fast states.
  const { states, totalCost } = cheapestStates(gaps.length, stateCount, gamma * Math.log(gaps.length), (t, state) => {
    const rate = rates[state] as number
    return rate * (gaps[t] as number) - Math.log(rate)
  })
  return { bursts: burstsOf(states, offsets), states, stateCount, totalCost }
}

/** States of batches: 1 where the share is raised. */
export interface BatchedBursts {
  /** Share over all batches, and the raised share. */
  readonly baseShare: number
  readonly burstShare: number
  readonly states: readonly (0 | 1)[]
  /** How much cheaper the raised share explains the batches in state 1: the larger, the clearer. */
  readonly weight: number
  readonly totalCost: number
}

/**
 * Kleinberg’s two states for batches, such as posts with a hashtag among all posts of an hour: what raises all posts alike, such as a
 * weekend, is no burst. The raised share is s times the share over all batches, at most 0.9999.
 * @param relevant Of each batch how many are counted, whole numbers of 0 – total.
 * @param totals Of each batch how many there are, whole numbers ≥ 0; 0 says nothing.
 * @param s > 1.
 * @param gamma Price of rising, ≥ 0.
 * @returns No burst at all where nothing, or everything, is relevant.
 * @throws RangeError when the lengths differ, a count is out of range, or an option is.
 * @see Kleinberg, Bursty and hierarchical structure in streams (KDD 2002), section 4.
 */
export function batchedBursts(
  relevant: readonly number[],
  totals: readonly number[],
  { s = 2, gamma = 1 }: { s?: number; gamma?: number } = {},
): BatchedBursts {
  requireOptions('batchedBursts', s, gamma)
  requireBatches(relevant, totals)
  const count = relevant.length
  const baseShare = sum(relevant) / Math.max(sum(totals), 1)
  const burstShare = Math.max(Math.min(baseShare * s, 0.9999), baseShare)
  if (baseShare === 0 || baseShare === 1) return { baseShare, burstShare, states: relevant.map(() => 0), weight: 0, totalCost: 0 }
  const shares = [baseShare, burstShare]
  const costOf = (t: number, state: number) => binomialCost(relevant[t] as number, totals[t] as number, shares[state] as number)
  const { states, totalCost } = cheapestStates(count, 2, gamma * Math.log(count), costOf)
  const weight = sum(states.map((state, t) => (state === 1 ? costOf(t, 0) - costOf(t, 1) : 0)))
  return { baseShare, burstShare, states: states as (0 | 1)[], weight, totalCost }
}

/** The cheapest sequence of states that starts from 0, by dynamic programming; of equally cheap states the lower. */
function cheapestStates(length: number, stateCount: number, rise: number, costOf: (t: number, state: number) => number) {
  let costs = Array.from({ length: stateCount }, (_, state) => (state === 0 ? 0 : Infinity))
  const before = new Uint8Array(length * stateCount)
  for (let t = 0; t < length; t += 1) {
    const next = new Array<number>(stateCount)
    for (let to = 0; to < stateCount; to += 1) {
      const from = cheapest(costs, (state) => Math.max(to - state, 0) * rise)
      before[t * stateCount + to] = from.state
      next[to] = from.cost + costOf(t, to)
    }
    costs = next
  }
  const last = cheapest(costs, () => 0)
  const states = new Array<number>(length)
  let state = last.state
  for (let t = length - 1; t >= 0; t -= 1) {
    states[t] = state
    state = before[t * stateCount + state] as number
  }
  return { states, totalCost: last.cost }
}

function cheapest(costs: readonly number[], priceOf: (state: number) => number): { state: number; cost: number } {
  let best = { state: 0, cost: Infinity }
  for (const [state, so] of costs.entries()) {
    const cost = so + priceOf(state)
    if (cost < best.cost) best = { state, cost }
  }
  return best
}

function burstsOf(states: readonly number[], offsets: readonly number[]): Burst[] {
  const bursts: { level: number; start: number; end: number }[] = []
  const open: typeof bursts = []
  const end = offsets.at(-1) as number
  for (const [t, state] of states.entries()) {
    while (open.length > state + 1) (open.pop() as Burst & { end: number }).end = offsets[t] as number
    while (open.length < state + 1) {
      const burst = { level: open.length + 1, start: offsets[t] as number, end }
      open.push(burst)
      bursts.push(burst)
    }
  }
  return bursts
}

/** Negative logarithm of the binomial probability, with its coefficient. */
function binomialCost(successes: number, trials: number, share: number): number {
  const coefficient = logGamma(trials + 1) - logGamma(successes + 1) - logGamma(trials - successes + 1)
  return -(coefficient + successes * Math.log(share) + (trials - successes) * Math.log1p(-share))
}

function gapsOf(offsets: readonly number[]): number[] {
  if (offsets.length < 2) throw new RangeError(`kleinbergBursts requires at least 2 events, got ${offsets.length}`)
  return offsets.slice(1).map((offset, i) => {
    const gap = offset - (offsets[i] as number)
    if (!(gap > 0 && gap < Infinity))
      throw new RangeError(`kleinbergBursts requires finite rising offsets, got ${offset} after ${offsets[i]}`)
    return gap
  })
}

function requireBatches(relevant: readonly number[], totals: readonly number[]): void {
  if (relevant.length !== totals.length) {
    throw new RangeError(`batchedBursts requires as many counts as totals, got ${relevant.length} and ${totals.length}`)
  }
  for (const [t, total] of totals.entries()) {
    const counted = relevant[t] as number
    if (!(Number.isSafeInteger(total) && Number.isSafeInteger(counted) && counted >= 0 && counted <= total)) {
      throw new RangeError(`batchedBursts requires whole counts of 0 – total, got ${counted} of ${total}`)
    }
  }
}

function requireOptions(caller: string, s: number, gamma: number): void {
  if (!(s > 1 && s < Infinity)) throw new RangeError(`${caller} requires finite s > 1, got ${s}`)
  if (!(gamma >= 0 && gamma < Infinity)) throw new RangeError(`${caller} requires finite gamma ≥ 0, got ${gamma}`)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
