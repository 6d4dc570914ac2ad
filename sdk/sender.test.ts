import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTrill, type Drop, type TrillOptions } from './index.ts'
import { type RecordingServer, startRecordingServer } from './testing/recording-server.ts'

let server: RecordingServer
let drops: Drop[]

beforeEach(async () => {
  server = await startRecordingServer()
  drops = []
})
afterEach(() => server.stop())

function client(options: Partial<TrillOptions> = {}) {
  return createTrill({ writeKey: 'wk_test', host: server.host, random: () => 0, onError: (drop) => drops.push(drop), ...options })
}

const distinctIds = { random: Math.random }

describe('batching', () => {
  it('sends one request as soon as flushAt events wait, authorised by the key', async () => {
    const trill = client({ flushAt: 3, ...distinctIds })
    const ids = ['view', 'like', 'share'].map((type) => trill.track(type, { actor_id: 'a1' }))
    await server.received(1)
    const [request] = server.requests
    expect(request).toMatchObject({ method: 'POST', url: '/v1/events' })
    expect(request?.headers).toMatchObject({ 'content-type': 'application/json', authorization: `Basic ${btoa('wk_test:')}` })
    expect(request?.events.map((event) => event.message_id)).toEqual(ids)
    expect(request?.events.map((event) => event.type)).toEqual(['view', 'like', 'share'])
    expect(await trill.close()).toBe(0)
    expect(server.requests).toHaveLength(1)
  })

  it('sends fewer after the interval', async () => {
    const trill = client({ flushIntervalMilliseconds: 30 })
    trill.track('view', { actor_id: 'a1' })
    expect(server.requests).toHaveLength(0)
    await server.received(1)
    trill.track('like', { actor_id: 'a1' })
    await server.received(2)
    expect(server.requests.map((request) => request.events.map((event) => event.type))).toEqual([['view'], ['like']])
    await trill.close()
  })

  it('puts at most 1000 events into a request and keeps their order', async () => {
    const trill = client({ flushAt: 1000, ...distinctIds })
    const ids = Array.from({ length: 2500 }, () => trill.track('view', { actor_id: 'a1' }))
    expect(await trill.flush()).toBe(0)
    expect(server.requests.map((request) => request.events.length)).toEqual([1000, 1000, 500])
    expect(server.events().map((event) => event.message_id)).toEqual(ids)
    await trill.close()
  })

  it('keeps every request under 500 kB of UTF-8', async () => {
    const trill = client({ flushAt: 1000, ...distinctIds })
    for (let index = 0; index < 90; index++) trill.track('comment', { actor_id: 'a1', text: 'ü€😀'.repeat(2000) })
    await trill.flush()
    const sizes = server.requests.map((request) => Buffer.byteLength(request.body))
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500_000)
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThan(450_000)
    expect(server.events()).toHaveLength(90)
    await trill.close()
  })

  it('refuses an event that no request can hold', async () => {
    const trill = client()
    expect(trill.track('comment', { actor_id: 'a1', message_id: 'huge', text: 'x'.repeat(500_000) })).toBeUndefined()
    expect(drops).toEqual([{ reason: 'too_large', messageIds: ['huge'] }])
    await trill.close()
  })

  it('takes no more than maxQueue events and says so', async () => {
    const trill = client({ maxQueue: 2, ...distinctIds })
    const ids = ['m1', 'm2', 'm3'].map((message_id) => trill.track('view', { actor_id: 'a1', message_id }))
    expect(ids).toEqual(['m1', 'm2', undefined])
    expect(drops).toEqual([{ reason: 'queue_full', messageIds: ['m3'] }])
    await trill.flush()
    expect(trill.track('view', { actor_id: 'a1', message_id: 'm4' })).toBe('m4')
    await trill.close()
    expect(server.events().map((event) => event.message_id)).toEqual(['m1', 'm2', 'm4'])
  })
})

describe('an attempt that fails', () => {
  it('is repeated after Retry-After with the same message_id and a new sent_at', async () => {
    server.answer({ status: 503, headers: { 'retry-after': '1' } })
    const trill = client()
    trill.track('like', { actor_id: 'a1' })
    expect(await trill.flush()).toBe(1)
    expect(await trill.flush()).toBe(1)
    expect(server.requests).toHaveLength(1)
    await server.received(2)
    const [first, second] = server.requests
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990)
    const { sent_at: firstSentAt, ...before } = first?.events[0] ?? {}
    const { sent_at: secondSentAt, ...after } = second?.events[0] ?? {}
    expect(after).toEqual(before)
    expect(Date.parse(secondSentAt ?? '') - Date.parse(firstSentAt ?? '')).toBeGreaterThanOrEqual(990)
    expect(await trill.close()).toBe(0)
    expect(drops).toEqual([])
  })

  it.each([429, 500, 502, 503, 408])('is repeated after status %d', async (status) => {
    server.answer({ status, body: { title: 'not now' } }, { status })
    const trill = client()
    trill.track('like', { actor_id: 'a1' })
    expect(await trill.close()).toBe(0)
    expect(server.requests).toHaveLength(3)
    expect(new Set(server.events().map((event) => event.message_id)).size).toBe(1)
  })

  it('is repeated when a success comes from something that is not Trill', async () => {
    server.answer({ status: 200, body: '<html>Sign in to the network</html>' })
    const trill = client()
    trill.track('like', { actor_id: 'a1' })
    expect(await trill.close()).toBe(0)
    expect(server.requests).toHaveLength(2)
  })

  it('is repeated when nobody listened', async () => {
    const port = Number(new URL(server.host).port)
    await server.stop()
    const trill = client({ random: () => 0.1 })
    trill.track('like', { actor_id: 'a1', message_id: 'm1' })
    expect(await trill.flush()).toBe(1)
    server = await startRecordingServer(port)
    expect(await trill.close()).toBe(0)
    expect(server.events().map((event) => event.message_id)).toEqual(['m1'])
  })

  it('keeps the order: what follows waits for it', async () => {
    server.answer({ status: 503 })
    const trill = client({ flushAt: 1, random: () => 0.05 })
    trill.track('view', { actor_id: 'a1', message_id: 'm1' })
    trill.track('like', { actor_id: 'a1', message_id: 'm2' })
    await trill.close()
    expect(server.requests.map((request) => request.events.map((event) => event.message_id))).toEqual([['m1'], ['m1', 'm2']])
  })
})

describe('an answer that will not change', () => {
  it('413 has the batch sent in halves, and only the event that is too large is dropped', async () => {
    server.decide = ({ events }) => (events.some((event) => event.message_id === 'm5') ? { status: 413 } : undefined)
    const trill = client()
    for (let index = 0; index < 8; index++) trill.track('view', { actor_id: 'a1', message_id: `m${index}` })
    expect(await trill.close()).toBe(0)
    const taken = server.requests.filter(({ events }) => !events.some((event) => event.message_id === 'm5'))
    expect(taken.flatMap(({ events }) => events.map((event) => event.message_id)).sort()).toEqual([
      'm0',
      'm1',
      'm2',
      'm3',
      'm4',
      'm6',
      'm7',
    ])
    expect(drops).toEqual([{ reason: 'too_large', messageIds: ['m5'], status: 413, answer: undefined }])
    expect(server.requests).toHaveLength(7)
  })

  it('400 drops the batch and reports why each event was wrong', async () => {
    const errors = [
      { index: 0, message_id: 'm1', field: 'type', reason: 'invalid_format', message: 'The text does not have the field’s form.' },
    ]
    server.answer({ status: 400, body: { title: 'No event in the request could be accepted', errors } })
    const trill = client()
    trill.track('Not A Type', { actor_id: 'a1', message_id: 'm1' })
    expect(await trill.close()).toBe(0)
    expect(server.requests).toHaveLength(1)
    expect(drops).toMatchObject([{ reason: 'rejected', messageIds: ['m1'], status: 400, answer: { errors } }])
  })

  it('200 with rejected events reports those and no others', async () => {
    const rejected = [{ index: 1, message_id: 'm1', field: 'country', reason: 'invalid_format', message: 'no' }]
    server.answer({ status: 200, body: { accepted: 2, rejected } })
    const trill = client()
    for (let index = 0; index < 3; index++) trill.track('view', { actor_id: 'a1', message_id: `m${index}` })
    expect(await trill.close()).toBe(0)
    expect(drops).toMatchObject([{ reason: 'rejected', messageIds: ['m1'], status: 200, answer: { accepted: 2, rejected } }])
    expect(server.requests).toHaveLength(1)
  })

  it.each([401, 403, 404])('%d is not repeated', async (status) => {
    server.answer({ status, body: { title: 'no' } })
    const trill = client()
    trill.track('view', { actor_id: 'a1', message_id: 'm1' })
    expect(await trill.close()).toBe(0)
    expect(server.requests).toHaveLength(1)
    expect(drops).toEqual([{ reason: 'refused', messageIds: ['m1'], status, answer: { title: 'no' } }])
  })

  it('of a form nobody expects is survived', async () => {
    server.answer({ status: 200, body: { accepted: 1, rejected: [null, 7, { index: 'x' }] } }, { status: 400, body: 'null' })
    const trill = client()
    for (let round = 0; round < 2; round++) {
      trill.track('view', { actor_id: 'a1' })
      expect(await trill.flush()).toBe(0)
    }
    expect(drops.map((drop) => drop.reason)).toEqual(['refused'])
    await trill.close()
  })
})

describe('close', () => {
  it('gives up when its time is over and reports what was not sent', async () => {
    server.decide = () => ({ status: 503, headers: { 'retry-after': '60' } })
    const trill = client()
    trill.track('view', { actor_id: 'a1', message_id: 'm1' })
    const began = Date.now()
    expect(await trill.close(100)).toBe(1)
    expect(Date.now() - began).toBeLessThan(30_000)
    expect(drops).toEqual([{ reason: 'closed', messageIds: ['m1'] }])
    expect(await trill.flush()).toBe(0)
    expect(server.requests).toHaveLength(1)
  })

  it('takes nothing afterwards, and is the same when called again', async () => {
    const trill = client()
    expect(await Promise.all([trill.close(), trill.close()])).toEqual([0, 0])
    expect(trill.track('view', { actor_id: 'a1', message_id: 'm1' })).toBeUndefined()
    expect(drops).toEqual([{ reason: 'closed', messageIds: ['m1'] }])
  })
})
