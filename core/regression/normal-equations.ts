/** What least squares are solved from. */
export interface NormalEquations {
  /** Products of each two columns, column i with j at i · columns + j. */
  readonly gram: Float64Array
  /** Products of each column with the target. */
  readonly moments: Float64Array
}

/** A column of which less is left after the others says what they say. */
const LEFT_MIN = 1e-10

/**
 * Weights of least squares by Cholesky’s decomposition. A column that others already say has weight 0.
 * @param l2 Added to the diagonal, ≥ 0.
 * @returns one weight a column.
 * @see Golub and Van Loan, Matrix computations (2013), section 5.3.2.
 */
export function solveNormalEquations({ gram, moments }: NormalEquations, l2: number): Float64Array {
  const width = moments.length
  const lower = new Float64Array(width * width)
  const weights = new Float64Array(width)
  const cell = (row: number, column: number) => lower[row * width + column] as number
  for (let i = 0; i < width; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let left = (gram[i * width + j] as number) + (i === j ? l2 : 0)
      for (let k = 0; k < j; k += 1) left -= cell(i, k) * cell(j, k)
      if (i === j) lower[i * width + i] = left > LEFT_MIN * ((gram[i * width + i] as number) + l2) ? Math.sqrt(left) : 0
      else lower[i * width + j] = cell(j, j) === 0 ? 0 : left / cell(j, j)
    }
  }
  for (let i = 0; i < width; i += 1) {
    let left = moments[i] as number
    for (let k = 0; k < i; k += 1) left -= cell(i, k) * (weights[k] as number)
    weights[i] = cell(i, i) === 0 ? 0 : left / cell(i, i)
  }
  for (let i = width - 1; i >= 0; i -= 1) {
    let left = weights[i] as number
    for (let k = i + 1; k < width; k += 1) left -= cell(k, i) * (weights[k] as number)
    weights[i] = cell(i, i) === 0 ? 0 : left / cell(i, i)
  }
  return weights
}
