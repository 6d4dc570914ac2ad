/** Steps of the exact probability; beyond it the limit for large samples is near enough. */
const STEPS_MAX = 1e7

export interface KolmogorovSmirnov {
  /** Greatest distance of the two distribution functions, in [0, 1]. */
  readonly distance: number
  /** Probability of that distance or more if both were drawn from one distribution; too great where values are tied. */
  readonly pValue: number
  readonly exact: boolean
}

/**
 * Whether two samples come from one distribution. With many rows every difference is “significant”: alert on the distance.
 * @param x Finite numbers, at least one.
 * @param y Finite numbers, at least one.
 * @throws RangeError when a sample is empty or holds a number that is not finite.
 * @see Hodges, The significance probability of the Smirnov two-sample test (Arkiv för Matematik 3, 1958).
 */
export function kolmogorovSmirnov(x: ArrayLike<number>, y: ArrayLike<number>): KolmogorovSmirnov {
  const [left, right] = [sorted(x), sorted(y)]
  const reach = greatestDistance(left, right)
  const product = left.length * right.length
  const distance = reach / product
  if (product <= STEPS_MAX) return { distance, pValue: exactTail(left.length, right.length, reach), exact: true }
  return { distance, pValue: kolmogorovTail(distance * Math.sqrt(product / (left.length + right.length))), exact: false }
}

/**
 * Probability that Kolmogorov’s limit exceeds a value.
 * @param value ≥ 0.
 * @throws RangeError when it is negative or NaN.
 * @see Kolmogorov (Giornale dell’Istituto Italiano degli Attuari 4, 1933); near 0 by Jacobi’s transformation of the series.
 */
export function kolmogorovTail(value: number): number {
  if (!(value >= 0)) throw new RangeError(`kolmogorovTail requires a number ≥ 0, got ${value}`)
  if (value < 0.04) return 1
  let total = 0
  if (value < 1) {
    for (let k = 1; k <= 20; k += 1) total += Math.exp((-((2 * k - 1) ** 2) * Math.PI ** 2) / (8 * value * value))
    return 1 - (Math.sqrt(2 * Math.PI) / value) * total
  }
  for (let k = 1; k <= 20; k += 1) total += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * value * value)
  return 2 * total
}

/** Greatest distance times both numbers of rows, which is whole. */
function greatestDistance(x: Float64Array, y: Float64Array): number {
  let [i, j, greatest] = [0, 0, 0]
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i] as number, y[j] as number)
    while (i < x.length && x[i] === value) i += 1
    while (j < y.length && y[j] === value) j += 1
    greatest = Math.max(greatest, Math.abs(i * y.length - j * x.length))
  }
  return greatest
}

/** Probability that a random order of both samples somewhere reaches the distance: of ways through the grid, those that leave the band. */
function exactTail(n: number, m: number, reach: number): number {
  if (reach === 0) return 1
  const left = new Float64Array(m + 1)
  for (let i = 0; i <= n; i += 1) {
    for (let j = 0; j <= m; j += 1) {
      if (Math.abs(i * m - j * n) >= reach) left[j] = 1
      else if (i === 0 && j === 0) left[j] = 0
      else left[j] = (i === 0 ? 0 : (i / (i + j)) * (left[j] as number)) + (j === 0 ? 0 : (j / (i + j)) * (left[j - 1] as number))
    }
  }
  return left[m] as number
}

function sorted(values: ArrayLike<number>): Float64Array {
  if (values.length === 0) throw new RangeError('kolmogorovSmirnov requires at least one value a sample')
  const copy = Float64Array.from(values)
  const row = copy.findIndex((value) => !Number.isFinite(value))
  if (row !== -1) throw new RangeError(`kolmogorovSmirnov requires finite numbers, got ${copy[row]} in row ${row}`)
  return copy.sort()
}
