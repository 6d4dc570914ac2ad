import { nelderMead } from '../optimisation/nelder-mead.ts'

/** A self-exciting process with exponential memory: each event raises the rate by branching · decay, which then decays. */
export interface HawkesParameters {
  /** Events per unit of time without any before them, > 0. */
  readonly background: number
  /** Further events that one event brings directly, ≥ 0; from 1 on there is no end to them. */
  readonly branching: number
  /** How fast an event is forgotten, per unit of time, > 0; the mean delay is its inverse. */
  readonly decay: number
}

export interface HawkesFit extends HawkesParameters {
  readonly logLikelihood: number
  /** Whether every search came to rest. */
  readonly converged: boolean
}

/** Events to come after a time of observation. */
export interface ExpectedEvents {
  /** From the events so far. */
  readonly direct: number
  /** From those and their descendants; Infinity where the branching is 1 or more. */
  readonly future: number
  readonly total: number
}

const EVENTS_MIN = 5
/** Starts of the search: mean delays as multiples of the mean gap. */
const DELAYS = [0.03, 0.3, 3, 30]

/**
 * Logarithm of the likelihood of event times, in steps proportional to their number.
 * @param times Ascending, in [0, end].
 * @param end End of observation, in the unit of the times.
 * @throws RangeError when times are not in order or a parameter is out of range.
 * @see Hawkes (Biometrika 58, 1971); Ozaki, Maximum likelihood estimation of Hawkes’ self-exciting point processes (1979).
 */
export function hawkesLogLikelihood(times: ArrayLike<number>, end: number, parameters: HawkesParameters): number {
  requireTimes('hawkesLogLikelihood', times, end)
  requireParameters('hawkesLogLikelihood', parameters)
  return logLikelihood(times, end, parameters)
}

/**
 * Parameters of greatest likelihood, searched from several delays. Few events tell little: look at the likelihood beside that of a plain
 * Poisson process.
 * @param times At least 5, ascending, in [0, end].
 * @throws RangeError when times are fewer or not in order.
 */
export function fitHawkes(times: ArrayLike<number>, end: number): HawkesFit {
  requireTimes('fitHawkes', times, end)
  if (times.length < EVENTS_MIN) throw new RangeError(`fitHawkes requires at least ${EVENTS_MIN} events, got ${times.length}`)
  const rate = times.length / end
  const searches = DELAYS.map((delay) =>
    nelderMead((at) => -logLikelihood(times, end, parametersAt(at)), [Math.log(rate / 2), Math.log(0.5), Math.log(rate / delay)], {
      tolerance: 1e-12,
      stepsMax: 2000,
    }),
  )
  const best = searches.reduce((a, b) => (b.value < a.value ? b : a))
  return { ...parametersAt(best.at), logLikelihood: -best.value, converged: searches.every(({ converged }) => converged) }
}

/**
 * Events expected after a time, from marked events up to it: an event of mark m brings productivity · m direct ones.
 * @param times Not after `end`.
 * @param marks As many, finite, ≥ 0: audiences, for instance.
 * @param options.productivity Direct events per unit of mark, ≥ 0.
 * @param options.decay Per unit of time, > 0.
 * @param options.branching Direct events of a mean event, ≥ 0.
 * @throws RangeError when a parameter is out of range.
 * @see Mishra, Rizoiu and Xie, Feature driven and point process approaches for popularity prediction (CIKM 2016).
 */
export function expectedEvents(
  times: ArrayLike<number>,
  marks: ArrayLike<number>,
  end: number,
  { productivity, decay, branching }: { productivity: number; decay: number; branching: number },
): ExpectedEvents {
  requireTimes('expectedEvents', times, end)
  requireParameters('expectedEvents', { background: 1, branching, decay })
  if (!(productivity >= 0 && productivity < Infinity)) {
    throw new RangeError(`expectedEvents requires finite productivity ≥ 0, got ${productivity}`)
  }
  if (marks.length !== times.length)
    throw new RangeError(`expectedEvents requires a mark an event, got ${marks.length} for ${times.length}`)
  let direct = 0
  for (let i = 0; i < times.length; i += 1) {
    const mark = marks[i] as number
    if (!(mark >= 0 && mark < Infinity)) throw new RangeError(`expectedEvents requires finite marks ≥ 0, got ${mark} at ${i}`)
    direct += productivity * mark * Math.exp(-decay * (end - (times[i] as number)))
  }
  const future = direct === 0 ? 0 : branching >= 1 ? Infinity : direct / (1 - branching)
  return { direct, future, total: times.length + future }
}

function logLikelihood(times: ArrayLike<number>, end: number, { background, branching, decay }: HawkesParameters): number {
  let [excitation, total, brought] = [0, 0, 0]
  for (let i = 0; i < times.length; i += 1) {
    const at = times[i] as number
    if (i > 0) excitation = Math.exp(-decay * (at - (times[i - 1] as number))) * (1 + excitation)
    total += Math.log(background + branching * decay * excitation)
    brought -= Math.expm1(-decay * (end - at))
  }
  return total - background * end - branching * brought
}

function parametersAt(at: Float64Array): HawkesParameters {
  const [background, branching, decay] = at as unknown as [number, number, number]
  return { background: Math.exp(background), branching: Math.exp(branching), decay: Math.exp(decay) }
}

function requireTimes(caller: string, times: ArrayLike<number>, end: number): void {
  if (!(end > 0 && end < Infinity)) throw new RangeError(`${caller} requires a finite end > 0, got ${end}`)
  for (let i = 0, before = 0; i < times.length; i += 1) {
    const at = times[i] as number
    if (!(at >= before && at <= end)) throw new RangeError(`${caller} requires ascending times in [0, ${end}], got ${at} after ${before}`)
    before = at
  }
}

function requireParameters(caller: string, { background, branching, decay }: HawkesParameters): void {
  for (const [name, value] of Object.entries({ background, decay })) {
    if (!(value > 0 && value < Infinity)) throw new RangeError(`${caller} requires finite ${name} > 0, got ${value}`)
  }
  if (!(branching >= 0 && branching < Infinity)) throw new RangeError(`${caller} requires finite branching ≥ 0, got ${branching}`)
}
