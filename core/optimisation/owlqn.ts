import { descent, type Objective, type Pair, type Point, remember } from './lbfgs.ts'
import type { Minimum } from './nelder-mead.ts'

const ARMIJO = 1e-4
const TRIALS_MAX = 60

/**
 * The minimum of a smooth convex function plus penalties on the absolute values of its variables, which makes some of them exactly 0.
 * @param penalties What a unit of each variable’s absolute value costs, ≥ 0; as many as variables.
 * @param start Where to begin; left as it is.
 * @param options.tolerance Rests when no component of the gradient, penalties counted in, is greater; > 0.
 * @throws RangeError when the function is not finite at the start, or the penalties are not as many or negative.
 * @see Andrew and Gao, Scalable training of L1-regularized log-linear models (ICML 2007).
 */
export function owlqn(
  objective: Objective,
  penalties: Float64Array,
  start: Float64Array,
  { tolerance = 1e-6, memory = 10, stepsMax = 1000 }: { tolerance?: number; memory?: number; stepsMax?: number } = {},
): Minimum {
  if (penalties.length !== start.length || !penalties.every((penalty) => penalty >= 0)) {
    throw new RangeError(`owlqn requires a penalty ≥ 0 for each of ${start.length} variables, got ${penalties.length}`)
  }
  let point = evaluate(objective, penalties, Float64Array.from(start))
  if (!Number.isFinite(point.value)) throw new RangeError('owlqn requires a start where the function is finite')
  const pairs: Pair[] = []
  for (let taken = 0; taken < stepsMax; taken += 1) {
    const slope = steepest(point, penalties)
    if (slope.every((value) => Math.abs(value) <= tolerance)) return { at: point.at, value: point.value, converged: true }
    const next = lineSearch(objective, penalties, point, slope, alongSlope(descent(slope, pairs), slope), pairs.length === 0)
    if (next === null) return { at: point.at, value: point.value, converged: false }
    remember(pairs, point, next, memory)
    point = next
  }
  return { at: point.at, value: point.value, converged: false }
}

/** Gradient of the whole, at a kink the one side that falls, or 0 where both sides rise. */
function steepest({ at, gradient }: Point, penalties: Float64Array): Float64Array {
  return gradient.map((value, i) => {
    const [position, penalty] = [at[i] as number, penalties[i] as number]
    if (position !== 0) return value + penalty * Math.sign(position)
    return Math.sign(value) * Math.max(Math.abs(value) - penalty, 0)
  })
}

function alongSlope(direction: Float64Array, slope: Float64Array): Float64Array {
  return direction.map((value, i) => (value * (slope[i] as number) < 0 ? value : 0))
}

/** A lower point on the way that crosses no kink: variables that would change their sign become 0. */
function lineSearch(
  objective: Objective,
  penalties: Float64Array,
  from: Point,
  slope: Float64Array,
  direction: Float64Array,
  isFirst: boolean,
): Point | null {
  const size = Math.sqrt(slope.reduce((total, value) => total + value * value, 0))
  let length = isFirst ? 1 / Math.max(size, 1) : 1
  for (let trial = 0; trial < TRIALS_MAX; trial += 1, length /= 2) {
    const at = from.at.map((position, i) => {
      const moved = position + length * (direction[i] as number)
      const side = position === 0 ? -Math.sign(slope[i] as number) : Math.sign(position)
      return penalties[i] === 0 || moved * side > 0 ? moved : 0
    })
    const point = evaluate(objective, penalties, at)
    let fall = 0
    for (let i = 0; i < at.length; i += 1) fall += (slope[i] as number) * ((at[i] as number) - (from.at[i] as number))
    if (point.value <= from.value + ARMIJO * fall) return fall < 0 ? point : null
  }
  return null
}

/** The gradient is of the smooth part, the value of the whole. */
function evaluate(objective: Objective, penalties: Float64Array, at: Float64Array): Point {
  const gradient = new Float64Array(at.length)
  const smooth = objective(at, gradient)
  return { at, gradient, value: at.reduce((total, position, i) => total + (penalties[i] as number) * Math.abs(position), smooth) }
}
