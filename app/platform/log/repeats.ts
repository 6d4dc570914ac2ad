import type { EventStore } from '../clickhouse/event-store.ts'
import type { PendingRows } from './block.ts'
import { messageHash } from './message-hash.ts'
import type { SeenFilter } from './seen-filter.ts'

/** Ids asked for in one query. */
const LOOKUP_BATCH = 2000

const KNOWN_IDS = `
SELECT id AS message_id
FROM (SELECT arrayJoin({ids:Array(String)}) AS id, sipHash128({workspace_id:String}, id) AS hash)
WHERE hash IN (SELECT id FROM event_ids WHERE id IN (SELECT sipHash128({workspace_id:String}, arrayJoin({ids:Array(String)}))))`

/**
 * Finds the rows of a block that repeat an earlier message.
 * The filter rules nearly all of them out; only the rest is looked up in the store.
 * @returns row numbers over all entries in order, ascending.
 */
export async function findRepeats(entries: readonly PendingRows[], filter: SeenFilter, events: EventStore, now: number): Promise<number[]> {
  const suspects = findSuspects(entries, filter, now)
  if (suspects.size === 0) return []
  const stored = await lookUp(suspects, events)
  const dropped: number[] = []
  const first = new Set<string>()
  let row = 0
  for (const { workspaceId, messageIds } of entries) {
    const asked = suspects.get(workspaceId)
    for (const id of messageIds) {
      if (asked?.has(id)) {
        const key = `${workspaceId}\n${id}`
        if (stored.has(key) || first.has(key)) dropped.push(row)
        first.add(key)
      }
      row += 1
    }
  }
  return dropped
}

/** Adds the ids of a block that was decided before, so that later repeats of them are noticed. */
export function rememberIds(entries: readonly PendingRows[], filter: SeenFilter, now: number): void {
  findSuspects(entries, filter, now)
}

function findSuspects(entries: readonly PendingRows[], filter: SeenFilter, now: number): Map<string, Set<string>> {
  const suspects = new Map<string, Set<string>>()
  const hash = new Uint32Array(2)
  for (const { workspaceId, messageIds, exact } of entries) {
    for (const id of messageIds) {
      messageHash(workspaceId, id, hash, 0)
      const maybe = filter.addAndTest(hash[0] as number, hash[1] as number, now)
      if (!maybe && !exact) continue
      const ids = suspects.get(workspaceId)
      if (ids === undefined) suspects.set(workspaceId, new Set([id]))
      else ids.add(id)
    }
  }
  return suspects
}

async function lookUp(suspects: ReadonlyMap<string, ReadonlySet<string>>, events: EventStore): Promise<Set<string>> {
  const stored = new Set<string>()
  for (const [workspaceId, ids] of suspects) {
    const all = [...ids]
    for (let i = 0; i < all.length; i += LOOKUP_BATCH) {
      const rows = await events.rows<{ message_id: string }>(KNOWN_IDS, { workspace_id: workspaceId, ids: all.slice(i, i + LOOKUP_BATCH) })
      for (const { message_id } of rows) stored.add(`${workspaceId}\n${message_id}`)
    }
  }
  return stored
}
