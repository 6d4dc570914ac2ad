import { EVENT_COLUMNS } from '@trill/contract/event'
import { afterAll, expect, test } from 'vitest'
import { entryOf, openStore, temporaryDirectory, totals, totalsOf } from '../../../test/event-log.ts'

const { path, remove } = temporaryDirectory()
afterAll(remove)

test('a block of the run that made the tables changes nothing when a later run repeats it', async () => {
  const people = Array.from({ length: 40 }, (_, i) => ({ message_id: `m${i}`, type: 'view', actor_id: `u${i % 4}`, content_id: 'c1' }))
  const block = { table: 'events', columns: EVENT_COLUMNS, body: entryOf(people).events, token: 'events-journal-1' }
  for (const _run of ['makes the tables', 'finds them']) {
    const store = await openStore(path)
    await store.insertText(block)
    expect(await totals(store)).toEqual(totalsOf(people.length))
    await store.close()
  }
})
