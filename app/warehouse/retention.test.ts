import { setTimeout as pause } from 'node:timers/promises'
import { EVENT_COLUMNS } from '@trill/contract/event'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { emptyTables, entryOf, eventsNamed, openStore, temporaryDirectory } from '../../test/event-log.ts'
import type { EventStore } from '../platform/clickhouse/event-store.ts'

const DAY = 86_400_000
const directory = temporaryDirectory()
let store: EventStore
beforeAll(async () => {
  store = await openStore(directory.path)
  await store.command('SYSTEM START TTL MERGES')
})
beforeEach(() => emptyTables(store))
afterAll(async () => {
  await store.close()
  directory.remove()
})

let inserted = 0
/** Events that arrived so many days ago, where events are kept 760 days. */
async function insert(ids: readonly string[], daysAgo: number, fields: object = {}): Promise<void> {
  const { events: body } = entryOf(eventsNamed(ids, fields), { receivedAt: Date.now() - daysAgo * DAY })
  inserted += 1
  await store.insertText({ table: 'events', columns: EVENT_COLUMNS, body, token: `retention-${inserted}` })
}

const count = async (table: string) => (await store.rows<{ n: number }>(`SELECT count() AS n FROM ${table}`))[0]?.n
/** Rows in the files themselves, which a mask over rows would not make fewer. */
const rowsOnDisk = async (table: string) =>
  (
    await store.rows<{ n: number }>(
      'SELECT sum(rows) AS n FROM system.parts WHERE database = currentDatabase() AND active AND table = {table:String}',
      { table },
    )
  )[0]?.n

test('the engine deletes events that are due when it merges, with what names the person; the figures stay', async () => {
  await insert(['old-1', 'old-2'], 761, { type: 'share', content_id: 'post', occurred_at: '2019-05-01T10:00:00Z' })
  await insert(['young'], 759, { type: 'share', content_id: 'post', occurred_at: '2019-05-01T10:00:00Z' })
  for (const table of ['events', 'actor_daily', 'share_edges', 'content_hourly', 'content_daily', 'platform_quarter_hourly'])
    await store.command(`OPTIMIZE TABLE ${table} FINAL`)
  expect(await store.rows('SELECT message_id FROM events')).toEqual([{ message_id: 'young' }])
  expect(await rowsOnDisk('events')).toBe(1)
  expect(await rowsOnDisk('actor_daily')).toBe(1)
  expect(await rowsOnDisk('share_edges')).toBe(1)
  for (const table of ['content_hourly', 'content_daily', 'platform_quarter_hourly'])
    expect(await store.rows(`SELECT sum(events) AS n FROM ${table}`)).toEqual([{ n: 3 }])
})

test('it does so by itself, without being asked', { timeout: 60_000 }, async () => {
  await store.command('ALTER TABLE events MODIFY SETTING merge_with_ttl_timeout = 1')
  await insert(['old'], 761)
  await insert(['young'], 759)
  for (let i = 0; i < 100 && (await rowsOnDisk('events')) !== 1; i += 1) await pause(500)
  await store.command('ALTER TABLE events RESET SETTING merge_with_ttl_timeout')
  expect(await rowsOnDisk('events')).toBe(1)
})

test('an event keeps its time when the column is not given: what an older version had journalled', async () => {
  const { events: body } = entryOf(eventsNamed(['before']), { receivedAt: Date.now() - DAY })
  const columns = EVENT_COLUMNS.filter((name) => name !== 'expires_at')
  const older = Buffer.from(`${String(body).trimEnd().split('\t').slice(0, -1).join('\t')}\n`)
  await store.insertText({ table: 'events', columns: EVENT_COLUMNS, body: older, token: 'older' })
  await store.insertText({ table: 'events', columns, body: older, token: 'oldest' })
  expect(await store.rows("SELECT dateDiff('day', received_at, expires_at) AS days FROM events")).toEqual([{ days: 760 }, { days: 760 }])
})

test('figures of years long gone that are stored today stay', async () => {
  await insert(['ancient'], 0, { occurred_at: '1999-01-01T00:00:00Z', content_id: 'post' })
  for (const table of ['content_hourly', 'content_daily', 'platform_quarter_hourly', 'uniques_hourly', 'content_people', 'actor_daily']) {
    await store.command(`OPTIMIZE TABLE ${table} FINAL`)
    expect(await count(table), table).toBe(1)
  }
})
