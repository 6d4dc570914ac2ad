import { quantile } from '../inference/quantiles.ts'
import type { Random } from '../random/xoshiro256.ts'

/** A figure of a sample, with what it could have been. */
export interface Estimate {
  /** Null where the figure has no value, as an AUC of one class alone. */
  readonly value: number | null
  readonly lower: number | null
  readonly upper: number | null
}

export interface BootstrapOptions {
  /** One a row: rows of a group, an author for instance, are drawn together, which makes the interval as wide as it has to be. */
  readonly groups?: ArrayLike<number | string>
  /** Whole number, at least 20. */
  readonly resamples?: number
  /** In (0, 1). */
  readonly confidence?: number
}

/**
 * Figures of rows with percentile intervals: each is computed anew on rows drawn with replacement. Resamples in which a figure has no value
 * are left out of its interval, which has none where that is most of them.
 * @param rows How many there are, at least 1.
 * @param figures Computes all figures of the given rows, which are ascending and may repeat.
 * @returns one estimate a figure, under its name.
 * @throws RangeError when a parameter is out of range.
 * @see Efron and Tibshirani, An introduction to the bootstrap (1993), chapter 13.
 */
export function bootstrap<Name extends string>(
  rows: number,
  figures: (rows: Uint32Array) => Readonly<Record<Name, number | null>>,
  random: Random,
  { groups, resamples = 1000, confidence = 0.95 }: BootstrapOptions = {},
): Record<Name, Estimate> {
  if (!(Number.isSafeInteger(rows) && rows >= 1)) throw new RangeError(`bootstrap requires at least one row, got ${rows}`)
  if (groups !== undefined && groups.length !== rows)
    throw new RangeError(`bootstrap requires a group a row, got ${groups.length} for ${rows}`)
  if (!(Number.isSafeInteger(resamples) && resamples >= 20))
    throw new RangeError(`bootstrap requires at least 20 resamples, got ${resamples}`)
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`bootstrap requires confidence in (0, 1), got ${confidence}`)
  const whole = figures(Uint32Array.from({ length: rows }, (_, row) => row))
  const draw = groups === undefined ? () => drawnRows(rows, random) : groupDraws(groups, random)
  const drawn = Array.from({ length: resamples }, () => figures(draw()))
  const names = Object.keys(whole) as Name[]
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        value: whole[name],
        ...intervalOf(
          drawn.map((figure) => figure[name]),
          confidence,
        ),
      },
    ]),
  ) as Record<Name, Estimate>
}

function intervalOf(values: readonly (number | null)[], confidence: number): { lower: number | null; upper: number | null } {
  const sorted = Float64Array.from(values.filter((value) => value !== null)).sort()
  if (2 * sorted.length < values.length) return { lower: null, upper: null }
  return { lower: quantile(sorted, (1 - confidence) / 2), upper: quantile(sorted, (1 + confidence) / 2) }
}

function drawnRows(rows: number, random: Random): Uint32Array {
  const times = new Uint32Array(rows)
  for (let i = 0; i < rows; i += 1) {
    const row = random.integer(rows)
    times[row] = (times[row] as number) + 1
  }
  return repeated(times, rows)
}

function groupDraws(groups: ArrayLike<number | string>, random: Random): () => Uint32Array {
  const numbers = new Map<number | string, number>()
  const numberOf = Uint32Array.from({ length: groups.length }, (_, row) => {
    const group = groups[row] as number | string
    if (!numbers.has(group)) numbers.set(group, numbers.size)
    return numbers.get(group) as number
  })
  return () => {
    const drawn = new Uint32Array(numbers.size)
    for (let i = 0; i < numbers.size; i += 1) {
      const group = random.integer(numbers.size)
      drawn[group] = (drawn[group] as number) + 1
    }
    const times = numberOf.map((group) => drawn[group] as number)
    return repeated(
      times,
      times.reduce((total, count) => total + count, 0),
    )
  }
}

function repeated(times: Uint32Array, length: number): Uint32Array {
  const rows = new Uint32Array(length)
  let at = 0
  for (let row = 0; row < times.length; row += 1) {
    const end = at + (times[row] as number)
    for (; at < end; at += 1) rows[at] = row
  }
  return rows
}
