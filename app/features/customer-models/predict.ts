import { selectColumns, selectRows, selectValues, type Table } from '@trill/core/estimator'
import type { CustomerSnapshot } from '../../platform/customers/snapshots.ts'
import type { LiveModel } from '../../platform/models/live-models.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Prediction } from './contract.ts'
import { type Customers, columnOf, customersOf, wordCode } from './gather.ts'
import { type CustomerModel, intervalOf, saidOf } from './model.ts'
import { type CustomerOutcome, FEATURE_NAMES } from './outcomes.ts'
import { reasonsOf } from './reasons.ts'

/** Customers that are looked at for one list. */
const CUSTOMERS_MAX = 500_000

/** The ends of a list. */
export type Order = 'highest' | 'lowest'

export interface Listed {
  readonly items: Prediction[]
  readonly predicted: number
  readonly withheld: number
}

interface Asked {
  readonly workspaceId: string
  readonly snapshot: CustomerSnapshot
  readonly order: Order
  readonly limit: number
  /** Only these; everybody where there are none. */
  readonly names?: readonly string[]
}

interface Best {
  readonly ids: readonly string[]
  readonly said: Float64Array
  readonly table: Table
}

const NOBODY: Best = {
  ids: [],
  said: new Float64Array(),
  table: { names: FEATURE_NAMES, columns: FEATURE_NAMES.map(() => new Float64Array()) },
}

/**
 * The customers of a snapshot of whom most, or least, is said, with reasons. Block by block, so that a list of half a million takes no more memory than
 * a short one.
 */
export async function listCustomers(
  platform: Pick<Platform, 'events' | 'consents'>,
  asked: Asked,
  outcome: CustomerOutcome,
  model: LiveModel,
): Promise<Listed> {
  const document = model.document as CustomerModel
  let [best, predicted, withheld] = [NOBODY, 0, 0]
  let words: ReadonlyMap<number, string> = new Map()
  const options = { use: 'individual_prediction', limit: CUSTOMERS_MAX, names: asked.names ?? [] } as const
  for await (const part of customersOf(platform, asked.workspaceId, asked.snapshot, options)) {
    const open = withOutcomeOpen(outcome, part)
    const said = saidOf(document, selectColumns(open.table, model.features))
    best = bestOf([best, { ...open, said }], asked)
    predicted += said.length
    withheld += part.withheld
    words = part.words
  }
  const reasons = reasonsOf(document, outcome, selectColumns(best.table, model.features), words)
  const items = best.ids.map((id, row) => ({
    customer_id: id,
    ...inUnit(outcome, document, best.said[row] as number),
    reasons: reasons[row] ?? [],
  }))
  return { items, predicted, withheld }
}

/** Whoever has a subscription already is not likely to get one: of yes and no by a lasting word or mark, only those of whom it is not true yet. */
function withOutcomeOpen({ column, yes, task, drawnFrom }: CustomerOutcome, { ids, table }: Customers): Pick<Best, 'ids' | 'table'> {
  if (task === 'regression' || drawnFrom !== undefined) return { ids, table }
  const values = columnOf(table, column)
  const isTrue = yes === undefined ? 1 : wordCode(yes)
  const rows = Uint32Array.from(values.keys()).filter((row) => values[row] !== isTrue)
  return { ids: Array.from(rows, (row) => ids[row] as string), table: selectRows(table, rows) }
}

function bestOf([known, more]: readonly [Best, Best], { order, limit }: { readonly order: Order; readonly limit: number }): Best {
  const said = Float64Array.from([...known.said, ...more.said])
  const ids = [...known.ids, ...more.ids]
  const sign = order === 'highest' ? -1 : 1
  const rows = Uint32Array.from(said.keys()).sort(
    (a, b) => sign * ((said[a] as number) - (said[b] as number)) || ((ids[a] as string) < (ids[b] as string) ? -1 : 1),
  )
  const first = rows.subarray(0, limit)
  const columns = known.table.columns.map((column, index) => {
    const other = more.table.columns[index] as Float64Array
    return Float64Array.from(first, (row) => (row < column.length ? column[row] : other[row - column.length]) as number)
  })
  return { ids: Array.from(first, (row) => ids[row] as string), said: selectValues(said, first), table: { names: FEATURE_NAMES, columns } }
}

/** Nothing is said beyond the outcomes that were seen. */
function inUnit({ scale }: CustomerOutcome, document: CustomerModel, said: number): Pick<Prediction, 'value' | 'lower' | 'upper'> {
  const shown = (value: number) => (scale === 'log' ? Math.max(0, Math.expm1(value)) : value)
  const interval = intervalOf(document, said)
  const [least, greatest] = document.range
  return {
    value: shown(Math.min(greatest, Math.max(least, said))),
    lower: interval && shown(interval.lower),
    upper: interval && shown(interval.upper),
  }
}

/** The mean outcome of those learned from, in the unit of the column. */
export function meanOf({ scale }: CustomerOutcome, { mean }: CustomerModel): number {
  return scale === 'log' ? Math.expm1(mean) : mean
}

/** Whether a version can be asked: the columns it needs are those of the table. */
export function isUsable({ features }: LiveModel): boolean {
  return features.every((name) => (FEATURE_NAMES as readonly string[]).includes(name))
}
