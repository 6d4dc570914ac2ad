import { type Points, squaredDistance } from './points.ts'

/** One union: the clusters, at which distance, and how many rows they then hold. Rows are clusters 0 … n − 1, the first union is n. */
export interface Union {
  readonly a: number
  readonly b: number
  readonly distance: number
  readonly rows: number
}

/** Beyond it, the steps, which grow with the cube of the rows, take minutes: take centers of k-means instead. */
const ROWS_MAX = 2000

/**
 * Ward’s tree of clusters: again and again the two are joined that lose least, by squared distances from the means.
 * @param points 1 – 2,000 rows.
 * @returns n − 1 unions, by ascending distance.
 * @throws RangeError when there are more rows.
 * @see Ward, Hierarchical grouping to optimize an objective function (JASA 58, 1963), by Lance and Williams’ recurrence.
 */
export function wardTree(points: Points): Union[] {
  if (!(points.rows >= 1 && points.rows <= ROWS_MAX)) throw new RangeError(`wardTree requires 1 – ${ROWS_MAX} rows, got ${points.rows}`)
  const squares = Array.from({ length: points.rows }, (_, a) =>
    Float64Array.from({ length: points.rows }, (_, b) => squaredDistance(points, a, points, b)),
  )
  const live = Array.from({ length: points.rows }, (_, row) => ({ name: row, rows: 1, slot: row }))
  return Array.from({ length: points.rows - 1 }, (_, step) => {
    const [i, j] = nearestPair(live, squares)
    const [a, b] = [live[i], live[j]] as [Live, Live]
    const distance = Math.sqrt(squares[a.slot]?.[b.slot] as number)
    join(live, squares, a, b)
    live.splice(j, 1)
    const union = { a: Math.min(a.name, b.name), b: Math.max(a.name, b.name), distance, rows: a.rows + b.rows }
    live[i] = { name: points.rows + step, rows: union.rows, slot: a.slot }
    return union
  })
}

/**
 * Clusters of the rows when the tree is cut where it has a number of them.
 * @param unions Of {@link wardTree}.
 * @param clusters Whole number of 1 – rows.
 * @returns one number a row, from 0 on in the order of the first rows.
 * @throws RangeError when the number is out of range.
 */
export function cutTree(unions: readonly Union[], clusters: number): Uint32Array {
  const rows = unions.length + 1
  if (!(Number.isSafeInteger(clusters) && clusters >= 1 && clusters <= rows)) {
    throw new RangeError(`cutTree requires 1 – ${rows} clusters, got ${clusters}`)
  }
  const above = Uint32Array.from({ length: 2 * rows - 1 }, (_, name) => name)
  for (const [step, { a, b }] of unions.slice(0, rows - clusters).entries()) {
    above[a] = rows + step
    above[b] = rows + step
  }
  const numbers = new Map<number, number>()
  return Uint32Array.from({ length: rows }, (_, row) => {
    let top = row
    while (above[top] !== top) top = above[top] as number
    if (!numbers.has(top)) numbers.set(top, numbers.size)
    return numbers.get(top) as number
  })
}

interface Live {
  readonly name: number
  readonly rows: number
  readonly slot: number
}

function nearestPair(live: readonly Live[], squares: readonly Float64Array[]): [number, number] {
  let [best, least]: [[number, number], number] = [[0, 1], Infinity]
  for (let i = 0; i < live.length; i += 1) {
    const own = squares[(live[i] as Live).slot] as Float64Array
    for (let j = i + 1; j < live.length; j += 1) {
      const square = own[(live[j] as Live).slot] as number
      if (square < least) [best, least] = [[i, j], square]
    }
  }
  return best
}

function join(live: readonly Live[], squares: readonly Float64Array[], a: Live, b: Live): void {
  const [fromA, fromB] = [squares[a.slot], squares[b.slot]] as [Float64Array, Float64Array]
  const between = fromA[b.slot] as number
  for (const { slot, rows } of live) {
    if (slot === a.slot || slot === b.slot) continue
    const weighted = (a.rows + rows) * (fromA[slot] as number) + (b.rows + rows) * (fromB[slot] as number) - rows * between
    fromA[slot] = weighted / (a.rows + b.rows + rows)
    ;(squares[slot] as Float64Array)[a.slot] = fromA[slot] as number
  }
}
