import { rowCount, type Table } from '../estimator.ts'

/** Rows of numbers side by side: value c of row r at r · width + c. */
export interface Points {
  readonly values: Float64Array
  readonly rows: number
  readonly width: number
}

/** The rows of a table as points, copied. */
export function pointsOf(table: Table): Points {
  const [rows, width] = [rowCount(table), table.columns.length]
  const values = new Float64Array(rows * width)
  for (const [at, column] of table.columns.entries()) {
    for (let row = 0; row < rows; row += 1) values[row * width + at] = column[row] as number
  }
  return { values, rows, width }
}

/** Squared distance of row `a` of some points and row `b` of others of the same width. */
export function squaredDistance(one: Points, a: number, other: Points, b: number): number {
  let total = 0
  for (let i = 0; i < one.width; i += 1) {
    const difference = (one.values[a * one.width + i] as number) - (other.values[b * one.width + i] as number)
    total += difference * difference
  }
  return total
}

/** Chosen rows of points, copied, in the given order. */
export function pickPoints({ values, width }: Points, rows: ArrayLike<number>): Points {
  const picked = new Float64Array(rows.length * width)
  for (let i = 0; i < rows.length; i += 1)
    picked.set(values.subarray((rows[i] as number) * width, ((rows[i] as number) + 1) * width), i * width)
  return { values: picked, rows: rows.length, width }
}
