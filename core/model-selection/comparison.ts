import type { Random } from '../random/xoshiro256.ts'
import { type BootstrapOptions, bootstrap, type Estimate } from './bootstrap.ts'
import { descendingOrder, picked, requireProbabilities } from './judged.ts'
import { type BinaryJudgement, binaryFigures, type ValueJudgement, valueFigures } from './judgement.ts'
import { rSquared } from './regression-metrics.ts'

/**
 * How much better or worse a second forecast of yes or no is than a first on the same rows: each figure of the second less that of the
 * first. Both are judged on the same resamples, so that what is hard about a row is hard for both, and a small difference shows that two
 * separate intervals would hide.
 * @param labels 0 or 1 a row.
 * @param first Probabilities, as many, in [0, 1].
 * @param second As many again.
 * @param options Groups of rows that hang together, number of resamples, confidence.
 * @throws RangeError when rows are none, unequal in number or out of range.
 * @see Efron and Tibshirani, An introduction to the bootstrap (1993), chapter 8, for pairs of one row.
 */
export function compareBinary(
  labels: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  random: Random,
  options: BootstrapOptions = {},
): Record<keyof BinaryJudgement, Estimate> {
  for (const probabilities of [first, second]) requireProbabilities('compareBinary', labels, probabilities)
  const orders = [descendingOrder(first), descendingOrder(second)]
  const sides = [first, second].map((probabilities, side) => ({ probabilities, order: orders[side] as Uint32Array }))
  const figures = (rows: Uint32Array) => {
    const times = timesDrawn(rows, labels.length)
    const [one, other] = sides.map(({ probabilities, order }) => {
      const sorted = inOrder(order, times, rows.length)
      return binaryFigures(picked(labels, sorted), picked(probabilities, sorted))
    })
    return differences(one as Figures, other as Figures)
  }
  return bootstrap(labels.length, figures, random, options) as Record<keyof BinaryJudgement, Estimate>
}

/**
 * The same for forecasts of a number.
 * @param actual Finite numbers.
 * @param first Predictions, as many.
 * @param second As many again.
 * @throws RangeError when rows are none, unequal in number or not finite.
 */
export function compareValues(
  actual: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  random: Random,
  options: BootstrapOptions = {},
): Record<keyof ValueJudgement, Estimate> {
  for (const predicted of [first, second]) rSquared(actual, predicted)
  const figures = (rows: Uint32Array) => {
    const seen = picked(actual, rows)
    return differences(valueFigures(seen, picked(first, rows)), valueFigures(seen, picked(second, rows)))
  }
  return bootstrap(actual.length, figures, random, options) as Record<keyof ValueJudgement, Estimate>
}

type Figures = Readonly<Record<string, number | null>>

function differences(first: Figures, second: Figures): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(second).map(([name, value]) => {
      const before = first[name] ?? null
      return [name, value === null || before === null ? null : value - before]
    }),
  )
}

function timesDrawn(rows: Uint32Array, length: number): Uint32Array {
  const times = new Uint32Array(length)
  for (let i = 0; i < rows.length; i += 1) times[rows[i] as number] = (times[rows[i] as number] as number) + 1
  return times
}

/** Drawn rows in the order of all rows: each resample would otherwise be sorted anew. */
function inOrder(order: Uint32Array, times: Uint32Array, length: number): Uint32Array {
  const rows = new Uint32Array(length)
  let at = 0
  for (let i = 0; i < order.length; i += 1) {
    const row = order[i] as number
    const end = at + (times[row] as number)
    for (; at < end; at += 1) rows[at] = row
  }
  return rows
}
