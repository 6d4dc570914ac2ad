import { studentTail } from '../special-functions/distributions.ts'
import { normalCdf, normalQuantile } from '../special-functions/normal.ts'
import { midranks } from './quantiles.ts'

/**
 * Pearson’s correlation of two columns, in [−1, 1]; null where one of them does not vary.
 * @param x Finite numbers, at least 2.
 * @param y As many.
 * @throws RangeError when the columns differ in length, are shorter than 2, or hold a number that is not finite.
 */
export function pearsonCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  requirePair('pearsonCorrelation', x, y)
  const [meanX, meanY] = [meanOf(x), meanOf(y)]
  let [xx, yy, xy] = [0, 0, 0]
  for (let i = 0; i < x.length; i += 1) {
    const [dx, dy] = [(x[i] as number) - meanX, (y[i] as number) - meanY]
    xx += dx * dx
    yy += dy * dy
    xy += dx * dy
  }
  if (xx === 0 || yy === 0) return null
  return Math.min(Math.max(xy / Math.sqrt(xx) / Math.sqrt(yy), -1), 1)
}

/**
 * Probability of a correlation at least as far from 0 if the columns were independent and normal.
 * @param correlation In [−1, 1].
 * @param rows Whole number, at least 3.
 * @throws RangeError when a parameter is out of range.
 */
export function correlationPValue(correlation: number, rows: number): number {
  if (!(Math.abs(correlation) <= 1)) throw new RangeError(`correlationPValue requires a correlation in [−1, 1], got ${correlation}`)
  if (!(Number.isSafeInteger(rows) && rows >= 3)) throw new RangeError(`correlationPValue requires at least 3 rows, got ${rows}`)
  const rest = 1 - correlation * correlation
  return rest === 0 ? 0 : 2 * studentTail(Math.abs(correlation) * Math.sqrt((rows - 2) / rest), rows - 2)
}

/**
 * Interval of a correlation, by the normal distribution of its area tangent. It takes both columns for normal: where they are not, such as
 * amounts of which a few are very large, correlate their logarithms or ranks.
 * @param correlation In [−1, 1]; an interval of −1 or 1 is that number alone.
 * @param rows Whole number, at least 4.
 * @param confidence In (0, 1).
 * @throws RangeError when a parameter is out of range.
 * @see Fisher, On the “probable error” of a coefficient of correlation (Metron 1, 1921).
 */
export function correlationInterval(
  correlation: number,
  rows: number,
  confidence = 0.95,
): { readonly lower: number; readonly upper: number } {
  if (!(Math.abs(correlation) <= 1)) throw new RangeError(`correlationInterval requires a correlation in [−1, 1], got ${correlation}`)
  if (!(Number.isSafeInteger(rows) && rows >= 4)) throw new RangeError(`correlationInterval requires at least 4 rows, got ${rows}`)
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`correlationInterval requires confidence in (0, 1), got ${confidence}`)
  const width = normalQuantile((1 + confidence) / 2) / Math.sqrt(rows - 3)
  const centre = Math.atanh(correlation)
  return { lower: Math.tanh(centre - width), upper: Math.tanh(centre + width) }
}

/** Spearman’s correlation: Pearson’s of the ranks, equal values sharing theirs. Parameters and errors as of {@link pearsonCorrelation}. */
export function spearmanCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  requirePair('spearmanCorrelation', x, y)
  return pearsonCorrelation(midranks(x), midranks(y))
}

/**
 * Kendall’s τ-b: pairs in the same order less pairs in the opposite one, with a correction for ties. Compares all pairs, so it takes the
 * square of the rows. Parameters and errors as of {@link pearsonCorrelation}.
 * @see Kendall, The treatment of ties in ranking problems (Biometrika 33, 1945).
 */
export function kendallCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  requirePair('kendallCorrelation', x, y)
  let [agreement, variedX, variedY] = [0, 0, 0]
  for (let i = 1; i < x.length; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const signX = Math.sign((x[i] as number) - (x[j] as number))
      const signY = Math.sign((y[i] as number) - (y[j] as number))
      agreement += signX * signY
      variedX += signX * signX
      variedY += signY * signY
    }
  }
  return variedX === 0 || variedY === 0 ? null : agreement / Math.sqrt(variedX) / Math.sqrt(variedY)
}

/**
 * Mann–Whitney test of whether one sample tends to be greater, by the normal approximation with corrections for ties and continuity.
 * Trust the probability from about 8 values a sample on.
 * @param x Finite numbers, at least one.
 * @param y Finite numbers, at least one.
 * @returns `u`, how many pairs have the value of x greater, equal ones counting half; and the two-sided probability, 1 where all are equal.
 * @throws RangeError when a sample is empty or holds a number that is not finite.
 * @see Mann and Whitney (Annals of Mathematical Statistics 18, 1947).
 */
export function mannWhitney(x: ArrayLike<number>, y: ArrayLike<number>): { readonly u: number; readonly pValue: number } {
  const [n, m] = [x.length, y.length]
  if (n === 0 || m === 0) throw new RangeError('mannWhitney requires at least one value a sample')
  requireFinite('mannWhitney', x)
  requireFinite('mannWhitney', y)
  const ranks = midranks([...Array.from(x), ...Array.from(y)])
  let u = (-n * (n + 1)) / 2
  for (let i = 0; i < n; i += 1) u += ranks[i] as number
  const total = n + m
  const variance = ((n * m) / 12) * (total + 1 - tiedTriples(ranks) / (total * (total - 1)))
  if (variance <= 0) return { u, pValue: 1 }
  const distance = Math.max(Math.abs(u - (n * m) / 2) - 0.5, 0)
  return { u, pValue: Math.min(2 * normalCdf(-distance / Math.sqrt(variance)), 1) }
}

/** Sum of t³ − t over groups of t equal values. */
function tiedTriples(ranks: Float64Array): number {
  const sizes = new Map<number, number>()
  for (const rank of ranks) sizes.set(rank, (sizes.get(rank) ?? 0) + 1)
  return [...sizes.values()].reduce((total, size) => total + size ** 3 - size, 0)
}

function meanOf(values: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < values.length; i += 1) total += values[i] as number
  return total / values.length
}

function requirePair(caller: string, x: ArrayLike<number>, y: ArrayLike<number>): void {
  if (x.length !== y.length) throw new RangeError(`${caller} requires columns of one length, got ${x.length} and ${y.length}`)
  if (x.length < 2) throw new RangeError(`${caller} requires at least 2 rows, got ${x.length}`)
  requireFinite(caller, x)
  requireFinite(caller, y)
}

function requireFinite(caller: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i += 1) {
    if (!Number.isFinite(values[i])) throw new RangeError(`${caller} requires finite numbers, got ${values[i]} at ${i}`)
  }
}
