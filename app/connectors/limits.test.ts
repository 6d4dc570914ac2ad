import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ENGINES, lacksEngine, openDatabase } from '../../test/metadata-engines.ts'
import { preparePostgres } from '../../test/store-templates.ts'
import { openMetadata } from '../platform/postgres/open.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import { createQuotas, forgetOldQuotas } from './quota.ts'
import { createRateLimiter } from './rate-limiter.ts'
import { backOff, retryAfter } from './retry.ts'

describe('the rate limiter', () => {
  test('gives ten tokens in a minute for ten requests a minute, and says when the next one is back', async () => {
    let now = 0
    const limiter = createRateLimiter(() => now)
    const take = () => limiter.take('x', { requests: 10, seconds: 60 })
    for (let request = 0; request < 10; request += 1) {
      expect(await take()).toBe(0)
      now += 1000
    }
    expect(await take()).toBe(50_000)
    now = 60_000
    expect(await take()).toBe(0)
    expect(await take()).toBe(1000)
  })

  test('never lets more through in any window than the limit, however the requests come', async () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 200 })
    await fc.assert(
      fc.asyncProperty(pauses, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 5 }), async (gaps, requests, seconds) => {
        let now = 0
        const limiter = createRateLimiter(() => now)
        const passed: number[] = []
        for (const gap of gaps) {
          now += gap
          if ((await limiter.take('x', { requests, seconds })) === 0) passed.push(now)
        }
        for (const from of passed)
          expect(passed.filter((at) => at >= from && at < from + seconds * 1000).length).toBeLessThanOrEqual(requests)
      }),
    )
  })

  test('keeps each key apart, and holds one for as long as its platform said', async () => {
    let now = 0
    const limiter = createRateLimiter(() => now)
    const rate = { requests: 1, seconds: 1 }
    await limiter.hold('x', 5000)
    expect(await limiter.take('x', rate)).toBe(5000)
    expect(await limiter.take('reddit', rate)).toBe(0)
    now = 5000
    expect(await limiter.take('x', rate)).toBe(0)
  })

  test('takes a limit that was lowered at once', async () => {
    const limiter = createRateLimiter(() => 0)
    for (let request = 0; request < 5; request += 1) await limiter.take('x', { requests: 5, seconds: 10 })
    expect(await limiter.take('x', { requests: 2, seconds: 10 })).toBe(10_000)
  })
})

describe('the circuit breaker', () => {
  test('opens after five failures in a row, lets one request try after the pause, and closes with its success', () => {
    let now = 0
    const breaker = new CircuitBreaker(() => now)
    for (let failure = 0; failure < 4; failure += 1) breaker.failed()
    expect(breaker.wait()).toBe(0)
    breaker.failed()
    expect(breaker.wait()).toBe(30_000)
    now = 30_000
    expect(breaker.wait()).toBe(0)
    expect(breaker.wait()).toBeGreaterThan(0)
    breaker.succeeded()
    expect(breaker.wait()).toBe(0)
  })

  test('waits twice as long after each try that failed, up to ten minutes', () => {
    let now = 0
    const breaker = new CircuitBreaker(() => now)
    for (let failure = 0; failure < 5; failure += 1) breaker.failed()
    const pauses: number[] = []
    for (let time = 0; time < 7; time += 1) {
      const pause = breaker.wait()
      pauses.push(pause / 1000)
      now += pause
      expect(breaker.wait()).toBe(0)
      breaker.failed()
    }
    expect(pauses).toEqual([30, 60, 120, 240, 480, 600, 600])
  })

  test('forgets failures that a success interrupts', () => {
    const breaker = new CircuitBreaker(() => 0)
    for (let failure = 0; failure < 20; failure += 1) {
      breaker.failed()
      if (failure % 4 === 3) breaker.succeeded()
    }
    expect(breaker.wait()).toBe(0)
  })
})

describe('pauses between attempts', () => {
  test('are a random part of a doubling time, at most half a minute', () => {
    const longest = [0, 1, 2, 3, 10].map((attempt) => backOff(attempt, () => 1))
    expect(longest).toEqual([500, 1000, 2000, 4000, 30_000])
    expect(backOff(3, () => 0)).toBe(0)
    expect(backOff(3, () => 0.25)).toBe(1000)
  })

  const now = Date.parse('2026-03-01T12:00:00Z')
  test.each([
    ['seconds in Retry-After', { 'retry-after': '17' }, 17_000],
    ['a date in Retry-After', { 'retry-after': 'Sun, 01 Mar 2026 12:01:30 GMT' }, 90_000],
    ['a moment in x-rate-limit-reset', { 'x-rate-limit-reset': String(now / 1000 + 42) }, 42_000],
    ['seconds in x-ratelimit-reset', { 'x-ratelimit-reset': '300' }, 300_000],
    ['an ISO date in x-ratelimit-reset', { 'x-ratelimit-reset': '2026-03-01T12:05:00.000Z' }, 300_000],
    ['Retry-After before any other', { 'retry-after': '1', 'x-rate-limit-reset': String(now / 1000 + 42) }, 1000],
    ['a moment that is past as now', { 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, 0],
    ['a day at most, however long is said', { 'retry-after': '99999999999' }, 86_400_000],
    ['a day at most, without end', { 'retry-after': 'Infinity' }, 86_400_000],
    ['nothing where nothing is said', {}, undefined],
    ['nothing where it cannot be read', { 'retry-after': 'soon' }, undefined],
  ])('are read from %s', (_what, headers, expected) => {
    expect(retryAfter(new Headers(headers as Record<string, string>), now)).toBe(expected)
  })
})

describe.each(ENGINES)('quotas, with metadata on the %s engine', (engine) => {
  test.skipIf(lacksEngine(engine))('are counted by day of the platform’s time zone, over restarts', async () => {
    const database = await openDatabase(engine)
    const dataDir = mkdtempSync(join(tmpdir(), 'trill-quota-'))
    if (engine === 'embedded') await preparePostgres(dataDir)
    const metadata = await openMetadata({ dataDir, postgresUrl: database.postgresUrl })
    try {
      let now = Date.parse('2026-03-02T07:59:00Z')
      const quota = { units: 250, timeZone: 'America/Los_Angeles' }
      const quotas = createQuotas(metadata, () => now)
      expect(await quotas.state('youtube a', quota)).toEqual({ used: 0, units: 250, secondsLeft: 60 })
      expect(await quotas.spend('youtube a', quota, 100)).toBeNull()
      expect(await quotas.spend('youtube a', quota, 100)).toBeNull()
      expect(await createQuotas(metadata, () => now).spend('youtube a', quota, 100)).toEqual({ used: 200, units: 250, secondsLeft: 60 })
      expect(await quotas.spend('youtube b', quota, 100)).toBeNull()
      expect(await quotas.spend('youtube a', { ...quota, units: 50 }, 100)).toMatchObject({ used: 200 })
      now += 60_000
      expect(await quotas.spend('youtube a', quota, 100)).toBeNull()
      await quotas.exhaust('youtube a', quota)
      expect(await quotas.state('youtube a', quota)).toEqual({ used: 250, units: 250, secondsLeft: 86_400 })
      await forgetOldQuotas(metadata, now + 40 * 86_400_000)
      expect(await quotas.state('youtube a', quota)).toMatchObject({ used: 0 })
    } finally {
      await metadata.close()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  })
})
