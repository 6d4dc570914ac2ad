import type { CustomerValues } from '@trill/contract/customer-row'
import type { CustomerColumnName } from '@trill/contract/customers'
import type { ReportQuestion } from '../app/platform/report/section.ts'

/** What is known of a column, one number for each customer of whom it is. */
export function known(customers: readonly CustomerValues[], column: CustomerColumnName): number[] {
  return customers.map((customer) => customer[column]).filter((value): value is number => typeof value === 'number')
}

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

export function mean(values: readonly number[]): number {
  return total(values) / values.length
}

/** What a report about November 2026 asks. */
export function november(workspaceId: string): ReportQuestion {
  const [october, begin, end] = ['2026-10-01', '2026-11-01', '2026-12-01'].map((day) => Date.parse(day)) as [number, number, number]
  return { workspaceId, label: 'November 2026', from: begin, to: end, previous: { from: october, to: begin } }
}
