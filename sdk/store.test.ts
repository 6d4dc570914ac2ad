import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTrill, type Drop, type KeyValueStorage, type TrillOptions } from './index.ts'
import { createStore } from './store.ts'
import { createMapStorage, createPage } from './testing/page.ts'
import { type RecordingServer, startRecordingServer } from './testing/recording-server.ts'

const DAY = 24 * 3600 * 1000

let server: RecordingServer
let drops: Drop[]

beforeEach(async () => {
  server = await startRecordingServer()
  drops = []
})
afterEach(() => server.stop())

function browser(options: Partial<TrillOptions> = {}) {
  const onError = (drop: Drop) => drops.push(drop)
  return createTrill({ writeKey: 'wk_test', host: server.host, storage: createMapStorage(), onError, ...createPage(), ...options })
}

const received = () => server.events().map((event) => event.message_id)

describe('the queue', () => {
  it('survives a reload', async () => {
    const storage = createMapStorage()
    const before = browser({ storage })
    before.track('view', { message_id: 'm1' })
    before.track('like', { message_id: 'm2' })
    const after = browser({ storage, flushIntervalMilliseconds: 20 })
    await server.received(1)
    expect(received()).toEqual(['m1', 'm2'])
    expect(await after.close()).toBe(0)
    expect([...storage.entries.keys()].filter((key) => key.includes(':q'))).toEqual([])
    expect(await before.close()).toBe(0)
    expect(server.requests).toHaveLength(1)
  })

  it('stays in the storage when closing cannot send it', async () => {
    const storage = createMapStorage()
    server.answer({ status: 503, headers: { 'retry-after': '60' } })
    const before = browser({ storage })
    before.track('view', { message_id: 'm1' })
    expect(await before.close(50)).toBe(1)
    expect(drops).toEqual([])
    const after = browser({ storage })
    expect(await after.flush()).toBe(0)
    expect(received()).toEqual(['m1', 'm1'])
    await after.close()
  })

  it('is shared by tabs without losing or overwriting anything', async () => {
    const storage = createMapStorage()
    const tabs = [browser({ storage }), browser({ storage }), browser({ storage })]
    const ids = Array.from({ length: 60 }, (_, index) => tabs[index % 3]?.track('view'))
    await Promise.all(tabs.map((tab) => tab.flush()))
    expect(new Set(received())).toEqual(new Set(ids))
    expect(new Set(server.events().map((event) => event.anonymous_id)).size).toBe(1)
    expect(new Set(server.events().map((event) => event.session_id)).size).toBe(1)
    await Promise.all(tabs.map((tab) => tab.close()))
  })

  it('drops what waited for more than 6 days, because the server knows a repetition for 7', async () => {
    const storage = createMapStorage()
    let time = Date.UTC(2025, 0, 1)
    const now = () => time
    const old = browser({ storage, now })
    old.track('view', { message_id: 'm1' })
    time += 2 * DAY
    old.track('view', { message_id: 'm2' })
    time += 5 * DAY
    const young = browser({ storage, now })
    expect(await young.close()).toBe(0)
    expect(received()).toEqual(['m2'])
    expect(drops).toEqual([{ reason: 'expired', messageIds: ['m1'] }])
    await old.close()
  })

  it('drops an entry that somebody else has damaged and sends the rest', async () => {
    const storage = createMapStorage()
    const trill = browser({ storage })
    trill.track('view', { message_id: 'm1' })
    trill.track('view', { message_id: 'm2' })
    const [key = ''] = [...storage.entries.keys()].filter((name) => name.endsWith('m1'))
    storage.setItem(key, '{"type":"vi')
    expect(await trill.close()).toBe(0)
    expect(received()).toEqual(['m2'])
    expect(drops).toEqual([{ reason: 'invalid', messageIds: ['m1'] }])
  })

  it('touches nothing that belongs to the page or to another key', async () => {
    const storage = createMapStorage()
    storage.setItem('cart', 'full')
    const other = browser({ storage, writeKey: 'wk_test2' })
    const trill = browser({ storage })
    other.track('view', { message_id: 'o1' })
    trill.track('view', { message_id: 'm1' })
    trill.consent(false)
    await trill.close()
    expect(storage.entries.get('cart')).toBe('full')
    await other.close()
    expect(received()).toEqual(['o1'])
  })
})

describe('a storage that fails', () => {
  it('gives way to memory for what it refuses, and takes over again when it can', () => {
    const storage = createMapStorage(20)
    const store = createStore(storage, 'p:')
    store.set('name', 'short')
    store.set('name', 'too long for it to hold')
    expect(store.get('name')).toBe('too long for it to hold')
    expect(store.names()).toEqual(['name'])
    store.set('name', 'brief')
    expect(store.get('name')).toBe('brief')
    expect(storage.entries).toEqual(new Map([['p:name', 'brief']]))
    store.remove('name')
    expect(store.get('name')).toBeUndefined()
  })

  it('is made up for by memory when it is full', async () => {
    const storage = createMapStorage(900)
    const trill = browser({ storage })
    const ids = Array.from({ length: 10 }, () => trill.track('view'))
    expect(storage.entries.size).toBeGreaterThan(0)
    expect(await trill.close()).toBe(0)
    expect(received().sort()).toEqual(ids.sort())
  })

  it('is made up for by memory when it is disabled', async () => {
    const refuse = () => {
      throw new DOMException('denied', 'SecurityError')
    }
    const disabled: KeyValueStorage = {
      get length() {
        return refuse()
      },
      key: refuse,
      getItem: refuse,
      setItem: refuse,
      removeItem: refuse,
    }
    const trill = browser({ storage: disabled })
    trill.track('view')
    trill.track('like')
    expect(await trill.close()).toBe(0)
    const [view, like] = server.events()
    expect(like?.session_id).toBe(view?.session_id)
    expect(server.events()).toHaveLength(2)
  })
})
