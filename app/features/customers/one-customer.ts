import { DENIALS, type Denial } from '@trill/contract/consent'
import {
  CUSTOMER_COLUMN_NAMES,
  CUSTOMER_COLUMNS,
  type CustomerColumnName,
  type CustomerSegment,
  isCustomerNumber,
} from '@trill/contract/customers'
import { PROFILING_COLUMNS } from '../../platform/customers/profiling.ts'
import type { CustomerSnapshot } from '../../platform/customers/snapshots.ts'
import type { CustomerResponse } from './contract.ts'
import { shownSnapshot, tablePassport } from './question.ts'

const PREDICTIONS: ReadonlySet<CustomerColumnName> = new Set(PROFILING_COLUMNS)
const NUMBERS = CUSTOMER_COLUMN_NAMES.filter(isCustomerNumber)

/** A row of `standing.sql`, in the order of the columns of numbers. */
export interface StandingRow {
  readonly below: readonly number[]
  readonly equal: readonly number[]
  readonly known: readonly number[]
}

/** A row of `activity.sql`. */
export interface ActivityRow {
  readonly events: number
  readonly days: number
  readonly platforms: readonly string[]
  readonly first_milliseconds: number
  readonly last_milliseconds: number
}

export type StoredCustomer = Readonly<Record<string, number | string | null>> & {
  readonly customer_id: string
  readonly segment: CustomerSegment
}

/** All that a table says of one, grouped as the columns are, and where they stand among all unless that may not be told. */
export function customerOf(
  row: StoredCustomer,
  {
    snapshot,
    denial,
    standing,
    activity,
  }: {
    readonly snapshot: CustomerSnapshot
    readonly denial: Denial | undefined
    readonly standing: StandingRow | undefined
    readonly activity: ActivityRow | undefined
  },
): CustomerResponse {
  const isTold = denial === undefined
  const columns = CUSTOMER_COLUMN_NAMES.filter((name) => name !== 'customer_id' && name !== 'data_generated_at').map((name) => {
    const { group, about, unit } = CUSTOMER_COLUMNS[name]
    const value = isTold || !PREDICTIONS.has(name) ? (row[name] ?? null) : null
    const place = NUMBERS.indexOf(name as (typeof NUMBERS)[number])
    const percentile = isTold && value !== null && place >= 0 ? percentileOf(standing, place) : null
    const of = isTold || !PREDICTIONS.has(name) ? (standing?.known[place] ?? 0) : null
    return { name, group, about, unit, value: value === '' ? null : value, percentile, of }
  })
  return {
    snapshot: shownSnapshot(snapshot),
    passport: tablePassport(snapshot, 'customer', snapshot.customers),
    customer_id: row.customer_id,
    segment: isTold ? row.segment : null,
    withheld: isTold ? null : DENIALS[denial],
    columns,
    activity: activity === undefined || activity.events === 0 ? null : shownActivity(activity),
  }
}

function percentileOf(standing: StandingRow | undefined, place: number): number | null {
  const { below, equal, known } = standing ?? { below: [], equal: [], known: [] }
  const of = known[place] ?? 0
  return of === 0 ? null : (100 * ((below[place] ?? 0) + (equal[place] ?? 0) / 2)) / of
}

function shownActivity({ events, days, platforms, first_milliseconds, last_milliseconds }: ActivityRow) {
  return {
    ...{ events, days, platforms: [...platforms].sort() },
    first_at: new Date(first_milliseconds).toISOString(),
    last_at: new Date(last_milliseconds).toISOString(),
  }
}
