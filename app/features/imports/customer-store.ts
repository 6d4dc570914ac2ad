import { readFileSync } from 'node:fs'
import type { CustomerValues } from '@trill/contract/customer-row'
import { writeCustomers } from '../../platform/customers/customer-writer.ts'
import { publishCustomers } from '../../platform/customers/publish.ts'
import type { Outcome, RowStore, StoreContext } from './format.ts'

const KNOWN_CUSTOMERS = readFileSync(new URL('known-customers.sql', import.meta.url), 'utf8')
const NOTHING = { accepted: 0, duplicate: 0 }

/** A row of a table of customers. */
export interface DatedCustomer {
  readonly values: CustomerValues
  /** YYYY-MM-DD; null where the row does not say: then it is the day of the import. */
  readonly day: string | null
}

/**
 * Stores customers under the import’s own id, by which they can be removed. A customer that comes twice in a file on one day is counted once:
 * the last row stays.
 */
export function storeCustomers(context: StoreContext): RowStore<DatedCustomer> {
  return {
    write: async (rows, stamp) => {
      const byDay = groupedByDay(rows, new Date(stamp).toISOString().slice(0, 10))
      let outcome: Outcome = { ...NOTHING, refused: [] }
      for (const [day, group] of [...byDay].sort(([one], [other]) => one.localeCompare(other)))
        outcome = together(outcome, await storeDay(day, group, stamp, context))
      const undated = rows.filter(({ day }) => day === null).length
      return { ...outcome, ...(undated > 0 && { notes: { ...outcome.notes, dated_by_import: undated } }) }
    },
    settle: async () => NOTHING,
    unsettled: () => [],
    publish: () =>
      publishCustomers(context.platform, { workspaceId: context.workspaceId, provenance: 'imported', loadId: context.importId }),
  }
}

function groupedByDay(rows: readonly DatedCustomer[], today: string): Map<string, [number, DatedCustomer][]> {
  const byDay = new Map<string, [number, DatedCustomer][]>()
  for (const [index, row] of rows.entries()) {
    const day = row.day ?? today
    const group = byDay.get(day)
    if (group === undefined) byDay.set(day, [[index, row]])
    else group.push([index, row])
  }
  return byDay
}

async function storeDay(
  day: string,
  group: readonly (readonly [number, DatedCustomer])[],
  stamp: number,
  { platform, importId, workspaceId }: StoreContext,
): Promise<Outcome> {
  const load = { workspaceId, provenance: 'imported', observedOn: day, loadId: importId, loadedAt: stamp } as const
  const values = group.map(([, row]) => row.values)
  const { ids, refused, rounded } = await writeCustomers(platform, load, stamp, values)
  const names = [...new Set(ids)]
  const parameters = { workspace_id: workspaceId, load_id: importId, observed_days: [day], names, before_milliseconds: stamp }
  const known = names.length === 0 ? [] : await platform.events.rows<{ id: string }>(KNOWN_CUSTOMERS, parameters)
  const accepted = names.length - known.length
  return {
    accepted,
    duplicate: ids.length - accepted,
    refused: refused.map(({ index, reason, column, message }) => ({
      index: group[index]?.[0] ?? 0,
      refusal: { reason, field: column, message },
    })),
    ...(rounded > 0 && { notes: { rounded } }),
  }
}

function together(one: Outcome, other: Outcome): Outcome {
  const rounded = (one.notes?.rounded ?? 0) + (other.notes?.rounded ?? 0)
  return {
    accepted: one.accepted + other.accepted,
    duplicate: one.duplicate + other.duplicate,
    refused: [...one.refused, ...other.refused],
    ...(rounded > 0 && { notes: { rounded } }),
  }
}
