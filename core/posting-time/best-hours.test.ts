import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestHours, circularWeights, shrunkMean, type TimedPost } from './best-hours.ts'
import { hourOfWeek } from './hour-of-week.ts'

interface Case<Input, Expected> {
  readonly id: string
  readonly input: Input
  readonly expected: Expected
}

/** Where each number comes from is said in the file itself. */
const cases = JSON.parse(readFileSync(new URL('best-hours.cases.json', import.meta.url), 'utf8'))
const named = <Input, Expected>(group: string): [string, Case<Input, Expected>][] =>
  (cases[group] as Case<Input, Expected>[]).map((one) => [one.id, one])

describe('hour of the week', () => {
  interface Expected {
    local: string
    iso_weekday: number
    hour: number
    hour_of_week: number
  }
  it.each(named<{ instant: string; tz: string }, Expected>('hour_of_week'))('reference %s', (_, { input, expected }) => {
    const { local, isoWeekday, hour, hourOfWeek: at } = hourOfWeek(Date.parse(input.instant), input.tz)
    expect({ local, iso_weekday: isoWeekday, hour, hour_of_week: at }).toEqual(expected)
  })

  it('is whole and within the week for every moment, also before 1970', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -5e12, max: 5e12 }),
        fc.constantFrom('UTC', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia'),
        (instant, zone) => {
          const { isoWeekday, hour, hourOfWeek: at, local } = hourOfWeek(instant, zone)
          expect(at).toBe((isoWeekday - 1) * 24 + hour)
          expect(at >= 0 && at < 168).toBe(true)
          if (instant > 0) expect(Date.parse(local)).toBe(Math.floor(instant / 1000) * 1000)
        },
      ),
    )
  })

  it('refuses what is no date and no time zone', () => {
    expect(() => hourOfWeek(Number.NaN, 'UTC')).toThrow(RangeError)
    expect(() => hourOfWeek(9e15, 'UTC')).toThrow(RangeError)
    expect(() => hourOfWeek(0, 'Mars/Olympus')).toThrow(RangeError)
  })
})

describe('a shrunk mean', () => {
  interface Input {
    cells: { hour: number; posts: number; er_sum: number }[]
    prior_mean: number
    prior_posts: number
  }
  it.each(named<Input, { hour: number; estimate: number }[]>('posting_time_shrink'))('reference %s', (_, { input, expected }) => {
    for (const [i, { posts, er_sum: sum }] of input.cells.entries()) {
      expect(shrunkMean({ posts, sum }, input.prior_mean, input.prior_posts)).toBeCloseTo(expected[i]?.estimate as number, 12)
    }
  })

  it('refuses what is no cell', () => {
    expect(() => shrunkMean({ posts: -1, sum: 0 }, 0, 8)).toThrow(/posts/)
    expect(() => shrunkMean({ posts: 1, sum: Number.NaN }, 0, 8)).toThrow(/finite/)
    expect(() => shrunkMean({ posts: 1, sum: 0 }, 0, 0)).toThrow(/priorPosts/)
  })
})

describe('weights around the clock', () => {
  interface Input {
    center: number
    bandwidth: number
    period: number
  }
  it.each(named<Input, { weights: number[] }>('circular_gaussian_weights'))('reference %s', (_, { input, expected }) => {
    for (const [hour, weight] of circularWeights(input).entries()) expect(weight).toBeCloseTo(expected.weights[hour] as number, 9)
  })

  it('add up to 1 for any width, and refuse what is none', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 23.99, noNaN: true }), fc.double({ min: 1e-6, max: 1e3, noNaN: true }), (center, bandwidth) => {
        const weights = circularWeights({ center, bandwidth, period: 24 })
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
      }),
    )
    expect(() => circularWeights({ center: 24, bandwidth: 1, period: 24 })).toThrow(/center/)
    expect(() => circularWeights({ center: 0, bandwidth: 0, period: 24 })).toThrow(/bandwidth/)
    expect(() => circularWeights({ center: 0, bandwidth: 1, period: 0 })).toThrow(/period/)
  })
})

describe('best hours', () => {
  const post = (at: number, engagements: number, group = 'a'): TimedPost => ({ hourOfWeek: at, engagements, reach: 1000, group })
  const many = (count: number, at: number, engagements: number) => Array.from({ length: count }, () => post(at, engagements))

  it('finds the hour where posts fare twice as well, and tells by how much at most', () => {
    const result = bestHours([...many(30, 20, 100), ...many(30, 60, 50), ...many(30, 100, 50)])
    if (result.status !== 'ranked') throw new Error(result.status)
    const [best] = result.hours
    expect(best).toMatchObject({ hourOfWeek: 20, posts: 30 })
    expect(best?.lift).toBeGreaterThan(1.05)
    expect(best?.lift).toBeLessThan(100 / 63)
    expect(result.hours).toHaveLength(168)
  })

  it('one lucky post at three in the morning does not win', () => {
    const result = bestHours([...many(40, 18, 60), ...many(40, 42, 40), post(3, 120)])
    if (result.status !== 'ranked') throw new Error(result.status)
    expect(result.hours[0]?.hourOfWeek).toBe(18)
  })

  it('compares posts with those of their own author and format only', () => {
    const result = bestHours([
      ...Array.from({ length: 20 }, () => post(10, 500, 'famous')),
      ...Array.from({ length: 20 }, () => post(90, 5, 'new')),
    ])
    if (result.status !== 'ranked') throw new Error(result.status)
    for (const { lift } of result.hours) expect(lift).toBeCloseTo(1, 9)
  })

  it('ranks nothing from fewer than twenty posts', () => {
    expect(bestHours(many(19, 0, 1))).toEqual({ status: 'insufficient_data', needed: 20, seen: 19 })
    expect(bestHours([])).toMatchObject({ status: 'insufficient_data' })
  })

  it('gives finite figures for any posts, bounds below the lift, in order', () => {
    const any = fc.record({
      hourOfWeek: fc.nat(167),
      engagements: fc.nat(1e6),
      reach: fc.nat(1e6),
      group: fc.constantFrom('a', 'b', 'c'),
    })
    fc.assert(
      fc.property(fc.array(any, { minLength: 20, maxLength: 60 }), (posts) => {
        const result = bestHours(posts)
        if (result.status !== 'ranked') throw new Error(result.status)
        for (const [i, { lift, lowerBound }] of result.hours.entries()) {
          expect(Number.isFinite(lift) && lowerBound > 0 && lowerBound <= lift).toBe(true)
          if (i > 0) expect(lowerBound).toBeLessThanOrEqual(result.hours[i - 1]?.lowerBound as number)
        }
      }),
      { numRuns: 25 },
    )
  })

  it('refuses what no post has', () => {
    expect(() => bestHours([post(168, 1)])).toThrow(/hour of the week/)
    expect(() => bestHours([post(0, Number.NaN)])).toThrow(/engagements/)
    expect(() => bestHours([], { priorPosts: 0 })).toThrow(/priorPosts/)
    expect(() => bestHours([], { postsMin: 1 })).toThrow(/postsMin/)
  })
})
