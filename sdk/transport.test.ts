import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRetryAfter, retryDelay } from './transport.ts'

describe('retryDelay', () => {
  it('lies anywhere between nothing and the doubled base, up to 30 seconds', () => {
    const almostOne = () => 1 - 2 ** -32
    expect([0, 1, 2, 5, 6, 5000].map((failures) => Math.round(retryDelay(failures, 0, almostOne)))).toEqual([
      500, 1000, 2000, 16_000, 30_000, 30_000,
    ])
    expect(retryDelay(5, 0, () => 0)).toBe(0)
  })

  it('is never shorter than the server asked for', () => {
    const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(3_600_000), draw, (failures, after, random) => {
        const delay = retryDelay(failures, after, () => random)
        expect(delay).toBeGreaterThanOrEqual(after)
        expect(delay).toBeLessThanOrEqual(after + 30_000)
      }),
    )
  })
})

describe('readRetryAfter', () => {
  const now = () => Date.UTC(2025, 0, 1, 12)
  it.each([
    [null, 0],
    ['', 0],
    ['3', 3000],
    ['0', 0],
    ['-5', 0],
    ['soon', 0],
    ['Wed, 01 Jan 2025 12:00:07 GMT', 7000],
    ['Wed, 01 Jan 2025 11:00:00 GMT', 0],
    ['999999', 3_600_000],
    ['Infinity', 3_600_000],
  ])('reads %j as %d milliseconds', (header, milliseconds) => {
    expect(readRetryAfter(header, now)).toBe(milliseconds)
  })
})
