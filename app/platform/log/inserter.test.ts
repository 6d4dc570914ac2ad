import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { entryOf, eventsNamed, openStore, temporaryDirectory, VIEW_TOTALS } from '../../../test/event-log.ts'
import type { EventStore } from '../clickhouse/event-store.ts'
import { createMeasurements } from '../observe/measurements.ts'
import { splitLines } from './block.ts'
import { insertBlock } from './inserter.ts'

const directory = temporaryDirectory()
let events: EventStore
beforeAll(async () => {
  events = await openStore(directory.path)
})
afterAll(async () => {
  await events.close()
  directory.remove()
})

it('sets a row aside that the engine cannot read, stores all the others, and a repeat changes nothing', async () => {
  const entry = entryOf(eventsNamed(['a', 'b', 'c', 'd', 'e', 'f', 'g']))
  const rows = splitLines(entry.events)
  const broken = Buffer.from(String(rows[3]).replace(/\t\d{10}\.\d{3}\t/, '\tno time\t'))
  const body = Buffer.concat([...rows.slice(0, 3), broken, ...rows.slice(4)])
  const pending = { ...entry, sequence: 1, at: 0, exact: false, events: body }
  const inserter = {
    journalId: 'test',
    directory: directory.path,
    events,
    measurements: createMeasurements(),
    logger: pino({ level: 'silent' }),
  }
  const intent = { block: 1, from: 1, to: 1, dropped: [] }
  const later = { ...pending, sequence: 2, hashes: new Uint32Array(), events: Buffer.alloc(0), receivedAt: entry.receivedAt + 7_200_000 }
  await insertBlock(inserter, [pending, later], intent)
  await insertBlock(inserter, [pending, later], intent)
  const stored = await events.rows<{ message_id: string }>('SELECT message_id FROM events ORDER BY message_id')
  expect(stored.map(({ message_id }) => message_id)).toEqual(['a', 'b', 'c', 'e', 'f', 'g'])
  for (const sql of Object.values(VIEW_TOTALS)) expect(await events.rows(sql)).toEqual([{ n: 6 }])
  const ledger = await events.rows(
    'SELECT toUnixTimestamp(hour) AS hour, result, reason, sum(ingest_ledger.events) AS events FROM ingest_ledger GROUP BY ALL ORDER BY result',
  )
  const hour = Math.floor(entry.receivedAt / 3600_000) * 3600
  expect(ledger).toEqual([
    { hour, result: 'rejected', reason: 'unreadable', events: 1 },
    { hour, result: 'stored', reason: '', events: 6 },
  ])
  expect(readFileSync(join(directory.path, 'unreadable-events.tsv'), 'utf8')).toContain(String(broken))
})
