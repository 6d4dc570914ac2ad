import { type NormalEquations, solveNormalEquations } from '../regression/normal-equations.ts'

/** Mean and deviation of what is known of a column. */
export interface Scale {
  readonly mean: number
  /** 0 for a column that does not vary. */
  readonly deviation: number
}

/**
 * Scale of a column over some rows, NaN left out.
 * @param rows Indices of rows.
 */
export function scaleOf(column: Float64Array, rows: Uint32Array): Scale {
  let [count, mean, squares] = [0, 0, 0]
  for (const row of rows) {
    const value = column[row] as number
    if (Number.isNaN(value)) continue
    count += 1
    const distance = value - mean
    mean += distance / count
    squares += distance * (value - mean)
  }
  const deviation = count === 0 ? 0 : Math.sqrt(squares / count)
  return { mean, deviation: deviation > 1e-9 * Math.abs(mean) ? deviation : 0 }
}

/** Mean products of standardised columns with each other and with a target, over some rows. */
export interface ColumnProducts extends NormalEquations {
  /** Mean square of the standardised target around its mean over these rows. */
  readonly spread: number
  /** Mean square of the standardised target. */
  readonly square: number
}

/**
 * Mean products of each two columns, and of each with the target, all standardised by the given scales; NaN counts as the mean.
 * @param scales One a column, of deviation above 0, and last that of the target.
 */
export function columnProducts(
  columns: readonly Float64Array[],
  target: Float64Array,
  scales: readonly Scale[],
  rows: Uint32Array,
): ColumnProducts {
  const width = columns.length
  const standard = [...columns, target].map((column, index) => standardised(column, scales[index] as Scale, rows))
  const own = standard.at(-1) as Float64Array
  const [gram, moments] = [new Float64Array(width * width), new Float64Array(width)]
  for (let i = 0; i < width; i += 1) {
    moments[i] = meanProduct(standard[i] as Float64Array, own)
    for (let j = i; j < width; j += 1) {
      const product = meanProduct(standard[i] as Float64Array, standard[j] as Float64Array)
      gram[i * width + j] = product
      gram[j * width + i] = product
    }
  }
  const square = meanProduct(own, own)
  const mean = own.reduce((sum, value) => sum + value, 0) / rows.length
  return { gram, moments, square, spread: square - mean ** 2 }
}

/** Weights of a few of the columns by least squares, in standardised units, in the order in which the columns are named. */
export function weightsOf({ gram, moments }: ColumnProducts, kept: readonly number[]): Float64Array {
  const width = moments.length
  const own = Float64Array.from(kept.flatMap((i) => kept.map((j) => gram[i * width + j] as number)))
  return solveNormalEquations({ gram: own, moments: Float64Array.from(kept, (i) => moments[i] as number) }, 0)
}

/** Share of the variance of the target that the weights of a few columns explain over the rows of the products; 0 where it does not vary. */
export function explainedBy({ gram, moments, square, spread }: ColumnProducts, kept: readonly number[], weights: Float64Array): number {
  if (spread <= 0) return 0
  let left = square
  for (const [a, i] of kept.entries()) {
    const weight = weights[a] as number
    left -= 2 * weight * (moments[i] as number)
    for (const [b, j] of kept.entries()) left += weight * (weights[b] as number) * (gram[i * moments.length + j] as number)
  }
  return 1 - left / spread
}

function standardised(column: Float64Array, { mean, deviation }: Scale, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => (Number.isNaN(column[row]) ? 0 : ((column[row] as number) - mean) / deviation))
}

function meanProduct(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let row = 0; row < one.length; row += 1) sum += (one[row] as number) * (other[row] as number)
  return sum / one.length
}
