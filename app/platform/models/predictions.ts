import { setImmediate as breathe } from 'node:timers/promises'
import { rowCount, selectColumns, selectRows, type Table } from '@trill/core/estimator'
import type { Trainer } from './trainer.ts'

/** Rows between two moments in which requests are served. */
const ROWS_AT_ONCE = 2000

/** A version, as far as predicting goes. */
interface Predicting {
  readonly features: readonly string[]
  readonly document: object
}

/**
 * What a version says of rows, in portions so that requests are served meanwhile.
 * @throws RangeError when the table lacks a column of the version, or the trainer gives another number of predictions than rows.
 */
export async function predictAll(trainer: Trainer, { features, document }: Predicting, table: Table): Promise<Float64Array> {
  const columns = selectColumns(table, features)
  const rows = rowCount(columns)
  const predicted = new Float64Array(rows)
  for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
    const length = Math.min(ROWS_AT_ONCE, rows - from)
    const portion = selectRows(
      columns,
      Uint32Array.from({ length }, (_, index) => from + index),
    )
    const values = trainer.predict(document, portion)
    if (values.length !== length)
      throw new RangeError(`predict of the trainer ${trainer.name} requires a prediction a row, got ${values.length} for ${length}`)
    predicted.set(values, from)
    await breathe()
  }
  return predicted
}

/** The same; undefined where the version cannot take the rows: its columns are not there any more, or mean something else. */
export async function predictIfPossible(trainer: Trainer, version: Predicting, table: Table): Promise<Float64Array | undefined> {
  try {
    return await predictAll(trainer, version, table)
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return undefined
    throw error
  }
}
