import { type Fitted, joinValues, type Learner, rowCount, selectRows, selectValues, type Table } from '../estimator.ts'
import type { Random } from '../random/xoshiro256.ts'
import type { Split } from './splits.ts'

/** Predictions for rows that the model had not seen. */
export interface HeldOut {
  /** Rows that were judged, fold by fold. */
  readonly rows: Uint32Array
  /** As many a row as the learner gives. */
  readonly predictions: Float64Array
}

/**
 * Fits on each split’s training rows and predicts its test rows.
 * @param splits At least one; the test rows of two must not overlap, if the predictions are to be judged together.
 * @throws RangeError when there is none, and whatever the learner throws.
 */
export function crossValidate<Options, Model extends Fitted>(
  learner: Learner<Options, Model>,
  { table, target }: { table: Table; target: Float64Array },
  splits: readonly Split[],
  options: Options,
  random: Random,
): HeldOut {
  if (splits.length === 0) throw new RangeError('crossValidate requires at least one split, got none')
  const parts = splits.map(({ train, test }, fold) => {
    const model = learner.fit(selectRows(table, train), selectValues(target, train), options, random.fork(fold))
    return learner.predict(model, selectRows(table, test))
  })
  return {
    rows: Uint32Array.from(splits.flatMap(({ test }) => [...test])),
    predictions: joinValues(parts),
  }
}

/** How much a score falls when a column is shuffled. */
export interface PermutationImportance {
  readonly column: string
  /** Mean fall over the repeats; below 0 where the column only misled. */
  readonly mean: number
  /** Standard deviation between the repeats. */
  readonly deviation: number
}

/**
 * How much a model leans on each column: the fall of a score when the column’s values are dealt out anew. Columns that say the same share
 * their importance, so a low one may still be known to the model by another. Take rows that the model has not seen.
 * @param predict As the model does; called once and then `repeats` times a column.
 * @param score Of predictions for all rows, the greater the better.
 * @param options.repeats Whole number, at least 1.
 * @returns one a column, in their order.
 * @throws RangeError when the table has no row or a parameter is out of range.
 * @see Breiman, Random forests (Machine Learning 45, 2001); Fisher, Rudin and Dominici (JMLR 20, 2019).
 */
export function permutationImportance(
  predict: (table: Table) => Float64Array,
  table: Table,
  score: (predictions: Float64Array) => number,
  random: Random,
  { repeats = 5 }: { repeats?: number } = {},
): PermutationImportance[] {
  if (rowCount(table) === 0) throw new RangeError('permutationImportance requires at least one row, got none')
  if (!(Number.isSafeInteger(repeats) && repeats >= 1)) throw new RangeError(`permutationImportance requires repeats ≥ 1, got ${repeats}`)
  const whole = score(predict(table))
  return table.names.map((column, index) => {
    const draws = random.fork(column)
    const falls = Array.from({ length: repeats }, () => whole - score(predict(withShuffled(table, index, draws))))
    const mean = falls.reduce((total, fall) => total + fall, 0) / repeats
    const square = falls.reduce((total, fall) => total + (fall - mean) ** 2, 0)
    return { column, mean, deviation: repeats === 1 ? 0 : Math.sqrt(square / (repeats - 1)) }
  })
}

function withShuffled({ names, columns }: Table, index: number, random: Random): Table {
  const shuffled = Float64Array.from(columns[index] as Float64Array)
  for (let i = shuffled.length - 1; i > 0; i -= 1) {
    const j = random.integer(i + 1)
    ;[shuffled[i], shuffled[j]] = [shuffled[j] as number, shuffled[i] as number]
  }
  return { names, columns: columns.map((column, at) => (at === index ? shuffled : column)) }
}
