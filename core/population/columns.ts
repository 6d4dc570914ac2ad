/** A column of a block, one entry a customer. */
export type PopulationColumn =
  | { readonly kind: 'number'; readonly decimals: number; readonly scaled: Int32Array }
  | { readonly kind: 'word'; readonly words: readonly string[]; readonly codes: Uint8Array }

/** Stands for a missing number among scaled ones, of which none is negative. */
export const MISSING = -1

/** Columns by name. Numbers are whole multiples of 10^−decimals, so that they are written and read back alike everywhere. */
export type PopulationColumns = Readonly<Record<string, PopulationColumn>>

/** A column of numbers ≥ 0 rounded to so many decimals; NaN becomes missing. */
export function rounded(values: ArrayLike<number>, decimals: number): PopulationColumn {
  const scale = 10 ** decimals
  const scaled = new Int32Array(values.length)
  for (let row = 0; row < scaled.length; row += 1) {
    const value = values[row] as number
    scaled[row] = Number.isNaN(value) ? MISSING : Math.floor(value * scale + 0.5)
  }
  return { kind: 'number', decimals, scaled }
}

/** A column of whole numbers as they are, or of hundredths with two decimals. */
export function exact(scaled: Int32Array, decimals = 0): PopulationColumn {
  return { kind: 'number', decimals, scaled }
}

/** A column of words by their places in a list. */
export function worded(words: readonly string[], codes: Uint8Array): PopulationColumn {
  return { kind: 'word', words, codes }
}

/** Percent of one count in another; NaN where there is nothing to divide by. */
export function percentOf(parts: ArrayLike<number>, wholes: ArrayLike<number>): Float64Array {
  return new Float64Array(parts).map((part, row) => (wholes[row] === 0 ? Number.NaN : (100 * part) / (wholes[row] as number)))
}

/** The values where the other is above 0, NaN elsewhere. */
export function whereAny(values: Float64Array, others: ArrayLike<number>): Float64Array {
  return values.map((value, row) => ((others[row] as number) > 0 ? value : Number.NaN))
}
