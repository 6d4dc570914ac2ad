import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { emptyTables, entryOf, eventsNamed, openLog, openStore, temporaryDirectory, totals, totalsOf } from '../../../test/event-log.ts'
import type { EventStore } from '../clickhouse/event-store.ts'

const { path: root, remove } = temporaryDirectory()
const EARLY = Date.parse('2026-03-01T07:00:00Z')
const LATE = EARLY + 5 * 3600_000
const HOUR = 3600_000
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

/** One run of the log; its clock stands still until it is set. */
async function run(directory: string, at: number) {
  let clock = at
  const log = await openLog(directory, store, { now: () => clock })
  return {
    close: () => log.close(),
    setClock: (to: number) => {
      clock = to
    },
    /** Sends ids 0 to `count`, and tells what is stored then. */
    send: async (count: number) => {
      const names = Array.from({ length: count }, (_, index) => `m${index}`)
      await log.append(entryOf(eventsNamed(names), { receivedAt: clock }))
      expect(await log.settle(20_000)).toBe(true)
      return totals(store)
    },
    /** What the disk holds at this moment, as after a crash; the log itself knows nothing of it. */
    crash: async () => {
      const copy = freshDirectory()
      cpSync(directory, copy, { recursive: true })
      await log.close()
      return copy
    },
  }
}

describe('a repeat is known after a crash, although the clock was set back by hours', () => {
  test('before the next start', async () => {
    const first = await run(freshDirectory(), LATE)
    await first.send(100)
    const second = await run(await first.crash(), EARLY)
    expect(await second.send(150)).toEqual(totalsOf(150))
    await second.close()
  })

  test('before a start with a filter’s file of the later clock', async () => {
    const directory = freshDirectory()
    const first = await run(directory, LATE)
    await first.send(100)
    await first.close()
    const second = await run(directory, EARLY)
    expect(await second.send(200)).toEqual(totalsOf(200))
    const third = await run(await second.crash(), LATE + HOUR)
    expect(await third.send(250)).toEqual(totalsOf(250))
    await third.close()
  })

  test('while the server ran', async () => {
    const directory = freshDirectory()
    const first = await run(directory, LATE)
    await first.send(100)
    await first.close()
    const second = await run(directory, LATE)
    second.setClock(EARLY)
    expect(await second.send(200)).toEqual(totalsOf(200))
    const third = await run(await second.crash(), LATE + HOUR)
    expect(await third.send(250)).toEqual(totalsOf(250))
    await third.close()
  })
})
