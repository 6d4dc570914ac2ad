import type { EventStore } from '../clickhouse/event-store.ts'
import { messageIdsOf, type PendingRows } from './block.ts'
import type { SeenFilter } from './seen-filter.ts'

/** Ids asked for in one query. */
const LOOKUP_BATCH = 2000

const KNOWN_IDS = `
SELECT id AS message_id
FROM
(
    SELECT
        arrayJoin({ids:Array(String)}) AS id,
        cityHash64({workspace_id:String}, id) AS hash,
        sipHash64({workspace_id:String}, id) AS check_hash
)
WHERE (hash, check_hash) IN
(
    SELECT hash, check_hash
    FROM event_ids
    WHERE hash IN (SELECT cityHash64({workspace_id:String}, arrayJoin({ids:Array(String)})))
)`

/**
 * Finds the rows of a block that repeat an earlier message.
 * The filter rules nearly all of them out; only the rest is looked up in the store.
 * @returns row numbers over all entries in order, ascending.
 */
export async function findRepeats(entries: readonly PendingRows[], filter: SeenFilter, events: EventStore, now: number): Promise<number[]> {
  const suspects = findSuspects(entries, filter, now)
  if (suspects.ids.size === 0) return []
  const stored = await lookUp(suspects.ids, events)
  const dropped: number[] = []
  const first = new Set<string>()
  for (const { row, workspaceId, id } of rowsLike(suspects, entries)) {
    const key = `${workspaceId}\n${id}`
    if (stored.has(key) || first.has(key)) dropped.push(row)
    first.add(key)
  }
  return dropped
}

/** Adds the ids of a block that was decided before, so that later repeats of them are noticed. */
export function rememberIds(entries: readonly PendingRows[], filter: SeenFilter, now: number): void {
  for (const { hashes } of entries)
    for (let i = 0; i < hashes.length; i += 2) filter.addAndTest(hashes[i] as number, hashes[i + 1] as number, now)
}

interface Suspects {
  /** Messages that may have been seen, by workspace. */
  readonly ids: ReadonlyMap<string, ReadonlySet<string>>
  /** The first lane of their hashes. */
  readonly lanes: ReadonlySet<number>
}

function findSuspects(entries: readonly PendingRows[], filter: SeenFilter, now: number): Suspects {
  const ids = new Map<string, Set<string>>()
  const lanes = new Set<number>()
  for (const { workspaceId, hashes, exact, events } of entries) {
    let all: readonly string[] | undefined
    for (let i = 0; i < hashes.length; i += 2) {
      const lane = hashes[i] as number
      const maybe = filter.addAndTest(lane, hashes[i + 1] as number, now)
      if (!maybe && !exact) continue
      all ??= messageIdsOf(events)
      const id = all[i / 2] as string
      lanes.add(lane)
      ids.set(workspaceId, (ids.get(workspaceId) ?? new Set()).add(id))
    }
  }
  return { ids, lanes }
}

/** Every row of a message that is suspected, the first of a block too, which the filter had not seen yet. */
function* rowsLike({ ids, lanes }: Suspects, entries: readonly PendingRows[]) {
  let row = 0
  for (const { workspaceId, hashes, events } of entries) {
    const asked = ids.get(workspaceId)
    let all: readonly string[] | undefined
    for (let i = 0; i < hashes.length; i += 2, row += 1) {
      if (asked === undefined || !lanes.has(hashes[i] as number)) continue
      all ??= messageIdsOf(events)
      const id = all[i / 2] as string
      if (asked.has(id)) yield { row, workspaceId, id }
    }
  }
}

async function lookUp(suspects: Suspects['ids'], events: EventStore): Promise<Set<string>> {
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
