import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { sendEvents } from '../../../test/seeds.ts'
import { ingest } from '../ingest/feature.ts'
import type { EventsResponse, LiveTick } from './contract.ts'
import { live } from './feature.ts'
import { add, NOTHING_SINCE, tickOf } from './live.ts'
import { STREAMS_MAX } from './streams.ts'

let test: TestPlatform
let address: string
beforeAll(async () => {
  test = await startTestPlatform([ingest, live])
  address = await test.listen()
})
afterAll(() => test.close())

const open: Stream[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((stream) => stream.close()))
})

/** A reader of server-sent events. */
class Stream {
  readonly response: Response
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #abort: AbortController
  #text = ''

  private constructor(response: Response, abort: AbortController) {
    this.response = response
    this.#abort = abort
    this.#reader = (response.body as ReadableStream<Uint8Array>).getReader()
  }

  static async open(workspaceId: string): Promise<Stream> {
    const abort = new AbortController()
    const response = await fetch(`${address}/v1/live?workspace_id=${workspaceId}`, {
      headers: { authorization: `Bearer ${test.secret}` },
      signal: abort.signal,
    })
    const stream = new Stream(response, abort)
    open.push(stream)
    return stream
  }

  /** The next tick; undefined when the stream has ended. */
  async next(): Promise<LiveTick | undefined> {
    for (;;) {
      const found = /^event: tick\ndata: (.*)\n\n/m.exec(this.#text)
      if (found?.[1] !== undefined) {
        this.#text = this.#text.slice(found.index + found[0].length)
        return JSON.parse(found[1])
      }
      const { value, done } = await this.#reader.read()
      if (done) return undefined
      this.#text += Buffer.from(value).toString('utf8')
    }
  }

  async close(): Promise<void> {
    this.#abort.abort()
    await this.#reader.read().catch(() => undefined)
  }
}

async function refuse(workspaceId: string): Promise<void> {
  const key = await test.createKey('write', workspaceId)
  await test.inject({
    method: 'POST',
    url: '/v1/events',
    headers: { authorization: `Bearer ${key}` },
    payload: [
      { message_id: 'n', actor_id: 'a' },
      { type: 'view', actor_id: 'a', message_id: 'm', nonsense: 1 },
    ],
  })
}

async function ticksUntil(stream: Stream, enough: (tick: LiveTick) => boolean): Promise<LiveTick[]> {
  const ticks: LiveTick[] = []
  for (;;) {
    const tick = await stream.next()
    if (tick === undefined) return ticks
    ticks.push(tick)
    if (enough(tick)) return ticks
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function view(message_id: string, more: object = {}) {
  return { type: 'view', message_id, occurred_at: '2026-11-01T10:00:00.000Z', content_id: 'quiz', platform: 'web', country: 'ES', ...more }
}

describe('the stream', () => {
  it('begins with the newest stored events and ticks each second with what came in', async () => {
    await sendEvents(test, 'streamed', [view('stored-1'), view('stored-2')])
    const stream = await Stream.open('streamed')
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const first = await stream.next()
    expect(first).toMatchObject({ accepted_per_second: 0, rejected_per_second: 0, refused: [] })
    expect(first?.latest.map(({ message_id }) => message_id).sort()).toEqual(['stored-1', 'stored-2'])
    await sendEvents(test, 'streamed', [view('live-1'), view('live-2'), view('live-3')])
    await sendEvents(test, 'elsewhere', [view('not here')])
    await refuse('streamed')
    const ticks = await ticksUntil(stream, ({ refused }) => refused.length > 0)
    expect(sum(ticks.map(({ accepted_per_second }) => accepted_per_second))).toBeGreaterThan(0)
    expect(sum(ticks.map(({ rejected_per_second }) => rejected_per_second))).toBeGreaterThan(0)
    expect(ticks.flatMap(({ latest }) => latest)).toEqual(
      ['live-3', 'live-2', 'live-1'].map((message_id) => ({
        message_id,
        type: 'view',
        occurred_at: '2026-11-01T10:00:00.000Z',
        platform: 'web',
        content_id: 'quiz',
        country: 'ES',
        provenance: 'measured',
      })),
    )
    expect(ticks.at(-1)?.refused).toEqual([
      { reason: 'missing_field', count: 1 },
      { reason: 'unknown_field', count: 1 },
    ])
    expect(await stream.next()).toMatchObject({
      accepted_per_second: 0,
      rejected_per_second: 0,
      latest: [],
      refused: [{ count: 1 }, { count: 1 }],
    })
  })

  it('shows twenty events at most, the newest', async () => {
    await test.addWorkspace({ id: 'crowd' })
    const stream = await Stream.open('crowd')
    await stream.next()
    await sendEvents(
      test,
      'crowd',
      Array.from({ length: 50 }, (_, index) => view(`crowd-${index}`)),
    )
    const ticks = await ticksUntil(stream, ({ latest }) => latest.length > 0)
    expect(ticks.at(-1)?.latest).toHaveLength(20)
    expect(ticks.at(-1)?.latest[0]?.message_id).toBe('crowd-49')
  })

  it(`is refused beyond ${STREAMS_MAX} at once, until one closes`, async () => {
    await sendEvents(test, 'full', [view('x')])
    const streams = await Promise.all(Array.from({ length: STREAMS_MAX }, () => Stream.open('full')))
    expect(streams.every(({ response }) => response.status === 200)).toBe(true)
    const refused = await fetch(`${address}/v1/live?workspace_id=full`, { headers: { authorization: `Bearer ${test.secret}` } })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10'])
    expect(await refused.json()).toMatchObject({ code: 'too_many_streams' })
    await streams[0]?.close()
    await expect.poll(async () => (await Stream.open('full')).response.status, { timeout: 5000 }).toBe(200)
  })

  it('of a workspace that is not there, or without a key, is a problem', async () => {
    const read = (query: string, headers: Record<string, string>) => fetch(`${address}/v1/live${query}`, { headers })
    expect((await read('?workspace_id=nowhere', { authorization: `Bearer ${test.secret}` })).status).toBe(404)
    expect((await read('?workspace_id=streamed', {})).status).toBe(401)
  })
})

describe('a tick', () => {
  const event = (message_id: string) => ({
    message_id,
    type: 'view',
    occurred_at: '',
    platform: '',
    content_id: '',
    country: '',
    provenance: '',
  })
  const facts = {
    now: Date.UTC(2026, 10, 1),
    seconds: 2,
    backlogEvents: 7,
    refused: new Map([
      ['too_long', 1],
      ['missing_field', 3],
      ['invalid_time', 1],
    ]),
  }

  it('tells rates by the time that has passed, and the most frequent reasons first', () => {
    const since = add(add(NOTHING_SINCE, { accepted: 3, refused: ['too_long'], latest: () => [event('b'), event('a')] }), {
      accepted: 2,
      refused: [],
      latest: () => [event('c')],
    })
    expect(tickOf(since, facts)).toEqual({
      at: '2026-11-01T00:00:00.000Z',
      accepted_per_second: 2.5,
      rejected_per_second: 0.5,
      backlog_events: 7,
      latest: [event('c'), event('b'), event('a')],
      refused: [
        { reason: 'missing_field', count: 3 },
        { reason: 'invalid_time', count: 1 },
        { reason: 'too_long', count: 1 },
      ],
    })
  })

  it('asks no request for its events where none was accepted', () => {
    const latest = () => {
      throw new Error('asked')
    }
    expect(add(NOTHING_SINCE, { accepted: 0, refused: ['too_long'], latest }).rejected).toBe(1)
  })
})

describe('the newest events', () => {
  const list = async (query: string): Promise<EventsResponse> => {
    const key = await test.createKey('read', 'tail')
    const answer = await test.inject({ url: `/v1/events?${query}`, headers: { authorization: `Bearer ${key}` } })
    expect(answer.statusCode, answer.body).toBe(200)
    return answer.json()
  }

  it('come oldest first, whole, without the fields that were not sent', async () => {
    expect(await list('')).toEqual({ events: [], next: null })
    await sendEvents(test, 'tail', [
      {
        type: 'purchase',
        message_id: 't-0',
        actor_id: 'ana',
        occurred_at: '2026-11-01T10:00:00.000Z',
        value: 9.5,
        currency: 'EUR',
        text: 'a\nb "c"',
        properties: { plan: 'pro', nested: { ok: true } },
      },
    ])
    const { events, next } = await list('limit=5')
    expect(events).toEqual([
      {
        message_id: 't-0',
        type: 'purchase',
        occurred_at: '2026-11-01T10:00:00.000Z',
        received_at: expect.stringMatching(/Z$/),
        provenance: 'measured',
        actor_id: 'ana',
        value: 9.5,
        currency: 'EUR',
        text: 'a\nb "c"',
        properties: { plan: 'pro', nested: { ok: true } },
      },
    ])
    expect(await list(`after=${encodeURIComponent(next ?? '')}`)).toEqual({ events: [], next })
  })

  it('after an answer come in the next ones, each once, even when many came in one moment', async () => {
    let cursor = (await list('limit=1')).next
    await sendEvents(
      test,
      'tail',
      Array.from({ length: 45 }, (_, index) => view(`tail-${String(index).padStart(2, '0')}`)),
    )
    const seen: string[] = []
    for (;;) {
      const { events, next } = await list(`limit=10&after=${encodeURIComponent(cursor ?? '')}`)
      if (events.length === 0) break
      seen.push(...events.map(({ message_id }) => message_id))
      cursor = next
    }
    expect(seen).toEqual(Array.from({ length: 45 }, (_, index) => `tail-${String(index).padStart(2, '0')}`))
    expect((await list('limit=2')).events.map(({ message_id }) => message_id)).toEqual(['tail-43', 'tail-44'])
  })

  it('since a moment come oldest first, that moment included', async () => {
    const all = (await list('limit=1000')).events
    const middle = all[10]?.received_at ?? ''
    expect((await list(`limit=1000&since=${middle}`)).events).toEqual(all.filter(({ received_at }) => received_at >= middle))
    const key = await test.createKey('read', 'tail')
    for (const query of ['since=yesterday', `since=${middle}&after=1~a`]) {
      const answer = await test.inject({ url: `/v1/events?${query}`, headers: { authorization: `Bearer ${key}` } })
      expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_request' })
    }
  })

  it('after something that is no cursor are refused', async () => {
    const key = await test.createKey('read', 'tail')
    const answer = await test.inject({ url: '/v1/events?after=yesterday', headers: { authorization: `Bearer ${key}` } })
    expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_request' })
  })
})

describe('a server that stops', () => {
  it('ends its streams and does not wait for them', async () => {
    await test.close()
    test = await startTestPlatform([ingest, live])
    address = await test.listen()
    await test.addWorkspace({ id: 'stopping' })
    const stream = await Stream.open('stopping')
    await stream.next()
    const start = performance.now()
    await test.http.close()
    expect(performance.now() - start).toBeLessThan(30_000)
    while ((await stream.next()) !== undefined);
  })
})
