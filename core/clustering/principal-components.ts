import { type Fitted, type Learner, requireColumns, requireTable, rowCount } from '../estimator.ts'

export interface ComponentOptions {
  /** As many components as it takes to hold this share of the variance, in (0, 1]. */
  readonly share?: number
  /** At most so many, whole number ≥ 1. */
  readonly componentsMax?: number
  /** Whether columns are brought to deviation 1 first, so that no unit rules. */
  readonly standardised?: boolean
}

export interface ComponentModel extends Fitted {
  readonly kind: 'principal-components'
  readonly means: readonly number[]
  /** 1 where columns are not standardised; 0 of a column that does not vary, which then counts nothing. */
  readonly deviations: readonly number[]
  /** Directions of length 1, one array a component; the greatest entry of each is positive. */
  readonly components: readonly (readonly number[])[]
  /** Variance along each, with n − 1; descending. */
  readonly variances: readonly number[]
  /** Share of the whole variance. */
  readonly shares: readonly number[]
}

const SWEEPS_MAX = 100

/**
 * Principal components: directions of greatest variance, each at right angles to those before. `predict` gives the coordinates of each row,
 * component c of row r at r · components + c. The target is not looked at. Takes the cube of the columns.
 * @see Hotelling (Journal of Educational Psychology 24, 1933); eigenvectors by Jacobi’s rotations, Golub and Van Loan (2013), section 8.5.
 */
export const principalComponents: Learner<ComponentOptions, ComponentModel> = {
  name: 'principalComponents',

  fit(table, _target, { share = 0.9, componentsMax = table.columns.length, standardised = true }) {
    requireTable('principalComponents', table, { missing: 'refused' })
    if (!(share > 0 && share <= 1)) throw new RangeError(`principalComponents requires share in (0, 1], got ${share}`)
    if (!(Number.isSafeInteger(componentsMax) && componentsMax >= 1)) {
      throw new RangeError(`principalComponents requires componentsMax ≥ 1, got ${componentsMax}`)
    }
    const means = table.columns.map((column) => column.reduce((total, value) => total + value / column.length, 0))
    const centred = table.columns.map((column, i) => column.map((value) => value - (means[i] as number)))
    const deviations = centred.map((column, i) => (standardised ? deviationOf(column, means[i] as number) : 1))
    const scaled = centred.map((column, i) => column.map((value) => (deviations[i] === 0 ? 0 : value / (deviations[i] as number))))
    const found = eigenvectors(covariances(scaled, rowCount(table)))
    const total = found.reduce((sum, { value }) => sum + value, 0)
    if (!Number.isFinite(total)) throw new RangeError('principalComponents requires values below 1e150 in size, got greater ones')
    const kept = found.slice(0, Math.min(countFor(found, share * total), componentsMax))
    return {
      kind: 'principal-components',
      columns: [...table.names],
      means,
      deviations,
      components: kept.map(({ vector }) => [...vector]),
      variances: kept.map(({ value }) => value),
      shares: kept.map(({ value }) => (total === 0 ? 0 : value / total)),
    }
  },

  predict(model, table) {
    requireColumns('principalComponents', model, table, { missing: 'refused' })
    const [rows, width] = [rowCount(table), model.components.length]
    const coordinates = new Float64Array(rows * width)
    for (const [component, direction] of model.components.entries()) {
      for (const [i, column] of table.columns.entries()) {
        const [mean, deviation] = [model.means[i] as number, model.deviations[i] as number]
        const weight = deviation === 0 ? 0 : (direction[i] as number) / deviation
        for (let row = 0; row < rows; row += 1) {
          const at = row * width + component
          coordinates[at] = (coordinates[at] as number) + weight * ((column[row] as number) - mean)
        }
      }
    }
    return coordinates
  },
}

interface Eigenvector {
  readonly value: number
  readonly vector: Float64Array
}

/** At least one, and no direction without variance but the first. */
function countFor(found: readonly Eigenvector[], variance: number): number {
  let held = 0
  const enough = found.findIndex(({ value }) => {
    held += value
    return held >= variance * (1 - 1e-12)
  })
  return enough === -1 ? found.length : enough + 1
}

function covariances(columns: readonly Float64Array[], rows: number): Float64Array[] {
  return columns.map((a) =>
    Float64Array.from(columns, (b) => {
      let total = 0
      for (let row = 0; row < rows; row += 1) total += (a[row] as number) * (b[row] as number)
      return total / Math.max(rows - 1, 1)
    }),
  )
}

/** Eigenvectors of a symmetric matrix, which is used up, by descending value. */
function eigenvectors(matrix: Float64Array[]): Eigenvector[] {
  const vectors = matrix.map((_, i) => Float64Array.from(matrix, (_, j) => Number(i === j)))
  for (let sweep = 0; sweep < SWEEPS_MAX && !isDiagonal(matrix); sweep += 1) {
    for (let i = 0; i < matrix.length; i += 1) for (let j = i + 1; j < matrix.length; j += 1) rotate(matrix, vectors, i, j)
  }
  return matrix
    .map((row, i) => ({ value: Math.max(row[i] as number, 0), vector: turned(vectors.map((own) => own[i] as number)) }))
    .sort((a, b) => b.value - a.value)
}

/** One of both signs that an eigenvector may have, the same on every machine. */
function turned(vector: readonly number[]): Float64Array {
  const greatest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) + 1e-12 ? value : most), 0)
  return Float64Array.from(vector, (value) => (greatest < 0 ? -value : value))
}

function rotate(matrix: readonly Float64Array[], vectors: readonly Float64Array[], i: number, j: number): void {
  const [own, other] = [matrix[i], matrix[j]] as [Float64Array, Float64Array]
  if (own[j] === 0) return
  const ratio = ((other[j] as number) - (own[i] as number)) / (2 * (own[j] as number))
  const tangent = (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.hypot(1, ratio))
  const cosine = 1 / Math.hypot(1, tangent)
  const sine = tangent * cosine
  for (const row of [...matrix, ...vectors]) {
    const [a, b] = [row[i] as number, row[j] as number]
    row[i] = cosine * a - sine * b
    row[j] = sine * a + cosine * b
  }
  for (let k = 0; k < matrix.length; k += 1) {
    const [a, b] = [own[k] as number, other[k] as number]
    own[k] = cosine * a - sine * b
    other[k] = sine * a + cosine * b
  }
}

function isDiagonal(matrix: readonly Float64Array[]): boolean {
  let [inside, outside] = [0, 0]
  for (const [i, row] of matrix.entries()) {
    for (const [j, value] of row.entries()) {
      if (i === j) inside += value * value
      else outside += value * value
    }
  }
  return !(outside > 1e-30 * inside)
}

function deviationOf(centred: Float64Array, mean: number): number {
  const deviation = Math.sqrt(centred.reduce((total, value) => total + value * value, 0) / centred.length)
  return deviation <= 1e-14 * Math.abs(mean) ? 0 : deviation
}
