/**
 * Quantile of a sample, linear between its values: type 7 of Hyndman and Fan, the rule of R and NumPy.
 * @param sorted Values in ascending order, at least one.
 * @param p In [0, 1].
 * @throws RangeError when the sample is empty or p out of range.
 * @see Hyndman and Fan, Sample quantiles in statistical packages (The American Statistician 50, 1996).
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) throw new RangeError('quantile requires at least one value')
  if (!(p >= 0 && p <= 1)) throw new RangeError(`quantile requires p in [0, 1], got ${p}`)
  const at = p * (sorted.length - 1)
  const below = Math.floor(at)
  const low = sorted[below] as number
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number
  return at === below ? low : low + (at - below) * (high - low)
}

/**
 * Middle value of a sample in any order; the sample is left as it is.
 * @throws RangeError when it is empty.
 */
export function median(values: ArrayLike<number>): number {
  return quantile(new Float64Array(values).sort(), 0.5)
}

/**
 * Ranks from 1, the mean one for equal values.
 * @param values Any numbers but NaN.
 */
export function midranks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number))
  const ranks = new Float64Array(values.length)
  for (let start = 0; start < order.length; ) {
    let end = start + 1
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end += 1
    for (let i = start; i < end; i += 1) ranks[order[i] as number] = (start + end + 1) / 2
    start = end
  }
  return ranks
}
