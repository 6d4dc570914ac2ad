import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { Analytics } from '@segment/analytics-node'
import { ERRORS } from '@trill/contract/errors'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { ingest } from './feature.ts'

let trill: TestPlatform
let url = ''
let key = ''

beforeAll(async () => {
  trill = await startTestPlatform([ingest], { config: { backlogMegabytes: 1 } })
  url = await trill.listen()
  key = await trill.createKey('write', 'main')
})
afterAll(async () => {
  const health = await fetch(`${url}/healthz`)
  expect(health.status).toBe(200)
  await trill.close()
})

interface Answer {
  readonly status: number
  readonly type: string | null
  readonly retryAfter: string | null
  readonly body: {
    code?: string
    detail?: string
    remedy?: string
    accepted?: number
    success?: boolean
    rejected?: Record<string, unknown>[]
    errors?: Record<string, unknown>[]
  }
}

async function send(path: string, body: string | Buffer | ReadableStream, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: body as string,
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  })
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    retryAfter: response.headers.get('retry-after'),
    body: (await response.json()) as Answer['body'],
  }
}

const sendJson = (path: string, value: unknown, headers: Record<string, string> = {}) => send(path, JSON.stringify(value), headers)

/** Every problem says what is wrong and what to do. */
function expectProblem(answer: Answer, code: keyof typeof ERRORS, detail: RegExp): void {
  expect(answer.body).toMatchObject({ code, detail: expect.stringMatching(detail), remedy: ERRORS[code].remedy })
  expect(answer.status).toBe(ERRORS[code].status)
  expect(answer.type).toContain('application/problem+json')
}

const event = (fields: object = {}) => ({ message_id: randomUUID(), type: 'view', actor_id: 'u1', ...fields })
const track = (fields: object = {}) => ({ type: 'track', event: 'view', messageId: randomUUID(), userId: 'u1', ...fields })

async function stored(messageIds: readonly string[]): Promise<Record<string, unknown>[]> {
  expect(await trill.platform.log.settle(20_000)).toBe(true)
  return trill.platform.events.rows('SELECT * FROM events WHERE message_id IN {ids:Array(String)} ORDER BY occurred_at, message_id', {
    ids: messageIds,
  })
}

describe('good events', () => {
  test('are acknowledged with their number: one, a list, lines, gzip', async () => {
    const one = event()
    expect(await sendJson('/v1/events', one)).toMatchObject({ status: 200, body: { success: true, accepted: 1, rejected: [] } })
    const many = [event(), event()]
    expect((await sendJson('/v1/events', many)).body.accepted).toBe(2)
    const lines = [event(), event(), event()]
    const ndjson = `${lines.map((line) => JSON.stringify(line)).join('\n\n')}\r\n`
    expect((await send('/v1/events', ndjson, { 'content-type': 'application/x-ndjson' })).body.accepted).toBe(3)
    const zipped = [event()]
    expect((await send('/v1/events', gzipSync(JSON.stringify(zipped)), { 'content-encoding': 'gzip' })).body.accepted).toBe(1)
    expect(await stored([one, ...many, ...lines, ...zipped].map(({ message_id }) => message_id))).toHaveLength(7)
  })

  test('are kept when others beside them are refused, and the answer names those', async () => {
    const [good, bad] = [event(), event({ value: 'three' })]
    const answer = await sendJson('/v1/events', [bad, good, 7])
    expect(answer).toMatchObject({
      status: 200,
      body: {
        success: true,
        accepted: 1,
        rejected: [
          { index: 0, message_id: bad.message_id, field: 'value', reason: 'wrong_type', message: 'value must be a number, got a string' },
          { index: 2, message_id: '', field: '', reason: 'not_an_object' },
        ],
      },
    })
    expect(await stored([good.message_id, bad.message_id])).toHaveLength(1)
    const quarantined = await trill.platform.events.rows(
      'SELECT workspace_id, endpoint, reason, field, payload FROM quarantine WHERE message_id = {id:String}',
      { id: bad.message_id },
    )
    expect(quarantined).toEqual([
      { workspace_id: 'main', endpoint: 'events', reason: 'wrong_type', field: 'value', payload: JSON.stringify(bad) },
    ])
  })

  test('of a request in which none is good answer a problem, and are in quarantine', async () => {
    const answer = await sendJson('/v1/events', [event({ type: 'View' }), { message_id: 'x', type: 'view' }])
    expectProblem(answer, 'invalid_events', /2 of 2 refused; the first at index 0: type must match/)
    expect(answer.body.errors).toMatchObject([
      { index: 0, field: 'type', reason: 'invalid_format' },
      { index: 1, field: 'actor_id', reason: 'missing_identity' },
    ])
  })

  test('of an empty list are none, and that is no mistake', async () => {
    expect(await sendJson('/v1/events', [])).toMatchObject({ status: 200, body: { success: true, accepted: 0 } })
    expect(await sendJson('/v1/batch', { batch: [] })).toMatchObject({ status: 200, body: { success: true, accepted: 0 } })
  })
})

describe('bad JSON', () => {
  test.each(['', '{', '{"a":1', 'nonsense', '[1,]', '{"message_id":"a\u0000"}', '\u{feff}'])('is answered as such: %j', async (body) => {
    for (const path of ['/v1/events', '/v1/batch', '/v1/track']) expectProblem(await send(path, body), 'invalid_json', /./)
  })

  test('of a line of NDJSON costs that line only', async () => {
    const good = event()
    const answer = await send('/v1/events', `{"broken\n${JSON.stringify(good)}\n\u0000`, {
      'content-type': 'application/x-ndjson; charset=utf-8',
    })
    expect(answer.body).toMatchObject({
      accepted: 1,
      rejected: [
        { index: 0, reason: 'not_json' },
        { index: 2, reason: 'not_json' },
      ],
    })
  })

  test('or what is not UTF-8 is told apart', async () => {
    expectProblem(await send('/v1/events', Buffer.from([0x7b, 0xff, 0xfe])), 'invalid_json', /UTF-8/)
    expectProblem(await send('/v1/events', Buffer.from('{"message_id":"x"}', 'utf16le')), 'invalid_json', /./)
  })

  test('nested 100,000 levels deep harms nothing', async () => {
    const deep = `{"message_id":"deep","type":"view","actor_id":"u1","properties":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`
    expect((await send('/v1/events', deep)).body.errors).toMatchObject([{ reason: 'too_deep', field: 'properties' }])
    expectProblem(await send('/v1/events', '['.repeat(1_000_000)), 'invalid_json', /./)
    const answer = await send('/v1/batch', `{"batch":[${'['.repeat(100_000)}${']'.repeat(100_000)}]}`)
    expect(answer.body.errors).toMatchObject([{ reason: 'not_an_object' }])
  })

  test.each([
    ['/v1/batch', [], /body must be a JSON object/],
    ['/v1/batch', 'text', /body must be a JSON object/],
    ['/v1/batch', {}, /batch must be a list/],
    ['/v1/batch', { batch: {} }, /batch must be a list/],
    ['/v1/track', [], /body must be a JSON object/],
    ['/v1/track', null, /body must be a JSON object/],
  ])('that is well-formed but not what %s takes names what it takes: %j', async (path, body, detail) => {
    expectProblem(await sendJson(path, body), 'invalid_request', detail)
  })
})

describe('bad values', () => {
  test.each([
    ['a text of 5 MB', { text: 'x'.repeat(5_000_000) }, 'text', 'too_long'],
    ['an id of 5 MB', { message_id: 'x'.repeat(5_000_000) }, 'message_id', 'too_long'],
    ['no message id', { message_id: undefined }, 'message_id', 'missing_field'],
    ['no type', { type: undefined }, 'type', 'missing_field'],
    ['nobody', { actor_id: undefined }, 'actor_id', 'missing_identity'],
    ['a time in 1970', { occurred_at: '1970-01-01T00:00:00Z' }, 'occurred_at', 'time_too_early'],
    ['a time in 2100', { occurred_at: '2100-01-01T00:00:00Z' }, 'occurred_at', 'time_too_late'],
    ['a 30th of February', { occurred_at: '2026-02-30T00:00:00Z' }, 'occurred_at', 'invalid_time'],
    ['a NUL', { text: 'a\0b' }, 'text', 'invalid_text'],
    ['half a surrogate pair', { text: 'a\ud800' }, 'text', 'invalid_text'],
    ['an unknown field', { colour: 'red' }, 'colour', 'unknown_field'],
  ])('%s is refused by the field’s name', async (_, fields, field, reason) => {
    const answer = await sendJson('/v1/events', event(fields))
    expect(answer.status).toBe(400)
    expect(answer.body.errors).toMatchObject([{ index: 0, field, reason, message: expect.stringContaining(field) }])
  })

  test.each(['__proto__', 'constructor', 'prototype'])('the key %s pollutes nothing', async (name) => {
    const body = `{"message_id":"p","type":"view","actor_id":"u1","properties":{"${name}":{"polluted":1}}}`
    expect((await send('/v1/events', body)).body.errors).toMatchObject([{ field: 'properties', reason: 'forbidden_key' }])
    const top = `{"message_id":"p","type":"view","actor_id":"u1","${name}":{"polluted":1}}`
    expect((await send('/v1/events', top)).body.errors).toMatchObject([{ field: name, reason: 'unknown_field' }])
    expect((await send('/v1/batch', `{"batch":[],"${name}":{"polluted":1}}`)).status).toBe(200)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('too much', () => {
  test('of a body is answered by the limit, plain, chunked and compressed', async () => {
    const body = (bytes: number) => Buffer.alloc(bytes, ' ')
    for (const [path, limit] of [
      ['/v1/batch', 500 * 1024],
      ['/v1/track', 500 * 1024],
      ['/v1/events', 10 * 1024 * 1024],
    ] as const) {
      expectProblem(await send(path, body(limit)), 'invalid_json', /./)
      expectProblem(await send(path, body(limit + 1)), 'body_too_large', /./)
      expectProblem(
        await send(path, gzipSync(body(limit + 1)), { 'content-encoding': 'gzip' }),
        'body_too_large',
        new RegExp(String(limit)),
      )
    }
    const chunks = new ReadableStream({
      pull: (controller) => controller.enqueue(body(64 * 1024)),
    })
    expectProblem(await send('/v1/batch', chunks), 'body_too_large', /./)
  })

  test('hidden in a gzip bomb is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024))
    expect(bomb.length).toBeLessThan(500 * 1024)
    const before = process.memoryUsage.rss()
    const answers = await Promise.all(Array.from({ length: 8 }, () => send('/v1/events', bomb, { 'content-encoding': 'gzip' })))
    for (const answer of answers) expectProblem(answer, 'body_too_large', /decompressed/)
    expect(process.memoryUsage.rss() - before).toBeLessThan(300 * 1024 * 1024)
  })

  test('of events is answered by their number', async () => {
    const batch = (count: number) => ({ batch: Array.from({ length: count }, () => 0) })
    expectProblem(await sendJson('/v1/batch', batch(1001)), 'too_many_events', /1001 events; at most 1000/)
    expect((await sendJson('/v1/batch', batch(1000))).body.errors).toHaveLength(1000)
    expectProblem(
      await sendJson(
        '/v1/events',
        Array.from({ length: 50_001 }, () => 0),
      ),
      'too_many_events',
      /50001 events; at most 50000/,
    )
  })
})

describe('an encoding', () => {
  test.each(['br', 'deflate', 'zstd', 'gzip, gzip', 'rubbish'])('%s is refused by its name', async (encoding) => {
    expectProblem(await send('/v1/events', '[]', { 'content-encoding': encoding }), 'invalid_encoding', /not supported; send gzip/)
  })

  test('of gzip that is none, or is cut off, is a problem', async () => {
    const whole = gzipSync(JSON.stringify([event()]))
    for (const body of [Buffer.from('[]'), whole.subarray(0, whole.length - 5), Buffer.alloc(0)]) {
      expectProblem(await send('/v1/events', body, { 'content-encoding': 'gzip' }), 'invalid_encoding', /not valid gzip/)
    }
  })

  test('may be written in any case, and identity is none', async () => {
    expect((await send('/v1/events', gzipSync(JSON.stringify([event()])), { 'content-encoding': 'GZIP' })).body.accepted).toBe(1)
    expect((await send('/v1/events', JSON.stringify([event()]), { 'content-encoding': 'identity' })).body.accepted).toBe(1)
  })

  test.each(['application/xml', 'image/png', 'multipart/form-data; boundary=x', 'nonsense'])('of the type %s is refused', async (type) => {
    expectProblem(await send('/v1/batch', '{"batch":[]}', { 'content-type': type }), 'unsupported_media_type', /./)
  })

  test('is not asked of a beacon: text/plain is read as JSON', async () => {
    expect(
      (await send('/v1/batch', JSON.stringify({ batch: [track()] }), { 'content-type': 'text/plain;charset=UTF-8' })).body.accepted,
    ).toBe(1)
  })
})

describe('a key', () => {
  const basic = (user: string) => `Basic ${Buffer.from(`${user}:`).toString('base64')}`
  const post = async (path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      retryAfter: null,
      body: (await response.json()) as Answer['body'],
    }
  }

  test('opens as Bearer token, as Basic user name, in the body and in the address', async () => {
    for (const authorization of [`Bearer ${key}`, basic(key)])
      expect((await post('/v1/batch', { batch: [track()] }, { authorization })).body.accepted).toBe(1)
    expect((await post('/v1/batch', { batch: [track()], writeKey: key })).body.accepted).toBe(1)
    expect((await post('/v1/track', { ...track(), writeKey: key })).body.accepted).toBe(1)
    expect((await post(`/v1/events?write_key=${key}`, [event()])).body.accepted).toBe(1)
  })

  test('that is missing, unknown or no key at all opens nothing, and nothing is kept', async () => {
    const left = track()
    expectProblem(await post('/v1/batch', { batch: [left] }), 'unauthenticated', /No write key/)
    for (const authorization of ['Bearer trill_write_unknown', basic('unknown'), basic(''), 'Digest x', 'Basic %%%', 'Bearer']) {
      expectProblem(await post('/v1/batch', { batch: [left] }, { authorization }), 'unauthenticated', /./)
    }
    for (const writeKey of ['unknown', '', 7, null, {}])
      expectProblem(await post('/v1/batch', { batch: [left], writeKey }), 'unauthenticated', /./)
    expectProblem(await post('/v1/batch?write_key=unknown', { batch: [left] }), 'unauthenticated', /./)
    expect(await stored([left.messageId])).toEqual([])
  })

  test('that may only read is told so', async () => {
    const reading = await trill.createKey('read', 'main')
    expectProblem(await post('/v1/batch', { batch: [track()] }, { authorization: `Bearer ${reading}` }), 'forbidden', /scope read/)
    expectProblem(await post('/v1/batch', { batch: [track()], writeKey: reading }), 'forbidden', /scope read/)
  })

  test('opens its own workspace only', async () => {
    expectProblem(await sendJson('/v1/events?workspace_id=other', [event()]), 'forbidden', /belongs to the workspace main/)
  })

  test('events that their sender made up are marked as simulated, and those refused among them are only told', async () => {
    const [good, bad] = [event({ message_id: 'made-up' }), { ...event({ message_id: 'made-up-wrong' }), value: 'much' }]
    const answer = await sendJson('/v1/events?provenance=simulated', [good, bad])
    expect(answer.body).toMatchObject({ accepted: 1, rejected: [{ message_id: 'made-up-wrong', field: 'value' }] })
    await trill.platform.log.settle(10_000)
    const rows = await trill.platform.events.rows("SELECT provenance FROM events WHERE message_id = 'made-up'")
    expect(rows).toEqual([{ provenance: 'simulated' }])
    expect(await trill.platform.events.rows("SELECT reason FROM quarantine WHERE message_id = 'made-up-wrong'")).toEqual([])
    expectProblem(await sendJson('/v1/events?provenance=imported', [event()]), 'invalid_request', /measured or simulated/)
  })
})

describe('Segment’s own client', () => {
  test('delivers every call unchanged', async () => {
    const analytics = new Analytics({ writeKey: key, host: url, flushAt: 20 })
    const failed: unknown[] = []
    analytics.on('error', (error) => failed.push(error))
    const user = `user-${randomUUID()}`
    const timestamp = new Date(Date.now() - 60_000)
    analytics.identify({ userId: user, traits: { plan: 'pro', name: 'Zoë 🎉' }, timestamp })
    analytics.track({
      userId: user,
      event: 'Quiz Completed',
      properties: { content_id: 'quiz-1', value: 7, tags: ['a', 'b'] },
      context: { campaign: { source: 'news', name: 'autumn', medium: 'email' } },
      timestamp,
    })
    analytics.page({ userId: user, name: 'Home', properties: { path: '/home' }, timestamp })
    analytics.screen({ userId: user, name: 'Settings', timestamp })
    analytics.group({ userId: user, groupId: 'group-1', traits: { seats: 3 }, timestamp })
    analytics.alias({ userId: user, previousId: 'before', timestamp })
    await analytics.closeAndFlush()
    expect(failed).toEqual([])
    expect(await trill.platform.log.settle(20_000)).toBe(true)
    const rows = await trill.platform.events.rows<Record<string, string>>(
      `SELECT type, content_id, target_id, value, utm_source, properties, workspace_id, length(message_id) > 20 AS has_id, received_at - occurred_at BETWEEN 55 AND 65 AS in_time
       FROM events WHERE actor_id = {user:String} ORDER BY type`,
      { user },
    )
    const row = { content_id: '', target_id: '', value: null, utm_source: '', properties: '', workspace_id: 'main', has_id: 1, in_time: 1 }
    expect(rows.map((found) => ({ ...found, has_id: Number(found.has_id), in_time: Number(found.in_time) }))).toEqual([
      { ...row, type: 'alias', target_id: 'before' },
      { ...row, type: 'group', target_id: 'group-1', properties: '{"seats":3}' },
      { ...row, type: 'identify', properties: '{"traits":["plan","name"]}' },
      { ...row, type: 'page', content_id: '/home', properties: '{"path":"/home","name":"Home"}' },
      {
        ...row,
        type: 'quiz_complete',
        content_id: 'quiz-1',
        value: 7,
        utm_source: 'news',
        properties: '{"value":7,"tags":["a","b"],"segment_event":"Quiz Completed"}',
      },
      { ...row, type: 'screen', properties: '{"name":"Settings"}' },
    ])
  })
})

test('a full backlog asks the client to wait, keeps nothing of the request, and goes on when it is empty again', async () => {
  await trill.platform.events.command('ALTER TABLE events MODIFY SETTING max_parts_in_total = 0')
  const requests = Array.from({ length: 12 }, () => Array.from({ length: 1000 }, () => event()))
  const answers = await Promise.all(requests.map((events) => sendJson('/v1/events', events)))
  await trill.platform.events.command('ALTER TABLE events RESET SETTING max_parts_in_total')
  const refused = answers.filter(({ status }) => status !== 200)
  expect(refused.length).toBeGreaterThan(0)
  for (const answer of refused) {
    expectProblem(answer, 'overloaded', /backlog/)
    expect(Number(answer.retryAfter)).toBeGreaterThan(0)
  }
  for (const [index, events] of requests.entries()) {
    const rows = await stored(events.map(({ message_id }) => message_id))
    expect(rows).toHaveLength(answers[index]?.status === 200 ? 1000 : 0)
  }
})

test('what was received and refused is counted by reason', async () => {
  const text = await (await fetch(`${url}/metrics`)).text()
  expect(text).toMatch(/trill_ingest_events_total\{result="stored"[^}]*\} \d+/)
  for (const reason of ['not_json', 'wrong_type', 'forbidden_key', 'too_long'])
    expect(text).toMatch(new RegExp(`trill_ingest_events_total\\{result="rejected",reason="${reason}"\\} [1-9]`))
})
