import type { FigurePassport } from '@trill/contract/passport'
import type { FastifyRequest } from 'fastify'
import type { QueryParameters } from '../../platform/clickhouse/event-store.ts'
import { askedSnapshot, thresholdsOf } from '../../platform/customers/customer-reading.ts'
import { type CustomerSnapshot, customerPassport, customerSnapshots, snapshotParameters } from '../../platform/customers/snapshots.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Thresholds } from '../../platform/privacy/small-groups.ts'
import { readableWorkspace } from '../../platform/query/selection.ts'
import { VERSION } from '../../platform/version.ts'
import type { FilteredQuery, Snapshot, SnapshotQuery } from './contract.ts'

/** Which customers a request is about. */
export interface CustomersQuestion {
  readonly workspaceId: string
  readonly snapshots: readonly CustomerSnapshot[]
  /** Undefined where there is none. */
  readonly snapshot: CustomerSnapshot | undefined
  /** Undefined where all figures are shown. */
  readonly thresholds: Thresholds | undefined
}

/** @throws Problem when the caller may not see the workspace, or there is no table of that day. */
export async function questionOf(request: FastifyRequest, query: SnapshotQuery, platform: Platform): Promise<CustomersQuestion> {
  const { id } = await readableWorkspace(request, query.workspace_id, platform)
  const snapshots = await customerSnapshots(platform.events, id)
  const snapshot = askedSnapshot(snapshots, query)
  return { workspaceId: id, snapshots, snapshot, thresholds: await thresholdsOf(request.access, id, snapshot, platform) }
}

/** Parameters of the queries about a snapshot. */
export function parametersOf(workspaceId: string, snapshot: CustomerSnapshot, query: Partial<FilteredQuery> = {}): QueryParameters {
  const { segment = '', gender = '', location = '', account_type = '', platform_primary = '' } = query
  return { ...snapshotParameters(workspaceId, snapshot), segment, gender, location, account_type, platform_primary }
}

/** A snapshot as it is answered. */
export function shownSnapshot({ provenance, observedOn, customers, loadedAt }: CustomerSnapshot): Snapshot {
  return { provenance, observed_on: observedOn, customers, loaded_at: new Date(loadedAt).toISOString() }
}

/** Where what is read off the table as it is comes from. @param n null where too few to be told. */
export function tablePassport(snapshot: CustomerSnapshot, definition: string, n: number | null): FigurePassport {
  return customerPassport(snapshot, { definition, version: `Trill ${VERSION}`, n, kind: 'counted' })
}
