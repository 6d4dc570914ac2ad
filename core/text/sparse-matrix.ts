import type { Design } from '../regression/design.ts'

/** A matrix that is mostly 0, by row: entries of row r are at starts[r] … starts[r + 1] − 1, by ascending column. */
export interface SparseMatrix extends Design {
  readonly starts: Uint32Array
  readonly indices: Uint32Array
  readonly values: Float64Array
}

/** One entry of a row: column and value. */
export type Entry = readonly [number, number]

/**
 * A sparse matrix of rows of entries.
 * @param rows Entries of each row, by ascending column.
 * @param columns How many there are.
 */
export function sparseMatrix(rows: readonly (readonly Entry[])[], columns: number): SparseMatrix {
  const starts = new Uint32Array(rows.length + 1)
  for (const [row, entries] of rows.entries()) starts[row + 1] = (starts[row] as number) + entries.length
  const count = starts[rows.length] as number
  const [indices, values] = [new Uint32Array(count), new Float64Array(count)]
  for (const [row, entries] of rows.entries()) {
    for (const [at, [column, value]] of entries.entries()) {
      indices[(starts[row] as number) + at] = column
      values[(starts[row] as number) + at] = value
    }
  }
  return withProducts(starts, indices, values, columns)
}

/**
 * Matrices of the same rows as one, the columns of each after those of the one before.
 * @throws RangeError when they have different numbers of rows.
 */
export function besideEachOther(matrices: readonly SparseMatrix[]): SparseMatrix {
  const rows = matrices[0]?.rows ?? 0
  if (matrices.some((matrix) => matrix.rows !== rows)) {
    throw new RangeError(`besideEachOther requires matrices of ${rows} rows, got ${matrices.map((matrix) => matrix.rows).join()}`)
  }
  const starts = new Uint32Array(rows + 1)
  const count = matrices.reduce((total, { indices }) => total + indices.length, 0)
  const [indices, values] = [new Uint32Array(count), new Float64Array(count)]
  let at = 0
  for (let row = 0; row < rows; row += 1) {
    let offset = 0
    for (const matrix of matrices) {
      const [from, to] = [matrix.starts[row] as number, matrix.starts[row + 1] as number]
      values.set(matrix.values.subarray(from, to), at)
      for (let i = from; i < to; i += 1) indices[at + i - from] = (matrix.indices[i] as number) + offset
      at += to - from
      offset += matrix.columns
    }
    starts[row + 1] = at
  }
  return withProducts(
    starts,
    indices,
    values,
    matrices.reduce((total, { columns }) => total + columns, 0),
  )
}

function withProducts(starts: Uint32Array, indices: Uint32Array, values: Float64Array, columns: number): SparseMatrix {
  const rows = starts.length - 1
  return {
    rows,
    columns,
    starts,
    indices,
    values,
    addProduct(weights, sums) {
      for (let row = 0; row < rows; row += 1) {
        let total = 0
        for (let i = starts[row] as number; i < (starts[row + 1] as number); i += 1) {
          total += (values[i] as number) * (weights[indices[i] as number] as number)
        }
        sums[row] = (sums[row] as number) + total
      }
    },
    addTransposed(own, sums) {
      for (let row = 0; row < rows; row += 1) {
        const value = own[row] as number
        if (value === 0) continue
        for (let i = starts[row] as number; i < (starts[row + 1] as number); i += 1) {
          const column = indices[i] as number
          sums[column] = (sums[column] as number) + value * (values[i] as number)
        }
      }
    },
  }
}
