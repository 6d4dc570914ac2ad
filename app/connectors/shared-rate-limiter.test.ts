import { Redis } from 'ioredis'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRateLimiter } from './rate-limiter.ts'
import { createSharedRateLimiter } from './shared-rate-limiter.ts'

const REDIS = process.env.TRILL_TEST_REDIS_URL ?? ''
const logger = pino({ level: 'silent' })

describe.skipIf(REDIS === '')('with Redis', () => {
  let one: Redis
  let other: Redis
  beforeAll(() => {
    one = new Redis(REDIS)
    other = new Redis(REDIS)
  })
  afterAll(() => {
    one?.disconnect()
    other?.disconnect()
  })

  test('two processes take tokens from the same bucket, and get them back', async () => {
    const processes = [one, other].map((redis) => createSharedRateLimiter(redis, createRateLimiter(Date.now), logger))
    const key = `platform ${crypto.randomUUID()}`
    const takes = await Promise.all(Array.from({ length: 20 }, (_, at) => processes[at % 2]?.take(key, { requests: 5, seconds: 1 })))
    expect(takes.filter((wait) => wait === 0)).toHaveLength(5)
    const waits = takes.filter((wait) => wait !== 0)
    expect(Math.min(...waits.map(Number))).toBeGreaterThan(500)
    await new Promise((done) => setTimeout(done, 1050))
    expect(await processes[1]?.take(key, { requests: 5, seconds: 1 })).toBe(0)
  })

  test('what a platform says to one process holds for the other', async () => {
    const [first, second] = [one, other].map((redis) => createSharedRateLimiter(redis, createRateLimiter(Date.now), logger))
    const key = `platform ${crypto.randomUUID()}`
    await first?.hold(key, 5000)
    await first?.hold(key, 100)
    const wait = (await second?.take(key, { requests: 5, seconds: 1 })) ?? 0
    expect([wait > 4000, wait <= 5000]).toEqual([true, true])
  })
})

test('while Redis is away each process keeps to the limits by itself', async () => {
  const away = new Redis('redis://127.0.0.1:1', { maxRetriesPerRequest: 0, enableOfflineQueue: false, retryStrategy: () => null })
  away.on('error', () => undefined)
  const limiter = createSharedRateLimiter(
    away,
    createRateLimiter(() => 0),
    logger,
  )
  expect(await limiter.take('x', { requests: 1, seconds: 9 })).toBe(0)
  expect(await limiter.take('x', { requests: 1, seconds: 9 })).toBe(9000)
  await limiter.hold('y', 700)
  expect(await limiter.take('y', { requests: 1, seconds: 9 })).toBe(700)
  away.disconnect()
})
