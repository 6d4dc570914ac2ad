import { connect } from 'node:net'
import { ERRORS } from '@trill/contract/errors'
import { pino } from 'pino'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { defineFeature } from '../feature.ts'
import { Overloaded, StorageFull } from '../log/event-log.ts'
import { MetadataUnavailable } from '../postgres/errors.ts'
import { Problem } from './problem.ts'
import { createServer } from './server.ts'
import { typed } from './type-provider.ts'

const Input = Type.Object(
  {
    id: Type.String({ maxLength: 5 }),
    amount: Type.Optional(Type.Number()),
    on: Type.Optional(Type.Boolean()),
    kind: Type.Optional(Type.Union([Type.Literal('a'), Type.Literal('b')])),
    maybe: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    items: Type.Optional(Type.Array(Type.Object({ n: Type.Integer() }, { additionalProperties: false }), { maxItems: 2 })),
  },
  { additionalProperties: false },
)
const Query = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, default: 5 })),
  deep: Type.Optional(Type.Boolean()),
  name: Type.Optional(Type.String()),
})

const failures: Record<string, () => unknown> = {
  overloaded: () => new Overloaded('The backlog is full'),
  full: () => new StorageFull('no space'),
  disk: () => Object.assign(new Error('write failed'), { code: 'ENOSPC' }),
  away: () => new MetadataUnavailable('PostgreSQL does not answer: secret-host'),
  refused: () => Object.assign(new Error('connect ECONNREFUSED 10.0.0.1'), { code: 'ECONNREFUSED' }),
  limited: () => new Problem('rate_limited', 'At most 5 a second', { retryAfterSeconds: 7 }),
  listed: () => new Problem('invalid_events', 'None was good', { errors: [{ index: 0 }] }),
  bug: () => new Error('password=hunter2'),
  odd: () => 'a thrown text',
}

const samples = defineFeature({
  name: 'samples',
  about: 'How does the server treat a route?',
  routes: (server) => {
    const http = typed(server)
    http.post('/v1/samples', { config: { permission: 'public' }, schema: { body: Input } }, async ({ body }) => body)
    http.get('/v1/samples', { config: { permission: 'public' }, schema: { querystring: Query } }, async ({ query }) => query)
    http.get(
      '/v1/samples/:id',
      { config: { permission: 'public' }, schema: { params: Type.Object({ id: Type.Integer() }) } },
      async ({ params }) => params,
    )
    http.get('/v1/contents/:content_id', { config: { permission: 'public' } }, async ({ params }) => params)
    http.get(
      '/v1/failures/:how',
      { config: { permission: 'public' }, schema: { params: Type.Object({ how: Type.String() }) } },
      async ({ params }) => {
        throw failures[params.how]?.()
      },
    )
    http.get('/v1/private', { config: { permission: 'read_figures' } }, async ({ access }) => access)
    http.post('/v1/takes', { config: { permission: 'send_events' } }, async () => ({}))
  },
})

let trill: TestPlatform
const logged: string[] = []
const logger = pino({ level: 'error' }, { write: (line: string) => void logged.push(line) })

beforeAll(async () => {
  trill = await startTestPlatform([samples], { platform: { logger } })
})
afterAll(() => trill?.close())

const post = (payload: unknown, headers: Record<string, string> = {}) =>
  trill.inject({
    method: 'POST',
    url: '/v1/samples',
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })

describe('a problem', () => {
  test('has the form of RFC 9457, the remedy and the request’s id', async () => {
    const answer = await trill.inject('/v1/nowhere')
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(answer.json()).toEqual({
      type: '/problems/not_found',
      title: ERRORS.not_found.title,
      status: 404,
      detail: 'There is nothing at GET /v1/nowhere',
      remedy: ERRORS.not_found.remedy,
      code: 'not_found',
      request_id: answer.headers['x-request-id'],
    })
  })

  test.each([
    ['overloaded', 503, 'overloaded', '1'],
    ['full', 503, 'storage_full', '1'],
    ['disk', 503, 'storage_full', '1'],
    ['away', 503, 'store_unavailable', '5'],
    ['refused', 503, 'store_unavailable', '5'],
    ['limited', 429, 'rate_limited', '7'],
    ['bug', 500, 'internal', undefined],
    ['odd', 500, 'internal', undefined],
  ])('made of %s is %i %s', async (how, status, code, retryAfter) => {
    const answer = await trill.inject(`/v1/failures/${how}`)
    expect(answer.json()).toMatchObject({ status, code })
    expect(answer.headers['retry-after']).toBe(retryAfter)
    expect(answer.body).not.toMatch(/hunter2|10\.0\.0\.1|secret-host|thrown text/)
  })

  test('that is a fault of ours is logged under the request’s id', async () => {
    const { request_id } = (await trill.inject('/v1/failures/bug')).json()
    expect(logged.map((line) => JSON.parse(line)).find((line) => line.request_id === request_id)).toMatchObject({
      route: '/v1/failures/:how',
      err: { message: 'password=hunter2' },
    })
  })

  test('carries each wrong part', async () => {
    expect((await trill.inject('/v1/failures/listed')).json()).toMatchObject({ code: 'invalid_events', errors: [{ index: 0 }] })
  })

  test.each(Object.keys(ERRORS))('%s has a page that says what to do', async (code) => {
    const page = await trill.inject(`/problems/${code}`)
    expect(page.statusCode).toBe(200)
    expect(page.headers['content-type']).toContain('text/html')
    expect(page.body).toContain(`<code>${code}</code>`)
  })

  test.each(['nonsense', 'constructor', '__proto__', '%3Cscript%3E'])('page %s does not exist', async (code) => {
    expect((await trill.inject(`/problems/${code}`)).statusCode).toBe(404)
  })
})

describe('a body', () => {
  test('comes through as it was sent', async () => {
    const body = { id: 'x', amount: 1.5, on: true, kind: 'a', maybe: null, items: [{ n: 1 }] }
    expect((await post(body)).json()).toEqual(body)
  })

  test.each([
    [{ id: 'x', amount: '1.5' }, 'amount in the body must be of type number'],
    [{ id: 'x', on: 'true' }, 'on in the body must be of type boolean'],
    [{ id: 5 }, 'id in the body must be of type string'],
    [{ id: 'too long' }, 'id in the body must not have more than 5 characters'],
    [{ id: 'x', kind: 'c' }, 'kind in the body must be one of a, b'],
    [{ id: 'x', maybe: 5 }, 'maybe in the body must be string or null'],
    [{ id: 'x', items: [{ n: 1 }, { n: 1.5 }] }, 'items.1.n in the body must be of type integer'],
    [{ id: 'x', items: [{ n: 1, m: 2 }] }, 'items.0 in the body holds "m", which is not known here; known are n'],
    [{ id: 'x', items: [{ n: 1 }, { n: 2 }, { n: 3 }] }, 'items in the body must not have more than 2 items'],
    [{ id: 'x', foo: 1 }, 'the body holds "foo", which is not known here; known are id, amount'],
    [{}, 'the body lacks id'],
    [[], 'the body must be of type object'],
    [null, 'the body must be of type object'],
  ])('%j is refused: %s', async (body, detail) => {
    expect((await post(body)).json()).toMatchObject({ status: 400, code: 'invalid_request', detail: expect.stringContaining(detail) })
  })

  test.each([
    ['{"id":', {}, 400, 'invalid_json'],
    ['', {}, 400, 'invalid_json'],
    ['{"id":"x","__proto__":{"admin":true}}', {}, 400, 'invalid_json'],
    ['{"id":"x","constructor":{"prototype":{"admin":true}}}', {}, 400, 'invalid_json'],
    ['id=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
    ['{"id":"x"}', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
    ['{"id":"x"}', { 'content-type': 'nonsense' }, 415, 'unsupported_media_type'],
    ['{"id":"x"}', { 'content-length': '5' }, 400, 'invalid_request'],
  ])('of %s with %j is %i %s', async (body, headers, status, code) => {
    expect((await post(body, headers as Record<string, string>)).json()).toMatchObject({ status, code })
  })

  test('larger than 1 MB is refused', async () => {
    expect((await post({ id: 'x'.repeat(1024 * 1024) })).json()).toMatchObject({ status: 413, code: 'body_too_large' })
  })

  test('nested a hundred thousand deep does not end the process', async () => {
    expect((await post(`{"id":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).statusCode).toBe(400)
    expect((await trill.inject('/healthz')).statusCode).toBe(200)
  })
})

describe('a query', () => {
  test('is text, from which numbers and booleans are read', async () => {
    expect((await trill.inject('/v1/samples?limit=7&deep=true&name=12')).json()).toEqual({ limit: 7, deep: true, name: '12' })
    expect((await trill.inject('/v1/samples')).json()).toEqual({ limit: 5 })
    expect((await trill.inject('/v1/samples/12')).json()).toEqual({ id: 12 })
  })

  test.each([
    ['/v1/samples?limit=11', 'limit in the query must be <= 10'],
    ['/v1/samples?limit=2.5', 'limit in the query must be of type integer'],
    ['/v1/samples?limit=', 'limit in the query must be of type integer'],
    ['/v1/samples?limit=1e3', 'limit in the query must be of type integer'],
    ['/v1/samples?deep=yes', 'deep in the query must be of type boolean'],
    ['/v1/samples?name=a&name=b', 'name in the query must be of type string'],
    ['/v1/samples?limits=1', 'the query holds "limits", which is not known here; known are limit, deep, name'],
    ['/v1/samples/abc', 'id in the address must be of type integer'],
    ['/v1/samples/%zz', 'is not a valid url component'],
  ])('%s is refused: %s', async (url, detail) => {
    expect((await trill.inject(url)).json()).toMatchObject({
      status: 400,
      code: 'invalid_request',
      detail: expect.stringContaining(detail),
    })
  })

  test('address may hold another address as an id', async () => {
    const id = `https://example.com/${'päth/'.repeat(60)}?a=b`
    expect((await trill.inject(`/v1/contents/${encodeURIComponent(id)}`)).json()).toEqual({ content_id: id })
  })
})

describe('an address', () => {
  test('says which methods it takes when it is asked with another', async () => {
    const answer = await trill.inject({ method: 'DELETE', url: '/v1/samples?x=1' })
    expect(answer.json()).toMatchObject({
      status: 405,
      code: 'method_not_allowed',
      detail: '/v1/samples takes GET, HEAD, POST, not DELETE',
    })
    expect(answer.headers.allow).toBe('GET, HEAD, POST, OPTIONS')
    expect((await trill.inject({ method: 'PUT', url: '/v1/contents/a%2Fb' })).statusCode).toBe(405)
    expect((await trill.inject({ method: 'GET', url: '/v1/takes' })).headers.allow).toBe('POST, OPTIONS')
  })

  test('that takes events lets pages of other sites ask, and others do not', async () => {
    const preflight = (url: string) =>
      trill.inject({ method: 'OPTIONS', url, headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' } })
    expect((await preflight('/v1/takes')).headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': expect.stringContaining('authorization'),
    })
    const closed = await preflight('/v1/samples')
    expect(closed.statusCode).toBe(204)
    expect(closed.headers['access-control-allow-origin']).toBeUndefined()
    expect((await trill.inject({ method: 'POST', url: '/v1/takes' })).headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    })
  })

  test('opens to the command line by the local secret, and to nobody by something like it', async () => {
    const ask = (secret: string) => trill.inject({ url: '/v1/private', headers: { authorization: `Bearer ${secret}` } })
    expect((await ask(trill.secret)).json()).toMatchObject({ kind: 'local', everywhere: true })
    expect((await ask(`${trill.secret}x`)).statusCode).toBe(401)
    expect((await ask(trill.secret.slice(0, -1))).statusCode).toBe(401)
    expect((await trill.inject('/v1/private')).statusCode).toBe(401)
  })

  test('that does not say who may call it keeps the server from starting', async () => {
    const careless = defineFeature({ name: 'careless', about: 'x', routes: (http) => void http.get('/v1/careless', async () => 'open') })
    const server = createServer(trill.platform, [careless])
    await expect(server.ready()).rejects.toThrow('The route GET /v1/careless needs config: { permission }')
    await server.close()
  })
})

describe('the headers', () => {
  test('let the dashboard use nothing from elsewhere and nobody frame it', async () => {
    const { headers } = await trill.inject('/v1/samples')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'x-request-id': expect.stringMatching(/^[\w-]{36}$/),
    })
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'self';script-src 'self';")
    expect(policy).not.toMatch(/script-src[^;]*unsafe|https:|upgrade-insecure-requests/)
    expect(headers['strict-transport-security']).toBeUndefined()
  })

  test('keep what needs a key out of every cache', async () => {
    expect(
      (await trill.inject({ url: '/v1/private', headers: { authorization: `Bearer ${trill.secret}` } })).headers['cache-control'],
    ).toBe('no-store')
  })
})

describe('what is not HTTP', () => {
  const say = (port: number, text: string) =>
    new Promise<string>((resolve) => {
      let said = ''
      const socket = connect(port, '127.0.0.1', () => socket.write(text))
      socket.on('data', (chunk) => {
        said += chunk
      })
      socket.on('close', () => resolve(said))
    })

  test('is answered with a problem, and the server lives on', async () => {
    const port = Number(new URL(await trill.listen()).port)
    const answer = await say(port, 'HELLO\r\n\r\n')
    expect(answer).toContain('HTTP/1.1 400 Bad Request')
    expect(answer).toContain('"code":"invalid_request"')
    expect(await say(port, `GET / HTTP/1.1\r\nHost: x\r\nx-long: ${'y'.repeat(20_000)}\r\n\r\n`)).toContain(
      'The headers are larger than 16 KB',
    )
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
  })
})

test('a request that is under way when the server stops is answered, and the server then stops', async () => {
  const server = createServer(trill.platform, [
    defineFeature({
      name: 'slow',
      about: 'x',
      routes: (http) =>
        void http.get(
          '/v1/slow',
          { config: { permission: 'public' } },
          () => new Promise((resolve) => setTimeout(() => resolve({ done: true }), 300)),
        ),
    }),
  ])
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  const slow = fetch(`${url}/v1/slow`)
  await new Promise((resolve) => setTimeout(resolve, 100))
  const began = performance.now()
  const closing = server.close()
  expect(await (await slow).json()).toEqual({ done: true })
  await closing
  expect(performance.now() - began).toBeLessThan(5000)
})
