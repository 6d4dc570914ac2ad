import { eventTableColumns } from '@trill/contract/derive/ddl'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore, temporaryDirectory } from '../../../test/event-log.ts'
import type { EventStore } from './event-store.ts'

const directory = temporaryDirectory()
let store: EventStore
beforeAll(async () => {
  store = await openStore(directory.path)
})
afterAll(async () => {
  await store.close()
  directory.remove()
})

test('the table of events has the columns of the vocabulary, in order and with their types', async () => {
  expect(
    await store.rows(
      'SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String} ORDER BY position',
      { table: 'events' },
    ),
  ).toEqual(eventTableColumns())
})

test('every table that is filled keeps a block only once and syncs it to disk', async () => {
  const tables = await store.rows<{ name: string; create_table_query: string }>(
    "SELECT name, create_table_query FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'schema_migrations'",
  )
  expect(tables.length).toBeGreaterThan(5)
  for (const { name, create_table_query } of tables) {
    expect(create_table_query, name).toContain('non_replicated_deduplication_window')
    expect(create_table_query, name).toContain('fsync_after_insert = 1')
  }
})
