import { type CustomerMap, proposeCustomerMap } from '@trill/contract/customer-columns'
import { type CustomerValues, readCustomer } from '@trill/contract/customer-row'
import { CUSTOMER_COLUMN_NAMES, type CustomerColumnName, unavailableWithout } from '@trill/contract/customers'

/** Columns of ours that a file must have to be taken for one of customers, and what says that its rows are events. */
const TELLING = 4
const EVENTS = /^(event[ _-]?)?(type|name)$|^(event|action|activity)$/i

interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Whether a file is most probably a table of customers, by the names of its columns. */
export function looksLikeCustomers(columns: readonly string[]): boolean {
  return Object.keys(proposeCustomerMap(columns)).length >= TELLING && !columns.some((name) => EVENTS.test(name))
}

/** Gives a column of the file another use; ours that it had, and the column that was ours before, are left out. */
export function withCustomerColumn(map: CustomerMap, column: string, name: CustomerColumnName | ''): CustomerMap {
  const kept = Object.entries(map).filter(([ours, theirs]) => theirs !== column && ours !== name)
  return Object.fromEntries(name === '' ? kept : [...kept, [name, column]])
}

/** The mapping as the API takes it: what is left out is said, so that its name does not bring it back. */
export function customerMapping(map: CustomerMap): Record<string, string> {
  return Object.fromEntries(CUSTOMER_COLUMN_NAMES.map((name) => [name, map[name] ?? '']))
}

/** What is wrong with one of the first rows. */
export interface RowProblem {
  /** Counted from 1, the heading included. */
  readonly line: number
  readonly column: string
  readonly message: string
}

/** Problems of the first rows, by line and column. */
export function problemsIn({ columns, rows }: Table, map: CustomerMap): RowProblem[] {
  return rows.flatMap((cells, index) => {
    const values = Object.fromEntries(Object.entries(map).map(([name, column]) => [name, cells[columns.indexOf(column)]]))
    const row = readCustomer(values as CustomerValues)
    return 'reason' in row
      ? [{ line: index + 2, column: row.column === '' ? '' : (map[row.column] ?? row.column), message: row.message }]
      : []
  })
}

/** Columns of ours that the file lacks, and what is therefore not available. */
export function lackingIn(map: CustomerMap): { readonly missing: readonly CustomerColumnName[]; readonly unavailable: readonly string[] } {
  const missing = CUSTOMER_COLUMN_NAMES.filter((name) => map[name] === undefined)
  return { missing, unavailable: unavailableWithout(new Set(missing)).map(({ what }) => what) }
}
