import type { Minimum } from './nelder-mead.ts'

/** A function to minimise: writes its gradient at a point into `gradient` and returns its value. */
export type Objective = (at: Float64Array, gradient: Float64Array) => number

/** A step of the past and how it changed the gradient. */
export interface Pair {
  readonly step: Float64Array
  readonly change: Float64Array
  readonly curvature: number
}

/** Where a search is. */
export interface Point {
  readonly at: Float64Array
  readonly gradient: Float64Array
  readonly value: number
}

const ARMIJO = 1e-4
const WOLFE = 0.9
const TRIALS_MAX = 60

/**
 * A minimum of a smooth function of many variables, from its gradient and a memory of the last steps; the minimum where the function is
 * convex.
 * @param start Where to begin; left as it is.
 * @param options.tolerance Rests when no component of the gradient is greater, > 0.
 * @param options.memory How many steps are remembered, ≥ 1.
 * @throws RangeError when the function is not finite at the start.
 * @see Nocedal and Wright, Numerical optimization, second edition (2006), algorithm 7.5; the line search of Lewis and Overton,
 *   Nonsmooth optimization via quasi-Newton methods (Mathematical Programming 141, 2013).
 */
export function lbfgs(
  objective: Objective,
  start: Float64Array,
  { tolerance = 1e-6, memory = 10, stepsMax = 500 }: { tolerance?: number; memory?: number; stepsMax?: number } = {},
): Minimum {
  let point = evaluate(objective, Float64Array.from(start))
  if (!Number.isFinite(point.value)) throw new RangeError('lbfgs requires a start where the function is finite')
  const pairs: Pair[] = []
  for (let taken = 0; taken < stepsMax; taken += 1) {
    if (largest(point.gradient) <= tolerance) return { at: point.at, value: point.value, converged: true }
    const direction = descent(point.gradient, pairs)
    const next = lineSearch(objective, point, direction, pairs.length === 0 ? 1 / Math.max(norm(point.gradient), 1) : 1)
    if (next === null) return { at: point.at, value: point.value, converged: false }
    remember(pairs, point, next, memory)
    point = next
  }
  return { at: point.at, value: point.value, converged: false }
}

/** Minus the gradient times the remembered inverse curvature, in two loops. */
export function descent(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((value) => -value)
  const weights = new Float64Array(pairs.length)
  for (let i = pairs.length - 1; i >= 0; i -= 1) {
    const { step, change, curvature } = pairs[i] as Pair
    weights[i] = dot(step, direction) / curvature
    add(direction, change, -(weights[i] as number))
  }
  const last = pairs.at(-1)
  if (last !== undefined) scale(direction, last.curvature / dot(last.change, last.change))
  for (const [i, { step, change, curvature }] of pairs.entries()) {
    add(direction, step, (weights[i] as number) - dot(change, direction) / curvature)
  }
  return direction
}

/** A step that lowers the function enough and flattens it enough; null where none is found, which is at the limit of precision. */
function lineSearch(objective: Objective, from: Point, direction: Float64Array, first: number): Point | null {
  const slope = dot(from.gradient, direction)
  if (!(slope < 0)) return null
  let [low, high, length] = [0, Infinity, first]
  let lowered: Point | null = null
  for (let trial = 0; trial < TRIALS_MAX; trial += 1) {
    const at = Float64Array.from(from.at)
    add(at, direction, length)
    const point = evaluate(objective, at)
    if (!(point.value <= from.value + ARMIJO * length * slope)) high = length
    else {
      lowered = point
      if (dot(point.gradient, direction) >= WOLFE * slope) return point
      low = length
    }
    length = high === Infinity ? 2 * low : (low + high) / 2
  }
  return lowered
}

/** Adds the step between two points to the memory, unless the function did not curve upwards along it. */
export function remember(pairs: Pair[], from: Point, to: Point, memory: number): void {
  const step = to.at.map((value, i) => value - (from.at[i] as number))
  const change = to.gradient.map((value, i) => value - (from.gradient[i] as number))
  const curvature = dot(step, change)
  if (!(curvature > 1e-12 * dot(change, change))) return
  pairs.push({ step, change, curvature })
  if (pairs.length > memory) pairs.shift()
}

function evaluate(objective: Objective, at: Float64Array): Point {
  const gradient = new Float64Array(at.length)
  return { at, gradient, value: objective(at, gradient) }
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0
  for (let i = 0; i < a.length; i += 1) total += (a[i] as number) * (b[i] as number)
  return total
}

function add(target: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i += 1) target[i] = (target[i] as number) + factor * (values[i] as number)
}

function scale(target: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i += 1) target[i] = (target[i] as number) * factor
}

function norm(values: Float64Array): number {
  return Math.sqrt(dot(values, values))
}

function largest(values: Float64Array): number {
  let result = 0
  for (const value of values) result = Math.max(result, Math.abs(value))
  return result
}
