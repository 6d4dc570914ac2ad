import { ERRORS } from '@trill/contract/errors'
import type { ImportState } from './contract.ts'
import { formatOf } from './formats.ts'
import type { ImportRecord } from './import-record.ts'
import type { ImportRunner } from './import-runner.ts'

/** What is shown of an import: the record, and how far the run at hand is. */
export function importState(record: ImportRecord, runner: ImportRunner): ImportState {
  const running = record.status === 'running'
  const progress = running ? runner.progress(record.id) : undefined
  const pace = running ? runner.pace(record.id) : undefined
  const checkpoint = progress?.checkpoint ?? record.checkpoint
  const bytesRead = progress?.bytesRead ?? (record.status === 'done' ? record.bytesTotal : 0)
  return {
    id: record.id,
    workspace_id: record.workspaceId,
    format: record.format,
    name: record.name,
    status: record.status,
    rows_read: checkpoint.position,
    rows_accepted: checkpoint.accepted,
    rows_duplicate: checkpoint.duplicate,
    rows_rejected: checkpoint.rejected,
    rejected_by_reason: byCount(checkpoint.reasons).map(([reason, count]) => ({ reason, count })),
    notes: byCount(checkpoint.notes).map(([code, count]) => ({ code, count, about: formatOf(record.format).notes[code] ?? '' })),
    rows_total_estimate: estimateRows(record, checkpoint.position, bytesRead),
    bytes_read: bytesRead,
    bytes_total: record.bytesTotal,
    rate: pace === undefined ? null : Math.round(pace.rowsPerSecond),
    eta_seconds: pace?.secondsLeft == null ? null : Math.ceil(pace.secondsLeft),
    error: record.failure?.message ?? null,
    error_code: record.failure?.code ?? null,
    remedy: record.failure === null ? null : ERRORS[record.failure.code].remedy,
    rejects_url: checkpoint.rejected > 0 ? `/v1/imports/${record.id}/rejects` : null,
    created_at: record.createdAt.toISOString(),
    updated_at: record.updatedAt.toISOString(),
    finished_at: record.finishedAt?.toISOString() ?? null,
  }
}

function estimateRows({ status, bytesTotal }: ImportRecord, position: number, bytesRead: number): number | null {
  if (status === 'done') return position
  return bytesRead === 0 || position === 0 ? null : Math.round((position * bytesTotal) / bytesRead)
}

function byCount(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
}
