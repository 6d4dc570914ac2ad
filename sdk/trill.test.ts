import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTrill, type Drop, type TrillOptions } from './index.ts'
import { createMapStorage, createPage } from './testing/page.ts'
import { type RecordingServer, startRecordingServer } from './testing/recording-server.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/

let server: RecordingServer
let drops: Drop[]

beforeEach(async () => {
  server = await startRecordingServer()
  drops = []
})
afterEach(() => server.stop())

function client(options: Partial<TrillOptions> = {}) {
  return createTrill({ writeKey: 'wk_test', host: server.host, onError: (drop) => drops.push(drop), ...options })
}

describe('createTrill', () => {
  it.each([
    [{ host: 'https://trill.example' }, TypeError, 'createTrill requires writeKey, a string, got undefined'],
    [{ writeKey: 'wk' }, TypeError, 'createTrill requires host, a string, got undefined'],
    [{ writeKey: '', host: 'https://trill.example' }, RangeError, 'createTrill requires writeKey of visible ASCII without a colon, got '],
    [{ writeKey: 'a:b', host: 'https://trill.example' }, RangeError, 'writeKey'],
    [{ writeKey: 'wk', host: 'trill.example' }, RangeError, 'createTrill requires host to be an http(s) address, got trill.example'],
    [{ writeKey: 'wk', host: 'https://trill.example?x=1' }, RangeError, 'host'],
    [{ writeKey: 'wk', host: 'https://trill.example', flushAt: 0 }, RangeError, 'createTrill requires flushAt in 1..1000, got 0'],
    [{ writeKey: 'wk', host: 'https://trill.example', flushAt: Number.NaN }, RangeError, 'flushAt'],
    [{ writeKey: 'wk', host: 'https://trill.example', flushIntervalMilliseconds: -1 }, RangeError, 'flushIntervalMilliseconds'],
    [{ writeKey: 'wk', host: 'https://trill.example', maxQueue: 0 }, RangeError, 'maxQueue'],
    [{ writeKey: 'wk', host: 'https://trill.example', fetch: 'no' }, TypeError, 'createTrill requires fetch, a function, got no'],
  ])('refuses %j', (options, kind, message) => {
    const make = () => createTrill(options as unknown as TrillOptions)
    expect(make).toThrow(kind)
    expect(make).toThrow(message)
  })

  it('keeps a path in the host and does not double its slash', async () => {
    const trill = client({ host: `${server.host}/trill/` })
    trill.track('view', { actor_id: 'a1' })
    await trill.close()
    expect(server.requests[0]?.url).toBe('/trill/v1/events')
  })
})

describe('in Node', () => {
  it('sends what it was given, with an identifier and the time', async () => {
    const now = () => Date.UTC(2025, 4, 6, 7, 8, 9, 10)
    const trill = client({ now, defaults: { platform: 'ios', variant: 'a' } })
    const properties = { nested: { list: [1, null, 'ü'] } }
    trill.track('purchase', { actor_id: 'a1', content_id: 'c1', value: 9.5, currency: 'EUR', properties, variant: 'b', country: undefined })
    await trill.close()
    const [{ message_id, ...event } = { message_id: '' }] = server.events()
    expect(message_id).toMatch(UUID)
    expect(event).toEqual({
      type: 'purchase',
      occurred_at: '2025-05-06T07:08:09.010Z',
      sent_at: '2025-05-06T07:08:09.010Z',
      actor_id: 'a1',
      content_id: 'c1',
      value: 9.5,
      currency: 'EUR',
      properties,
      platform: 'ios',
      variant: 'b',
    })
  })

  it('keeps an occurred_at and a message_id of the caller', async () => {
    const trill = client()
    expect(trill.track('view', { actor_id: 'a1', message_id: 'order-7', occurred_at: '2024-01-02T03:04:05Z' })).toBe('order-7')
    await trill.close()
    expect(server.events()).toMatchObject([{ message_id: 'order-7', occurred_at: '2024-01-02T03:04:05Z' }])
  })

  it('remembers nobody, because a server speaks for many people', async () => {
    const trill = client()
    trill.identify('a1', { plan: 'pro' })
    trill.track('view', { actor_id: 'a2' })
    trill.alias('a3', 'old')
    trill.group('g1')
    await trill.close()
    const [identify, view, alias, group] = server.events()
    expect(identify).toMatchObject({ type: 'identify', actor_id: 'a1', properties: { plan: 'pro' } })
    expect(view).toMatchObject({ type: 'view', actor_id: 'a2' })
    expect(view).not.toHaveProperty('anonymous_id')
    expect(view).not.toHaveProperty('session_id')
    expect(alias).toMatchObject({ type: 'alias', actor_id: 'a3', target_id: 'old' })
    expect(group).not.toHaveProperty('actor_id')
  })
})

describe('in a browser', () => {
  const browser = (options: Partial<TrillOptions> = {}) =>
    client({ ...createPage(), storage: createMapStorage(), language: 'de-CH', ...options })

  it('says who, which visit, where and in what language', async () => {
    const trill = browser()
    trill.track('view', { content_id: 'c1' })
    trill.track('like', { content_id: 'c1' })
    await trill.close()
    const [view, like] = server.events()
    expect(view).toMatchObject({ platform: 'web', language: 'de-CH', content_id: 'c1' })
    expect(view?.anonymous_id).toMatch(UUID)
    expect(view?.session_id).toMatch(UUID)
    expect(view?.anonymous_id).not.toBe(view?.session_id)
    expect(like).toMatchObject({ anonymous_id: view?.anonymous_id, session_id: view?.session_id })
  })

  it('identify holds for later events and later pages, until reset', async () => {
    const storage = createMapStorage()
    const first = browser({ storage })
    first.track('view')
    first.identify('a1', { age_band: '18-24' })
    first.track('like')
    await first.close()
    const second = browser({ storage })
    second.track('comment', { text: 'hello' })
    second.reset()
    second.track('view')
    await second.close()
    const [before, identify, like, comment, after] = server.events()
    expect(before).not.toHaveProperty('actor_id')
    expect(identify).toMatchObject({ type: 'identify', actor_id: 'a1', properties: { age_band: '18-24' } })
    expect(like).toMatchObject({ actor_id: 'a1', anonymous_id: before?.anonymous_id })
    expect(comment).toMatchObject({ actor_id: 'a1', anonymous_id: before?.anonymous_id, text: 'hello' })
    expect(after).not.toHaveProperty('actor_id')
    expect(after?.anonymous_id).not.toBe(before?.anonymous_id)
  })

  it('alias joins the present person to the new identifier', async () => {
    const trill = browser()
    trill.track('view')
    trill.alias('a1')
    trill.alias('a2')
    trill.track('like')
    await trill.close()
    const [view, first, second, like] = server.events()
    expect(first).toMatchObject({ type: 'alias', actor_id: 'a1', target_id: view?.anonymous_id })
    expect(second).toMatchObject({ type: 'alias', actor_id: 'a2', target_id: 'a1' })
    expect(like).toMatchObject({ actor_id: 'a2' })
  })

  it('page and group put what they know into properties', async () => {
    const trill = browser({ ...createPage('https://site.example/posts/7?q=1') })
    trill.page({ content_id: 'c7', properties: { theme: 'dark' } })
    trill.page()
    trill.group('g1', { name: 'Choir' })
    await trill.close()
    expect(server.events()).toMatchObject([
      { type: 'page', content_id: 'c7', properties: { path: '/posts/7', title: 'A page', theme: 'dark' } },
      { type: 'page', content_id: '/posts/7', properties: { path: '/posts/7', title: 'A page' } },
      { type: 'group', target_id: 'g1', properties: { name: 'Choir' } },
    ])
  })
})

describe('bad input', () => {
  it('is reported and never thrown', async () => {
    const trill = client({ ...createPage(), storage: createMapStorage() })
    const circular: Record<string, unknown> = {}
    circular.self = circular
    expect(trill.track('view', { properties: circular })).toBeUndefined()
    expect(trill.track('view', { properties: { big: 10n } })).toBeUndefined()
    expect(trill.identify('')).toBeUndefined()
    expect(trill.identify('x'.repeat(257))).toBeUndefined()
    expect(trill.group(7 as unknown as string)).toBeUndefined()
    expect(trill.alias(undefined as unknown as string)).toBeUndefined()
    expect(drops.map((drop) => drop.reason)).toEqual(Array(6).fill('invalid'))
    expect(trill.track('view', null as unknown as undefined)).toMatch(UUID)
    expect(trill.page(null as unknown as undefined)).toMatch(UUID)
    await trill.close()
    expect(server.events().map((event) => event.actor_id)).toEqual([undefined, undefined])
  })

  it('does not come back out of onError', async () => {
    const warning = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const trill = client({
      onError: () => {
        throw new Error('broken handler')
      },
    })
    expect(trill.identify('')).toBeUndefined()
    expect(warning).toHaveBeenCalledOnce()
    warning.mockRestore()
    await trill.close()
  })

  it('is warned of once a reason when nobody listens', async () => {
    const warning = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const trill = createTrill({ writeKey: 'wk_test', host: server.host, maxQueue: 1 })
    for (let index = 0; index < 5; index++) trill.track('view', { actor_id: 'a1' })
    trill.identify('')
    expect(warning.mock.calls.map(([text]) => text)).toEqual(['trill: events dropped (queue_full)', 'trill: events dropped (invalid)'])
    warning.mockRestore()
    await trill.close()
  })
})
