import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { emptyTables, entryOf, openLog, openStore, temporaryDirectory } from '../../../test/event-log.ts'
import type { EventStore } from '../clickhouse/event-store.ts'

const HOUR = 3600_000
const START = Date.parse('2026-03-01T09:59:00Z')
const { path: root, remove } = temporaryDirectory()
let store: EventStore
let made = 0

beforeAll(async () => {
  store = await openStore(root)
})
beforeEach(() => emptyTables(store))
afterAll(async () => {
  await store.close()
  remove()
})

function freshDirectory(): string {
  made += 1
  const path = join(root, `journal-${made}`)
  mkdirSync(path)
  return path
}

interface Line {
  readonly workspace_id: string
  readonly hour: number
  readonly result: string
  readonly reason: string
  readonly events: number
}

async function ledger(): Promise<Line[]> {
  return store.rows<Line>(
    `SELECT workspace_id, toUnixTimestamp(hour) * 1000 AS hour, result, reason, sum(ingest_ledger.events) AS events FROM ingest_ledger
     GROUP BY workspace_id, hour, result, reason HAVING events != 0 ORDER BY workspace_id, hour, result, reason`,
  )
}

const sum = (lines: readonly Line[], result?: string) =>
  lines.filter((line) => result === undefined || line.result === result).reduce((total, { events }) => total + events, 0)

const event = fc.oneof(
  { weight: 6, arbitrary: fc.nat(30).map((n) => ({ message_id: `m${n}`, type: 'view', actor_id: 'u1' })) },
  { weight: 1, arbitrary: fc.constant({ message_id: 'x', type: 'view' }) },
  { weight: 1, arbitrary: fc.constant({ message_id: 'y', type: 'NOT SNAKE', actor_id: 'u1' }) },
)
const request = fc.record({
  workspaceId: fc.constantFrom('one', 'two'),
  minutes: fc.nat(200),
  events: fc.array(event, { minLength: 1, maxLength: 12 }),
  crash: fc.boolean(),
})

test('under random load with repeats, refusals and crashes, received is the sum of what became of it, in each workspace and hour', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 12 }), async (requests) => {
      await emptyTables(store)
      let directory = freshDirectory()
      let log = await openLog(directory, store, { now: () => START + 6 * HOUR })
      const sent = new Map<string, number>()
      for (const { workspaceId, minutes, events, crash } of requests) {
        const receivedAt = START + minutes * 60_000
        const key = `${workspaceId} ${Math.floor(receivedAt / HOUR) * HOUR}`
        sent.set(key, (sent.get(key) ?? 0) + events.length)
        await log.append(entryOf(events, { workspaceId, receivedAt }))
        if (!crash) continue
        // What a crash leaves once the block was stored: the note that it was may be there or not.
        await log.settle(30_000)
        const copy = freshDirectory()
        cpSync(directory, copy, { recursive: true })
        await log.close()
        log = await openLog(copy, store, { now: () => START + 6 * HOUR })
        directory = copy
      }
      await log.settle(30_000)
      await log.close()
      const lines = await ledger()
      const received = new Map<string, number>()
      for (const { workspace_id, hour, events } of lines)
        received.set(`${workspace_id} ${hour}`, (received.get(`${workspace_id} ${hour}`) ?? 0) + events)
      expect(Object.fromEntries(received)).toEqual(Object.fromEntries(sent))
      const good = (workspace: string) =>
        new Set(
          requests
            .filter((one) => one.workspaceId === workspace)
            .flatMap(({ events }) => events.filter(isGood).map((one) => one.message_id)),
        )
      expect(sum(lines, 'stored')).toBe(good('one').size + good('two').size)
      expect(sum(lines, 'rejected')).toBe(requests.flatMap(({ events }) => events).filter((one) => !isGood(one)).length)
      const [stored] = await store.rows<{ n: number }>('SELECT count() AS n FROM events')
      expect(sum(lines, 'stored')).toBe(stored?.n)
    }),
    { numRuns: 12 },
  )
}, 120_000)

function isGood(one: { message_id: string }): boolean {
  return one.message_id.startsWith('m')
}
