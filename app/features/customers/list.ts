import { readFileSync } from 'node:fs'
import type { CustomerProvenance } from '@trill/contract/customer-filters'
import type { QueryParameters } from '../../platform/clickhouse/event-store.ts'
import { listedRows } from '../../platform/customers/listed-rows.ts'
import { hiddenCustomers, profilingDenials } from '../../platform/customers/profiling.ts'
import { Problem } from '../../platform/http/problem.ts'
import type { Platform } from '../../platform/platform.ts'
import type { ListedCustomer, ListQuery, ListResponse } from './contract.ts'

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const LIST = sql('list')
const COUNT = sql('list-count')

/** Stands before every place of the list. */
const FIRST_PLACE = -1e308

interface ListRow extends Omit<ListedCustomer, 'segment'> {
  readonly segment: NonNullable<ListedCustomer['segment']>
  readonly place: number
}

type Place = readonly [place: number, id: string]

interface Asked {
  readonly workspaceId: string
  readonly provenance: CustomerProvenance
  readonly query: ListQuery
  /** Snapshot and filters. */
  readonly parameters: QueryParameters
}

/**
 * A page of the list. Who may not be shown is left out, and where a segment is asked for also who may not be told to be in it.
 * @throws Problem when `after` is not what a page gave.
 */
export async function listOf(
  { workspaceId, provenance, query, parameters }: Asked,
  platform: Platform,
): Promise<Omit<ListResponse, 'snapshot' | 'passport'>> {
  const { sort, order, after, limit, search = '', segment } = query
  const names = search === '' ? [] : platform.consents.adultNamesOf(workspaceId, [search])
  const asked = { ...parameters, search, names }
  const sorted = {
    sort_column: sort === 'customer_id' ? 'age' : sort,
    direction: sort === 'customer_id' ? 0 : order === 'asc' ? 1 : -1,
  }
  const denialOf = profilingDenials(workspaceId, provenance, platform)
  const isHidden = hiddenCustomers(workspaceId, provenance, platform)
  const isListed = ({ customer_id: id }: ListRow) => !isHidden(id) && (segment === undefined || denialOf(id) === undefined)
  const read = ([place, id]: Place, rows: number) =>
    platform.events.rows<ListRow>(LIST, { ...asked, ...sorted, after_place: String(place), after_id: id, limit: rows })
  const rows = await listedRows<ListRow, Place>(read, { after: readNext(after), wanted: limit + 1, isListed, placeOf })
  const [counted] = await platform.events.rows<{ customers: number }>(COUNT, asked)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    total: counted?.customers ?? 0,
    customers: shown.map(({ place: _place, ...row }) => ({
      ...row,
      segment: denialOf(row.customer_id) === undefined ? row.segment : null,
    })),
    next: rows.length > limit && last !== undefined ? JSON.stringify(placeOf(last)) : null,
  }
}

function placeOf({ place, customer_id }: ListRow): Place {
  return [place, customer_id]
}

/** @throws Problem when it is not what a page gave. */
function readNext(after: string | undefined): Place {
  if (after === undefined) return [FIRST_PLACE, '']
  try {
    const [place, id] = JSON.parse(after) as unknown[]
    if (typeof place === 'number' && typeof id === 'string') return [place, id]
  } catch {
    // Told below, as any other that is wrong.
  }
  throw new Problem('invalid_request', 'after is not what a page gave as next')
}
