import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTrill, type Drop, type TrillOptions } from './index.ts'
import { createMapStorage, createPage } from './testing/page.ts'
import { type RecordingServer, startRecordingServer } from './testing/recording-server.ts'

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

describe('with requireConsent', () => {
  it('nothing is sent and nothing is stored before consent', async () => {
    const storage = createMapStorage()
    const page = createPage('https://site.example/?utm_source=news')
    const beacons: Blob[] = []
    const sendBeacon = (_url: string, data: Blob) => beacons.push(data) > 0
    const trill = browser({ storage, requireConsent: true, flushAt: 1, sendBeacon, ...page })
    expect(trill.track('view')).toBeUndefined()
    expect(trill.page()).toBeUndefined()
    expect(trill.identify('a1')).toBeUndefined()
    expect(trill.alias('a2')).toBeUndefined()
    expect(trill.group('g1')).toBeUndefined()
    expect(trill.share('c1', 'https://site.example/c1')).toBe('https://site.example/c1')
    page.hide()
    expect(await trill.close()).toBe(0)
    expect(server.requests).toEqual([])
    expect(beacons).toEqual([])
    expect(storage.entries.size).toBe(0)
    expect(drops).toEqual([])
  })

  it('what was stored while none was required is erased unsent', async () => {
    const storage = createMapStorage()
    const before = browser({ storage })
    before.track('view')
    expect(storage.entries.size).toBeGreaterThan(0)
    const after = browser({ storage, requireConsent: true })
    expect(storage.entries.size).toBe(0)
    expect(await Promise.all([after.close(), before.close()])).toEqual([0, 0])
    expect(server.requests).toEqual([])
  })

  it('consent lets events through from then on, with the way the visitor came, and is remembered', async () => {
    const storage = createMapStorage()
    const first = browser({ storage, requireConsent: true, ...createPage('https://site.example/?trill_parent=s1') })
    first.track('view')
    first.consent(true)
    first.track('like')
    await first.close()
    const second = browser({ storage, requireConsent: true })
    second.track('share')
    await second.close()
    expect(server.events()).toMatchObject([
      { type: 'like', parent_message_id: 's1' },
      { type: 'share', parent_message_id: 's1' },
    ])
    expect(server.events()[0]).not.toHaveProperty('actor_id')
  })

  it('withdrawal empties the queue, erases everything and holds in other tabs', async () => {
    const storage = createMapStorage()
    const trill = browser({ storage, requireConsent: true })
    trill.consent(true)
    const tab = browser({ storage, requireConsent: true })
    trill.identify('a1')
    tab.track('view')
    trill.consent(false)
    expect(storage.entries.size).toBe(0)
    expect(tab.track('view')).toBeUndefined()
    expect(await Promise.all([trill.close(), tab.close()])).toEqual([0, 0])
    expect(server.requests).toEqual([])
    expect(storage.entries.size).toBe(0)
  })

  it('withdrawal while the server asks to wait stops what was to be tried again', async () => {
    server.answer({ status: 503 })
    const trill = browser({ requireConsent: true, random: () => 0.2 })
    trill.consent(true)
    trill.track('view')
    expect(await trill.flush()).toBe(1)
    trill.consent(false)
    expect(await trill.close()).toBe(0)
    expect(server.requests).toHaveLength(1)
  })

  it('withdrawal while a batch is sent in halves keeps back the second half', async () => {
    const trill = browser({ requireConsent: true })
    trill.consent(true)
    for (let index = 0; index < 4; index++) trill.track('view')
    server.decide = ({ events }) => {
      if (events.length === 4) return { status: 413 }
      trill.consent(false)
      return undefined
    }
    expect(await trill.close()).toBe(0)
    expect(server.requests.map((request) => request.events.length)).toEqual([4, 2])
  })

  it('withdrawal between two requests keeps back the second', async () => {
    const trill = browser({ requireConsent: true, flushAt: 1000, maxQueue: 5000 })
    trill.consent(true)
    for (let index = 0; index < 1500; index++) trill.track('view')
    server.decide = () => {
      trill.consent(false)
      return undefined
    }
    expect(await trill.close()).toBe(0)
    expect(server.requests).toHaveLength(1)
  })
})

describe('without requireConsent', () => {
  it('a refusal is all that is stored, and it is remembered', async () => {
    const storage = createMapStorage()
    const first = browser({ storage })
    first.track('view')
    first.consent(false)
    expect([...storage.entries]).toEqual([['trill:wk_test:consent', 'no']])
    await first.close()
    const second = browser({ storage })
    expect(second.track('view')).toBeUndefined()
    second.consent(true)
    expect(second.track('like')).toBeDefined()
    await second.close()
    expect(server.events().map((event) => event.type)).toEqual(['like'])
  })
})

describe('a statement', () => {
  const said = () => server.requests.filter(({ url }) => url === '/v1/consents').map(({ body }) => JSON.parse(body).consents[0])

  it('is recorded with the server for whoever is remembered, and decides about this browser', async () => {
    const trill = browser({ requireConsent: true })
    expect(await trill.consent({ purposes: { analytics: true, advertising: false }, policy_version: '7' })).toBe(true)
    trill.track('view')
    await trill.flush()
    const [event] = server
      .events()
      .flat()
      .filter((sent) => sent.type === 'view')
    expect(said()).toEqual([{ purposes: { analytics: true, advertising: false }, policy_version: '7', actor_id: event?.anonymous_id }])
    trill.identify('a1')
    expect(await trill.consent({ purposes: { analytics: false }, policy_version: '7' })).toBe(true)
    expect(said()[1]).toMatchObject({ actor_id: 'a1', purposes: { analytics: false } })
    expect(trill.track('view')).toBeUndefined()
    await trill.close()
  })

  it('of a refusal before anything was stored names nobody and is not sent', async () => {
    const trill = browser({ requireConsent: true })
    expect(await trill.consent({ purposes: { analytics: false }, policy_version: '7' })).toBe(false)
    expect(server.requests).toEqual([])
    await trill.close()
  })

  it('tells when the server did not record it', async () => {
    const trill = browser()
    server.answer({ status: 503 })
    expect(await trill.consent({ purposes: { research: true }, policy_version: '7' })).toBe(false)
    await trill.close()
  })
})
