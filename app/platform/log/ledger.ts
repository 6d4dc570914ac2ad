import { EVENT_COLUMNS } from '@trill/contract/event'
import { tabSeparated } from '../clickhouse/text-rows.ts'
import { type PendingRows, rowsIn } from './block.ts'

const HOUR_SECONDS = 3600
const RECEIVED_AT = EVENT_COLUMNS.indexOf('received_at')

export const LEDGER_COLUMNS = ['workspace_id', 'hour', 'result', 'reason', 'events'] as const

/**
 * What became of every event of a block, by workspace and hour of arrival, as rows of `ingest_ledger`. Made from what the
 * journal holds alone, so that a block that is repeated after a crash is counted the same and once.
 * @param dropped numbers of the rows left out as repeats, counted over all entries in order, ascending
 * @param unreadable rows of `events` that the engine could not read
 */
export function ledgerRows(entries: readonly PendingRows[], dropped: readonly number[], unreadable: readonly Buffer[]): Buffer {
  const counts = new Map<string, number>()
  const add = (workspaceId: string, seconds: number, result: string, reason: string, events: number) => {
    if (events === 0) return
    const key = [workspaceId, seconds, result, reason].join('\n')
    counts.set(key, (counts.get(key) ?? 0) + events)
  }
  let row = 0
  let next = 0
  for (const entry of entries) {
    const { workspaceId, receivedAt, turnedAway } = entry
    const rows = rowsIn(entry)
    const hour = hourOf(receivedAt)
    const first = next
    row += rows
    while (next < dropped.length && (dropped[next] as number) < row) next += 1
    add(workspaceId, hour, 'stored', '', rows - (next - first))
    add(workspaceId, hour, 'duplicate', 'message_id', next - first)
    for (const { result, reason, events } of turnedAway) add(workspaceId, hour, result, reason, events)
  }
  for (const line of unreadable) {
    const columns = line.toString('utf8').split('\t')
    const workspaceId = columns[0] ?? ''
    const hour = hourOf(Number(columns[RECEIVED_AT]) * 1000 || (entries.at(-1)?.receivedAt ?? 0))
    add(workspaceId, hour, 'stored', '', -1)
    add(workspaceId, hour, 'rejected', 'unreadable', 1)
  }
  return Buffer.from([...counts].map(([key, events]) => tabSeparated([...key.split('\n'), events])).join(''))
}

/** The beginning of the hour, in seconds since 1970. */
function hourOf(milliseconds: number): number {
  return Math.floor(milliseconds / 1000 / HOUR_SECONDS) * HOUR_SECONDS
}
