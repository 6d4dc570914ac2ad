/**
 * Where a value would go in ascending values, before those equal to it.
 * @param sorted Ascending, without NaN.
 * @returns index of the first that is not below it, their number where all are.
 */
export function firstAtLeast(sorted: ArrayLike<number>, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Where a value would go in ascending values, behind those equal to it.
 * @param sorted Ascending, without NaN.
 * @returns index of the first that is above it, their number where none is.
 */
export function firstAbove(sorted: ArrayLike<number>, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) <= value) low = middle + 1
    else high = middle
  }
  return low
}
