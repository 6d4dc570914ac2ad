import { readFileSync } from 'node:fs'
import { CUSTOMER_PROVENANCES, type CustomerProvenance } from '@trill/contract/customer-filters'
import type { CustomerColumnName } from '@trill/contract/customers'
import type { FigurePassport } from '@trill/contract/passport'
import type { EventStore } from '../clickhouse/event-store.ts'

/** A table of customers as it stood on a day. */
export interface CustomerSnapshot {
  readonly provenance: CustomerProvenance
  /** YYYY-MM-DD. */
  readonly observedOn: string
  readonly customers: number
  /** When the newest of its rows was loaded, milliseconds since 1970, UTC. */
  readonly loadedAt: number
}

/** Which snapshot is asked for; by default the newest imported one, or the newest simulated one where none was imported. */
export interface SnapshotQuestion {
  readonly provenance?: CustomerProvenance | undefined
  /** First day, YYYY-MM-DD. */
  readonly from?: string | undefined
  /** Last day, YYYY-MM-DD, included. */
  readonly to?: string | undefined
}

interface Row {
  readonly provenance: CustomerProvenance
  readonly observed_on: string
  readonly customers: number
  readonly loaded_at_milliseconds: number
}

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const SNAPSHOTS = sql('snapshots')
const FILLED = sql('filled')

/** All snapshots of a workspace: by provenance, the oldest first. */
export async function customerSnapshots(events: EventStore, workspaceId: string): Promise<CustomerSnapshot[]> {
  const rows = await events.rows<Row>(SNAPSHOTS, { workspace_id: workspaceId })
  return rows.map(({ provenance, observed_on, customers, loaded_at_milliseconds }) => ({
    provenance,
    observedOn: observed_on,
    customers,
    loadedAt: loaded_at_milliseconds,
  }))
}

/** The snapshot to read; never rows of two. Undefined where there is none. */
export async function customerSnapshot(
  events: EventStore,
  workspaceId: string,
  question: SnapshotQuestion = {},
): Promise<CustomerSnapshot | undefined> {
  return chosenSnapshot(await customerSnapshots(events, workspaceId), question)
}

/** The same among snapshots that are known. Without a provenance that of the whole workspace holds, so that a period does not change it. */
export function chosenSnapshot(
  snapshots: readonly CustomerSnapshot[],
  { provenance, from = '', to = '9999' }: SnapshotQuestion = {},
): CustomerSnapshot | undefined {
  const kind = provenance ?? CUSTOMER_PROVENANCES.find((name) => snapshots.some((one) => one.provenance === name))
  return snapshots.findLast((one) => one.provenance === kind && one.observedOn >= from && one.observedOn <= to)
}

/** Parameters of a query about a snapshot: `workspace_id`, `provenance` and `observed_on`. Read the table with FINAL. */
export function snapshotParameters(workspaceId: string, { provenance, observedOn }: CustomerSnapshot) {
  return { workspace_id: workspaceId, provenance, observed_on: observedOn }
}

/** In how many rows of a snapshot each column says something: 0 where the table had no such column. */
export async function filledColumns(
  events: EventStore,
  workspaceId: string,
  snapshot: CustomerSnapshot,
): Promise<Readonly<Record<CustomerColumnName, number>>> {
  const [row = {}] = await events.rows<Record<string, number>>(FILLED, snapshotParameters(workspaceId, snapshot))
  const counts = Object.entries(row).map(([name, count]) => [/^\w+\((\w+)\)$/.exec(name)?.[1] ?? name, count])
  return { ...Object.fromEntries(counts), data_generated_at: snapshot.customers }
}

/** Where a figure of customers comes from. `counted` of a column as it is, `calculated` from columns, `estimated` by a model. */
export function customerPassport(
  snapshot: CustomerSnapshot,
  figure: {
    readonly definition: string
    readonly version: string
    readonly n: number | null
    readonly kind: 'counted' | 'calculated' | 'estimated'
  },
): FigurePassport {
  const { definition, version, n, kind } = figure
  const { provenance, observedOn } = snapshot
  const statuses = { counted: 'imported', calculated: 'derived', estimated: 'estimated' } as const
  const source = `Customers, ${provenance}, as of ${observedOn}`
  return {
    ...{ status: provenance === 'simulated' ? 'simulated' : statuses[kind], source, definition, version, n },
    observed_at: `${observedOn}T00:00:00.000Z`,
  }
}
