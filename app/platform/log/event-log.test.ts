import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { emptyTables, entryOf, eventsNamed, openLog, openStore, temporaryDirectory, totals, totalsOf } from '../../../test/event-log.ts'
import type { EventStore } from '../clickhouse/event-store.ts'
import { encodeIntent, encodeRows } from './block.ts'
import { type EventLog, Overloaded } from './event-log.ts'
import { Journal, RECORD } from './journal.ts'

const DAY = 24 * 3600_000
/** How long to wait for what a busy machine does late. */
const PATIENT = { timeout: 20_000 }
const { path: root, remove } = temporaryDirectory()
let store: EventStore
const open: EventLog[] = []
let made = 0

beforeAll(async () => {
  store = await openStore(root)
})
beforeEach(() => emptyTables(store))
afterEach(async () => {
  await accept()
  for (const log of open.splice(0)) await log.close()
})
afterAll(async () => {
  await store.close()
  remove()
})

/** A directory for a journal; the store is the same for all. */
function freshDirectory(): string {
  made += 1
  const path = join(root, `journal-${made}`)
  mkdirSync(path)
  return path
}

async function opened(directory: string, options: Parameters<typeof openLog>[2] = {}): Promise<EventLog> {
  const log = await openLog(directory, store, options)
  open.push(log)
  return log
}

async function closed(log: EventLog): Promise<void> {
  open.splice(open.indexOf(log), 1)
  await log.close()
}

/** What the disk holds at this moment, as after a crash; the log itself knows nothing of it. */
function crashed(directory: string): string {
  const copy = freshDirectory()
  cpSync(directory, copy, { recursive: true })
  return copy
}

/** Makes the store refuse every insert of events, as it does when it cannot merge fast enough. */
async function refuse(): Promise<void> {
  await store.command('ALTER TABLE events MODIFY SETTING max_parts_in_total = 0')
}

async function accept(): Promise<void> {
  await store.command('ALTER TABLE events RESET SETTING max_parts_in_total')
}

const ids = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `m${from + index}`)
const send = (log: EventLog, names: readonly string[], options: Parameters<typeof entryOf>[1] = {}) =>
  log.append(entryOf(eventsNamed(names), options))

async function settled(log: EventLog): Promise<Record<string, number>> {
  expect(await log.settle(20_000)).toBe(true)
  return totals(store)
}

describe('the log', () => {
  test('stores what was acknowledged, in every view', async () => {
    const log = await opened(freshDirectory())
    await Promise.all([send(log, ids(100)), send(log, ids(100, 100)), send(log, [])])
    expect(await settled(log)).toEqual(totalsOf(200))
    expect(log.state()).toEqual({ pendingEvents: 0, pendingBytes: 0, trouble: '' })
  })

  test('keeps refused events beside the good ones', async () => {
    const log = await opened(freshDirectory())
    await log.append(entryOf([...eventsNamed(['m1']), { type: 'nobody', message_id: 'm2' }, 7 as unknown as object]))
    expect(await settled(log)).toEqual(totalsOf(1))
    expect(await store.rows('SELECT message_id, reason, field, payload FROM quarantine ORDER BY reason')).toEqual([
      { message_id: 'm2', reason: 'missing_identity', field: 'actor_id', payload: '{"type":"nobody","message_id":"m2"}' },
      { message_id: '', reason: 'not_an_object', field: '', payload: '7' },
    ])
  })

  test('finishes what it has when it is closed, and takes no more', async () => {
    const log = await opened(freshDirectory())
    await send(log, ids(50))
    await closed(log)
    expect(await totals(store)).toEqual(totalsOf(50))
    await expect(send(log, ids(1))).rejects.toThrow(Overloaded)
  })

  test('cuts a large backlog into blocks without losing or doubling a row', async () => {
    const log = await opened(freshDirectory())
    await refuse()
    for (let i = 0; i < 150; i += 1) await send(log, ids(1000, i * 1000))
    await accept()
    expect(await settled(log)).toEqual(totalsOf(150_000))
  })
})

describe('a repeated message is counted once', () => {
  test('in one batch', async () => {
    const log = await opened(freshDirectory())
    await send(log, ['a', 'b', 'a', 'c', 'b', 'a'])
    expect(await settled(log)).toEqual(totalsOf(3))
  })

  test('in requests at the same time', async () => {
    const log = await opened(freshDirectory())
    await Promise.all(Array.from({ length: 20 }, (_, index) => send(log, [...ids(100), `own${index}`])))
    expect(await settled(log)).toEqual(totalsOf(120))
  })

  test('in a later request', async () => {
    const log = await opened(freshDirectory())
    for (let i = 0; i < 3; i += 1) {
      await send(log, ids(100))
      expect(await settled(log)).toEqual(totalsOf(100))
    }
  })

  test('after a restart', async () => {
    const directory = freshDirectory()
    const log = await opened(directory)
    await send(log, ids(100))
    await closed(log)
    const again = await opened(directory)
    await send(again, ids(150))
    expect(await settled(again)).toEqual(totalsOf(150))
  })

  test('after a restart without the filter’s file', async () => {
    const directory = freshDirectory()
    const log = await opened(directory)
    await send(log, ids(100))
    await closed(log)
    rmSync(join(directory, 'journal', 'seen'))
    const again = await opened(directory)
    await send(again, ids(150))
    expect(await settled(again)).toEqual(totalsOf(150))
  })

  test.each([
    ['is cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
    ['is empty', () => Buffer.alloc(0)],
    ['is rubbish', () => Buffer.alloc(1000, 'rubbish')],
    ['has lost its bits', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 100), Buffer.alloc(bytes.length - 100)])],
  ])('after a restart with a filter’s file that %s', async (_, damage) => {
    const directory = freshDirectory()
    const log = await opened(directory)
    await send(log, ids(100))
    await closed(log)
    const file = join(directory, 'journal', 'seen')
    writeFileSync(file, damage(readFileSync(file)))
    const again = await opened(directory)
    await send(again, ids(150))
    expect(await settled(again)).toEqual(totalsOf(150))
  })

  test('when the filter could not be written, which harms nothing', async () => {
    const directory = freshDirectory()
    const log = await opened(directory)
    await send(log, ids(100))
    mkdirSync(join(directory, 'journal', 'seen.new'))
    await closed(log)
    const again = await opened(directory)
    await send(again, ids(150))
    expect(await settled(again)).toEqual(totalsOf(150))
  })

  test('after a crash, however far its block had come', async () => {
    const directory = freshDirectory()
    const log = await opened(directory)
    await send(log, ids(10))
    await settled(log)
    await refuse()
    await send(log, ids(100, 10))
    await expect.poll(() => log.state().trouble, PATIENT).not.toBe('')
    const copy = crashed(directory)
    await accept()
    await settled(log)
    await closed(log)
    const again = await opened(copy)
    expect(await settled(again)).toEqual(totalsOf(110))
    await send(again, ids(120))
    expect(await settled(again)).toEqual(totalsOf(120))
  })

  test('after a crash with a decided block that was not stored', async () => {
    const directory = freshDirectory()
    const log = await opened(directory)
    await refuse()
    await send(log, [...ids(100), ...ids(50)])
    await expect.poll(() => log.state().trouble, PATIENT).not.toBe('')
    const copy = crashed(directory)
    await closed(log)
    await accept()
    const again = await opened(copy)
    await send(again, ids(120))
    expect(await settled(again)).toEqual(totalsOf(120))
  })

  test('with identifiers that need escaping, also after a crash', async () => {
    const odd = ['a\tb', 'a\nb', '\\', '\\N', 'a\bb', 'a\fb', '🎉', "'", '\r']
    const directory = freshDirectory()
    const log = await opened(directory)
    await refuse()
    await send(log, odd)
    const copy = crashed(directory)
    await closed(log)
    await accept()
    const again = await opened(copy)
    await send(again, odd)
    expect(await settled(again)).toEqual(totalsOf(odd.length))
    expect((await store.rows<{ message_id: string }>('SELECT message_id FROM events')).map(({ message_id }) => message_id).sort()).toEqual(
      [...odd].sort(),
    )
  })

  test('within seven days of when it was first received', async () => {
    const start = Date.parse('2026-03-01T00:00:00Z')
    const directory = freshDirectory()
    const log = await opened(directory, { now: () => start })
    await send(log, ids(10), { receivedAt: start })
    await settled(log)
    await closed(log)
    rmSync(join(directory, 'journal', 'seen'))
    const later = start + 7 * DAY - 1000
    const again = await opened(directory, { now: () => later })
    await send(again, ids(15), { receivedAt: later })
    expect(await settled(again)).toEqual(totalsOf(15))
  })

  test('however old it is, when every id is looked up', async () => {
    const start = Date.parse('2026-03-01T00:00:00Z')
    const log = await opened(freshDirectory(), { now: () => start })
    await send(log, ids(10), { receivedAt: start })
    await settled(log)
    const later = start + 400 * DAY
    const again = await opened(freshDirectory(), { now: () => later })
    await send(again, [...ids(15), ...ids(3)], { receivedAt: later, exact: true })
    expect(await settled(again)).toEqual(totalsOf(15))
  })

  test('in each workspace for itself', async () => {
    const log = await opened(freshDirectory())
    await Promise.all(['one', 'two'].map((workspaceId) => send(log, ids(10), { workspaceId })))
    await send(log, ids(10), { workspaceId: 'one' })
    expect(await settled(log)).toEqual(totalsOf(20))
  })
})

describe('a crash just after a block was stored', () => {
  test('with its rows deleted and its note lost does not repeat or miscount it', async () => {
    const directory = freshDirectory()
    const { journal } = Journal.open(join(directory, 'journal'))
    const rest = entryOf(eventsNamed(ids(3)))
    const intent = { block: 7, from: -5, to: 1, dropped: [0, 1] }
    await journal.append(RECORD.rows, encodeRows({ ...rest, workspaceId: 'main', exact: false }))
    await journal.append(RECORD.rows, encodeRows({ ...rest, workspaceId: 'main', exact: false }))
    await journal.append(RECORD.intent, encodeIntent(intent))
    await journal.close()
    const log = await opened(directory)
    await send(log, ids(2, 3))
    expect(await settled(log)).toEqual(totalsOf(5))
    expect(log.state()).toEqual({ pendingEvents: 0, pendingBytes: 0, trouble: '' })
  })
})

describe('a store that takes nothing', () => {
  test('does not keep events from being acknowledged, and gets them all when it recovers', async () => {
    const log = await opened(freshDirectory())
    await refuse()
    for (let i = 0; i < 20; i += 1) await send(log, ids(10, i * 10))
    await expect.poll(() => log.state().trouble, PATIENT).toContain('parts')
    expect(log.state().pendingEvents).toBe(200)
    expect(await log.settle(50)).toBe(false)
    await accept()
    expect(await settled(log)).toEqual(totalsOf(200))
    expect(log.state()).toEqual({ pendingEvents: 0, pendingBytes: 0, trouble: '' })
  })

  test('makes the log refuse requests when the backlog is full, and loses none of those it took', async () => {
    const log = await opened(freshDirectory(), { backlogMegabytes: 1 })
    await refuse()
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        send(log, ids(500, i * 500)).then(
          () => 500,
          (error: Error) => error.name,
        ),
      ),
    )
    expect(outcomes).toContain('Overloaded')
    const taken = outcomes.filter((outcome) => outcome === 500).length * 500
    expect(taken).toBeGreaterThan(0)
    expect(log.state().pendingEvents).toBe(taken)
    await accept()
    expect(await settled(log)).toEqual(totalsOf(taken))
    await send(log, ids(500, 1_000_000))
    expect(await settled(log)).toEqual(totalsOf(taken + 500))
  })

  test('loses nothing when the log is closed and opened meanwhile', async () => {
    const directory = freshDirectory()
    const log = await opened(directory)
    await refuse()
    await send(log, ids(100))
    await closed(log)
    const again = await opened(directory)
    await send(again, ids(50, 75))
    await accept()
    expect(await settled(again)).toEqual(totalsOf(125))
  })
})

describe('a purge', () => {
  const journalText = (directory: string) =>
    readdirSync(join(directory, 'journal'))
      .filter((name) => name.endsWith('.journal'))
      .map((name) => readFileSync(join(directory, 'journal', name), 'latin1'))
      .join('')

  test('leaves nothing of what was stored in the journal, and the next start numbers its blocks on', async () => {
    const directory = freshDirectory()
    const log = await opened(directory)
    await log.append(entryOf(eventsNamed(['a', 'b'], { actor_id: 'person-to-forget' })))
    await log.settle(10_000)
    expect(journalText(directory)).toContain('person-to-forget')
    await log.purge(10_000)
    expect(journalText(directory)).not.toContain('person-to-forget')

    const after = await opened(crashed(directory))
    await after.append(entryOf(eventsNamed(['c', 'd', 'a'])))
    await after.settle(10_000)
    expect(await totals(store)).toEqual(totalsOf(4))
  })

  test('loses and doubles nothing of what arrives meanwhile, crash or not', async () => {
    const directory = freshDirectory()
    const log = await opened(directory)
    const appended: Promise<void>[] = []
    const copies: string[] = []
    for (let n = 0; n < 60; n += 1) {
      appended.push(log.append(entryOf(eventsNamed([`m${n}`, `n${n}`]))))
      if (n % 20 === 10) {
        await log.purge(10_000)
        copies.push(crashed(directory))
      }
    }
    await Promise.all(appended)
    await log.purge(10_000)
    expect(await totals(store)).toEqual(totalsOf(120))
    for (const copy of copies) await closed(await opened(copy))
    expect(await totals(store)).toEqual(totalsOf(120))
  })
})
