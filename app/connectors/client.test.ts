import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createOutgoing } from '../platform/outgoing/outgoing.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import { type ClientParts, createClient } from './client.ts'
import { isFailure } from './failure.ts'
import { type PlatformServer, startPlatformServer } from './platform-server.ts'
import { createQuotas } from './quota.ts'
import { createRateLimiter } from './rate-limiter.ts'

const LARGEST = 1000
let server: PlatformServer
let clock = 0
let parts: ClientParts

beforeEach(async () => {
  server = await startPlatformServer(() => ({ body: '{}' }))
  clock = Date.parse('2026-03-02T12:00:00Z')
  const now = () => clock
  parts = {
    label: 'X',
    outgoing: createOutgoing({ outgoingAllow: ['127.0.0.1'] }, { responseMaxBytes: LARGEST, timeoutMilliseconds: 2000 }),
    limiter: createRateLimiter(now),
    quotas: createQuotas({ query: () => Promise.reject(new Error('The metadata store is away')) }, now),
    breaker: new CircuitBreaker(now),
    limitKey: 'x',
    rate: { requests: 100, seconds: 1 },
    quota: undefined,
    headers: {},
    timeoutMilliseconds: 2000,
    now,
    random: () => 0,
  }
})
afterEach(() => server.close())

const ask = async (more: Partial<ClientParts> = {}, headers: Record<string, string> = {}) =>
  createClient({ ...parts, ...more }).ask({ address: new URL(server.url), headers })

/** Fails until nothing is asked any more, and waits until one request may try. */
async function untilOneMayTry(): Promise<void> {
  server.fault = () => ({ status: 500, body: '' })
  await ask()
  await ask()
  expect(await ask()).toMatchObject({ status: 'platform_failed', message: expect.stringContaining('asked again in') })
  server.fault = undefined
  clock += 30_000
}

describe('after a pause one request tries, and another may where that one said nothing of the platform', () => {
  test('because its answer was too large', async () => {
    await untilOneMayTry()
    server.fault = () => ({ body: ' '.repeat(LARGEST + 1) })
    expect(await ask()).toMatchObject({ status: 'unreadable_answer' })
    server.fault = undefined
    expect(await ask()).toMatchObject({ status: 'answer' })
  })

  test('because it could not be counted', async () => {
    await untilOneMayTry()
    await expect(ask({ quota: { units: 10, timeZone: 'UTC' } })).rejects.toThrow('The metadata store is away')
    expect(await ask()).toMatchObject({ status: 'answer' })
  })
})

test.each(['a-secret…token', 'a-secret\ntoken'])(
  'credentials that no request can carry (%j) are said to be wrong, once, and not named',
  async (token) => {
    const answer = await ask({}, { authorization: `Bearer ${token}` })
    expect(answer).toMatchObject({ status: 'unauthorised', message: expect.stringContaining('characters') })
    expect([JSON.stringify(answer).includes('a-secret'), server.asked.length, isFailure(answer)]).toEqual([false, 0, true])
  },
)
