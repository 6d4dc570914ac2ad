/** A matrix of which a linear model needs two products. */
export interface Design {
  readonly rows: number
  readonly columns: number
  /** Adds the product with one weight a column to one number a row. */
  addProduct(weights: Float64Array, sums: Float64Array): void
  /** Adds the product of the transposed with one number a row to one number a column. */
  addTransposed(values: Float64Array, sums: Float64Array): void
}

/** Columns brought to mean 0 and standard deviation 1, and what was taken from them. */
export interface Standardised {
  readonly columns: readonly Float64Array[]
  readonly means: Float64Array
  /** Standard deviations of the whole, 0 of a column that does not vary: it is left at 0. */
  readonly deviations: Float64Array
}

/** A design of columns of equal length. */
export function denseDesign(columns: readonly Float64Array[]): Design {
  return {
    rows: columns[0]?.length ?? 0,
    columns: columns.length,
    addProduct(weights, sums) {
      for (const [index, column] of columns.entries()) {
        const weight = weights[index] as number
        if (weight !== 0)
          for (let row = 0; row < column.length; row += 1) sums[row] = (sums[row] as number) + weight * (column[row] as number)
      }
    },
    addTransposed(values, sums) {
      for (const [index, column] of columns.entries()) {
        let total = 0
        for (let row = 0; row < column.length; row += 1) total += (values[row] as number) * (column[row] as number)
        sums[index] = (sums[index] as number) + total
      }
    },
  }
}

/**
 * Copies of columns at mean 0 and deviation 1.
 * @param caller As errors name it.
 * @throws RangeError when values are so large that their squares are not finite.
 */
export function standardise(caller: string, names: readonly string[], columns: readonly Float64Array[]): Standardised {
  const means = Float64Array.from(columns, (column) => column.reduce((total, value) => total + value / column.length, 0))
  const deviations = Float64Array.from(columns, (column, index) => {
    const mean = means[index] as number
    const deviation = Math.sqrt(column.reduce((total, value) => total + (value - mean) ** 2, 0) / column.length)
    if (!Number.isFinite(deviation))
      throw new RangeError(`${caller} requires values below 1e150 in size, got greater ones in “${names[index]}”`)
    // The mean of equal values may be off by a rounding, which is no variation.
    return deviation <= 1e-14 * Math.abs(mean) ? 0 : deviation
  })
  const scaled = columns.map((column, index) => {
    const [mean, deviation] = [means[index] as number, deviations[index] as number]
    return column.map((value) => (deviation === 0 ? 0 : (value - mean) / deviation))
  })
  return { columns: scaled, means, deviations }
}

/** The same columns, as if their means were 0 and their deviations 1. */
export function asTheyAre(columns: readonly Float64Array[]): Standardised {
  return { columns, means: new Float64Array(columns.length), deviations: new Float64Array(columns.length).fill(1) }
}

/** Weights and intercept for values as they were, from those for standardised ones. */
export function unstandardised(
  weights: ArrayLike<number>,
  intercept: number,
  { means, deviations }: Standardised,
): { weights: number[]; intercept: number } {
  const own = Array.from(weights, (weight, i) => (deviations[i] === 0 ? 0 : weight / (deviations[i] as number)))
  return { weights: own, intercept: own.reduce((total, weight, i) => total - weight * (means[i] as number), intercept) }
}
