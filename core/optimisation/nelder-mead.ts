/** Where a search ended. */
export interface Minimum {
  readonly at: Float64Array
  readonly value: number
  /** Whether the search came to rest before its steps were used up. */
  readonly converged: boolean
}

interface Vertex {
  readonly at: Float64Array
  readonly value: number
}

/**
 * A local minimum of a function of few variables, without derivatives: a simplex that is reflected, stretched and shrunk. For up to about
 * ten variables of like scale. A value that is not finite counts as a wall.
 * @param start Where to begin, finite; the function must be finite there.
 * @param options.step Edge of the first simplex in each variable, > 0.
 * @param options.tolerance Rests when values of the simplex differ by less, and its corners too; > 0.
 * @throws RangeError when the start is empty or the function is not finite there.
 * @see Nelder and Mead, A simplex method for function minimization (The Computer Journal 7, 1965), with the standard coefficients.
 */
export function nelderMead(
  f: (at: Float64Array) => number,
  start: ArrayLike<number>,
  { step = 0.5, tolerance = 1e-10, stepsMax = 200 * start.length }: { step?: number; tolerance?: number; stepsMax?: number } = {},
): Minimum {
  const vertexAt = (at: Float64Array): Vertex => ({ at, value: finiteOr(f(at)) })
  const simplex = firstSimplex(start, step).map(vertexAt)
  if (start.length === 0 || simplex[0]?.value === Infinity) {
    throw new RangeError('nelderMead requires a start where the function is finite')
  }
  for (let taken = 0; taken < stepsMax; taken += 1) {
    simplex.sort((a, b) => a.value - b.value)
    if (isAtRest(simplex, tolerance)) return { ...(simplex[0] as Vertex), converged: true }
    moveWorst(simplex, vertexAt)
  }
  simplex.sort((a, b) => a.value - b.value)
  return { ...(simplex[0] as Vertex), converged: false }
}

function moveWorst(simplex: Vertex[], vertexAt: (at: Float64Array) => Vertex): void {
  const last = simplex.length - 1
  const [best, worst, second] = [simplex[0], simplex[last], simplex[last - 1]] as [Vertex, Vertex, Vertex]
  const center = centerOf(simplex.slice(0, last))
  const along = (share: number) => vertexAt(center.map((c, i) => c + share * (c - (worst.at[i] as number))))
  const reflected = along(1)
  if (reflected.value < best.value) {
    const stretched = along(2)
    simplex[last] = stretched.value < reflected.value ? stretched : reflected
  } else if (reflected.value < second.value) simplex[last] = reflected
  else {
    const pulled = along(reflected.value < worst.value ? 0.5 : -0.5)
    if (pulled.value < Math.min(reflected.value, worst.value)) simplex[last] = pulled
    else for (let i = 1; i <= last; i += 1) simplex[i] = vertexAt(halfway(best.at, (simplex[i] as Vertex).at))
  }
}

function firstSimplex(start: ArrayLike<number>, step: number): Float64Array[] {
  const corner = Float64Array.from(start)
  return [corner, ...Array.from(corner, (_, i) => corner.map((value, j) => (i === j ? value + step : value)))]
}

function isAtRest(simplex: readonly Vertex[], tolerance: number): boolean {
  const best = simplex[0] as Vertex
  const worst = simplex[simplex.length - 1] as Vertex
  if (!(worst.value - best.value <= tolerance * (1 + Math.abs(best.value)))) return false
  return simplex.every(({ at }) => at.every((value, i) => Math.abs(value - (best.at[i] as number)) <= Math.sqrt(tolerance)))
}

function centerOf(vertices: readonly Vertex[]): Float64Array {
  const center = new Float64Array((vertices[0] as Vertex).at.length)
  for (const { at } of vertices) for (const [i, value] of at.entries()) center[i] = (center[i] as number) + value / vertices.length
  return center
}

function halfway(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => (value + (b[i] as number)) / 2)
}

function finiteOr(value: number): number {
  return Number.isFinite(value) ? value : Infinity
}
