import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTrill, type TrillOptions } from './index.ts'
import { createMapStorage, createPage, type Page } from './testing/page.ts'
import { type RecordingServer, startRecordingServer } from './testing/recording-server.ts'

let server: RecordingServer
let page: Page

beforeEach(async () => {
  server = await startRecordingServer()
  page = createPage()
})
afterEach(() => server.stop())

function sendBeacon(url: string, data: Blob): boolean {
  void fetch(url, { method: 'POST', body: data })
  return true
}

function browser(options: Partial<TrillOptions> = {}) {
  return createTrill({ writeKey: 'wk+test', host: server.host, storage: createMapStorage(), sendBeacon, ...page, ...options })
}

describe('when the page goes away', () => {
  it('what waits is sent as plain text with the key in the address', async () => {
    const trill = browser()
    trill.track('view', { message_id: 'm1' })
    page.hide()
    await server.received(1)
    const [request] = server.requests
    expect(request).toMatchObject({ method: 'POST', url: '/v1/events?write_key=wk%2Btest' })
    expect(request?.headers['content-type']).toBe('text/plain')
    expect(request?.headers).not.toHaveProperty('authorization')
    expect(request?.events).toMatchObject([{ message_id: 'm1', type: 'view', sent_at: expect.stringMatching(/Z$/) }])
    await trill.close()
  })

  it('an event is handed over once, and stays queued until a request is answered', async () => {
    const storage = createMapStorage()
    const trill = browser({ storage })
    trill.track('view', { message_id: 'm1' })
    page.hide()
    page.leave()
    await server.received(1)
    trill.track('like', { message_id: 'm2' })
    page.leave()
    await server.received(2)
    expect(server.requests.map((request) => request.events.map((event) => event.message_id))).toEqual([['m1'], ['m2']])
    expect(await browser({ storage, sendBeacon: undefined }).close()).toBe(0)
    expect(server.requests[2]?.events.map((event) => event.message_id)).toEqual(['m1', 'm2'])
    await trill.close()
  })

  it('no beacon is larger than 60 kB, and an event too large for one is left to a request', async () => {
    const trill = browser({ flushAt: 1000 })
    trill.track('comment', { message_id: 'large', properties: { text: 'ü'.repeat(31_000) } })
    for (let index = 0; index < 40; index++) trill.track('comment', { text: '€'.repeat(2000) })
    page.leave()
    await server.received(5)
    for (const request of server.requests) expect(Buffer.byteLength(request.body)).toBeLessThanOrEqual(60_000)
    expect(server.events().filter((event) => event.text)).toHaveLength(40)
    expect(await trill.flush()).toBe(0)
    expect(server.requests).toHaveLength(6)
    expect(server.events().some((event) => event.message_id === 'large')).toBe(true)
    await trill.close()
  })

  it('a browser that takes no more is not asked again, and nothing is lost', async () => {
    let asked = 0
    const full = () => {
      asked++
      return false
    }
    const trill = browser({ sendBeacon: full, flushAt: 1000 })
    for (let index = 0; index < 40; index++) trill.track('comment', { text: '€'.repeat(2000) })
    page.leave()
    expect(asked).toBe(1)
    expect(await trill.close()).toBe(0)
    expect(server.events()).toHaveLength(40)
  })

  it('nothing happens when the page comes into view or after closing', async () => {
    let asked = 0
    const counting = () => ++asked > 0
    const trill = browser({ sendBeacon: counting })
    trill.track('view')
    page.show()
    expect(asked).toBe(0)
    await trill.close()
    page.hide()
    page.leave()
    expect(asked).toBe(0)
  })
})
