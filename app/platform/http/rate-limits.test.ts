import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { defineFeature } from '../feature.ts'
import { createServer } from './server.ts'

const REDIS = process.env.TRILL_TEST_REDIS_URL ?? ''

const doors = defineFeature({
  name: 'doors',
  about: 'x',
  routes: (http) => {
    http.get('/v1/figures', { config: { permission: 'read_figures' } }, async () => ({}))
    http.get('/v1/other-figures', { config: { permission: 'read_figures' } }, async () => ({}))
    http.post('/v1/door', { config: { permission: 'send_events' } }, async () => ({}))
    http.get('/v1/open', { config: { permission: 'public' } }, async ({ ip }) => ({ ip }))
  },
})

let trill: TestPlatform
afterEach(() => trill?.close())

const start = async (config: object) => {
  trill = await startTestPlatform([doors], { config })
}
const times = async (count: number, ask: () => Promise<{ statusCode: number }>) => {
  const codes: number[] = []
  for (let n = 0; n < count; n++) codes.push((await ask()).statusCode)
  return codes
}
const figures = (key: string, url = '/v1/figures', http = trill.http) => http.inject({ url, headers: { authorization: `Bearer ${key}` } })

/** A server that has only begun to connect to Redis keeps nobody out. */
const counts = (http: FastifyInstance) =>
  expect
    .poll(async () => {
      const probe = await trill.createKey('read', 'main')
      return (await times(4, () => figures(probe, '/v1/figures', http))).at(-1)
    })
    .toBe(429)

describe('requests are counted', () => {
  test('by key and route, and told when to come again', async () => {
    await start({ rateApi: 3 })
    const [one, other] = [await trill.createKey('read', 'main'), await trill.createKey('read', 'main')]
    expect(await times(4, () => figures(one))).toEqual([200, 200, 200, 429])
    const refused = await figures(one)
    expect(refused.json()).toMatchObject({ code: 'rate_limited', detail: expect.stringContaining('More than 3 requests') })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60)
    expect((await figures(one, '/v1/other-figures')).statusCode).toBe(200)
    expect((await figures(other)).statusCode).toBe(200)
    expect(await times(5, () => figures(trill.secret))).toEqual([200, 200, 200, 200, 200])
  })

  test('of senders by key, and by address while the key is in the body', async () => {
    await start({ rateIngest: 2 })
    const key = await trill.createKey('write', 'main')
    const send = (headers: Record<string, string>, remoteAddress = '192.0.2.1') =>
      trill.inject({ method: 'POST', url: '/v1/door', headers, payload: {}, remoteAddress })
    expect(await times(3, () => send({ authorization: `Bearer ${key}` }))).toEqual([200, 200, 429])
    expect(await times(3, () => send({}))).toEqual([200, 200, 429])
    expect((await send({}, '192.0.2.2')).statusCode).toBe(200)
    const refused = await send({})
    expect(refused.headers).toMatchObject({ 'access-control-allow-origin': '*', 'retry-after': expect.any(String) })
  })

  test('by network address where no key is needed: an IPv6 network is one', async () => {
    await start({ rateSignIn: 2 })
    const ask = (remoteAddress: string) => trill.inject({ url: '/v1/open', remoteAddress })
    expect(await times(3, () => ask('192.0.2.1'))).toEqual([200, 200, 429])
    expect((await ask('192.0.2.2')).statusCode).toBe(200)
    expect((await ask('2001:db8:1:2::1')).statusCode).toBe(200)
    expect((await ask('2001:db8:1:2::2')).statusCode).toBe(200)
    expect((await ask('2001:db8:1:2:ffff::3')).statusCode).toBe(429)
    expect((await ask('2001:db8:1:3::1')).statusCode).toBe(200)
    expect((await trill.inject({ url: '/healthz', remoteAddress: '192.0.2.1' })).statusCode).toBe(200)
  })

  test('by what a trusted proxy says, and by nothing else', async () => {
    await start({ proxies: ['10.0.0.0/8'], rateSignIn: 2 })
    const ask = (remoteAddress: string, forwarded: string) =>
      trill.inject({ url: '/v1/open', remoteAddress, headers: { 'x-forwarded-for': forwarded } })
    expect((await ask('10.1.2.3', '192.0.2.7')).json()).toEqual({ ip: '192.0.2.7' })
    expect((await ask('192.0.2.9', '192.0.2.7')).json()).toEqual({ ip: '192.0.2.9' })
  })

  test('with bad credentials too, so that keys cannot be searched', async () => {
    await start({})
    const codes = await times(1001, () => figures(`trill_read_${'x'.repeat(43)}`))
    expect(new Set(codes.slice(0, 1000))).toEqual(new Set([401]))
    expect(codes.at(-1)).toBe(429)
  })

  test('not at all where the setting is 0', async () => {
    await start({ rateApi: 0 })
    const key = await trill.createKey('read', 'main')
    expect(new Set(await times(700, () => figures(key)))).toEqual(new Set([200]))
  })
})

describe.skipIf(REDIS === '')('with Redis', () => {
  test('two servers count together', async () => {
    await start({ rateApi: 3, redisUrl: REDIS })
    const second = createServer(trill.platform, [doors])
    await second.ready()
    const key = await trill.createKey('read', 'main')
    await counts(trill.http)
    await counts(second)
    expect(await times(2, () => figures(key))).toEqual([200, 200])
    expect(await times(2, () => figures(key, '/v1/figures', second))).toEqual([200, 429])
    expect((await figures(key)).statusCode).toBe(429)
    await second.close()
  })
})

test('a Redis that is away keeps nobody out', async () => {
  await start({ rateApi: 1, redisUrl: 'redis://127.0.0.1:1' })
  const key = await trill.createKey('read', 'main')
  expect(await times(3, () => figures(key))).toEqual([200, 200, 200])
})
