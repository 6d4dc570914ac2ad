import { CUSTOMER_COLUMNS } from '@trill/contract/customers'
import { MISSING } from '@trill/core/population/columns'
import { createPopulation, customerId } from '@trill/core/population/population'
import type { TestPlatform } from './platform.ts'

/** A customer as the generator makes it, by column; null is missing. */
export type CustomerRow = Readonly<Record<string, number | string | null>>

/** The customers of a generated population. */
export function generatedCustomers(seed: number, count: number): CustomerRow[] {
  const population = createPopulation(seed, count)
  return Array.from({ length: population.blocks }, (_, index) => population.block(index)).flatMap(({ from, rows, columns }) =>
    Array.from({ length: rows }, (_, row) => {
      const entries = Object.entries(columns).map(([name, column]) => [
        name,
        column.kind === 'word'
          ? (column.words[column.codes[row] as number] as string)
          : numberOf(column.scaled[row] as number, column.decimals),
      ])
      return { customer_id: customerId(seed, from + row), ...Object.fromEntries(entries) }
    }),
  )
}

/** Puts customers into the table, as one snapshot. */
export async function insertCustomers(
  trill: TestPlatform,
  snapshot: { readonly workspace: string; readonly provenance: 'imported' | 'simulated'; readonly observed_on: string },
  rows: readonly CustomerRow[],
): Promise<void> {
  const names = Object.keys(CUSTOMER_COLUMNS).filter((name) => name !== 'data_generated_at')
  const { workspace, provenance, observed_on } = snapshot
  const facts = [workspace, provenance, observed_on, 'load-1', '2026-11-21 00:00:00.000']
  const lines = rows.map((row) => [...facts, ...names.map((name) => row[name] ?? '\\N')].join('\t'))
  await trill.platform.events.insertText({
    table: 'customers',
    columns: ['workspace_id', 'provenance', 'observed_on', 'load_id', 'loaded_at', ...names],
    body: Buffer.from(`${lines.join('\n')}\n`),
    token: `${workspace} ${provenance} ${observed_on} ${rows.length}`,
  })
}

function numberOf(scaled: number, decimals: number): number | null {
  return scaled === MISSING ? null : scaled / 10 ** decimals
}
