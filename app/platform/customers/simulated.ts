import type { CustomerValues } from '@trill/contract/customer-row'
import type { CustomerColumnName } from '@trill/contract/customers'
import { MISSING } from '@trill/core/population/columns'
import { customerId, type PopulationPart } from '@trill/core/population/population'

/** Customers of a part of a population, row by row. */
export function simulatedCustomers(seed: number, { from, rows, columns }: PopulationPart): CustomerValues[] {
  const customers: Partial<Record<CustomerColumnName, unknown>>[] = Array.from({ length: rows }, (_, row) => ({
    customer_id: customerId(seed, from + row),
  }))
  for (const [name, column] of Object.entries(columns) as [CustomerColumnName, (typeof columns)[string]][]) {
    const scale = column.kind === 'number' ? 10 ** column.decimals : 1
    for (const [row, customer] of customers.entries()) {
      if (column.kind === 'word') customer[name] = column.words[column.codes[row] as number]
      else if (column.scaled[row] !== MISSING) customer[name] = (column.scaled[row] as number) / scale
    }
  }
  return customers
}
