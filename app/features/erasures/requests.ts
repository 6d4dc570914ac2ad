import type { Metadata } from '../../platform/postgres/metadata.ts'
import { countOverdue, daysLeft } from '../../platform/privacy/person-requests.ts'
import type { Erasure, PersonExport, PersonRequest, PersonRequestsResponse, Rectification } from './contract.ts'
import { listErasures } from './erasure-record.ts'
import { listExports } from './export-record.ts'
import { listRectifications } from './rectification-record.ts'

/** Every request of a workspace, newest first, with the time left to answer it. */
export async function listRequests(
  metadata: Metadata,
  { workspaceId, limit, now }: { workspaceId: string; limit: number; now: number },
): Promise<PersonRequestsResponse> {
  const all = [
    ...(await listErasures(metadata, workspaceId, limit)).map(ofErasure),
    ...(await listExports(metadata, workspaceId, limit)).map(ofExport),
    ...(await listRectifications(metadata, workspaceId, limit)).map(ofRectification),
  ].sort((one, other) => other.requested_at.localeCompare(one.requested_at))
  return {
    overdue: await countOverdue(metadata, now, workspaceId),
    requests: all.slice(0, limit).map((request) => ({ ...request, days_left: daysLeft(request.due_at, now) })),
  }
}

type Listed = Omit<PersonRequest, 'days_left'>

function ofErasure({ id, state, identifiers, requested_at, due_at, finished_at, trouble, ...erasure }: Erasure): Listed {
  return {
    ...{ id, kind: 'erasure', state, identifiers, requested_at, due_at, finished_at, trouble, expires_at: null },
    is_open: state !== 'done',
    rows: added(erasure.rows_before) + added(erasure.rows_later),
    reason: erasure.reason,
    has_receipt: erasure.receipt !== null,
  }
}

function ofExport({ id, state, identifiers, requested_at, due_at, finished_at, trouble, expires_at, rows }: PersonExport): Listed {
  return {
    ...{ id, kind: 'export', state, identifiers, requested_at, due_at, finished_at, trouble, expires_at },
    reason: 'request',
    is_open: state === 'waiting' || state === 'failed',
    rows: added(rows),
    has_receipt: false,
  }
}

function ofRectification({ id, state, identifiers, requested_at, due_at, finished_at, trouble, rows_before }: Rectification): Listed {
  return {
    ...{ id, kind: 'rectification', state, identifiers, requested_at, due_at, finished_at, trouble, expires_at: null },
    is_open: state !== 'done',
    reason: 'request',
    rows: rows_before,
    has_receipt: false,
  }
}

function added(rows: Readonly<Record<string, number>> | null): number {
  return Object.values(rows ?? {}).reduce((sum, count) => sum + count, 0)
}
