import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normal } from '../random/samplers.ts'
import { createRandom } from '../random/xoshiro256.ts'
import type { TimedPost } from './best-hours.ts'
import { type PostingTimes, postingTimes } from './posting-times.ts'

const post = (hourOfWeek: number, engagements: number, group = 'a'): TimedPost => ({ hourOfWeek, engagements, reach: 1000, group })

/** Posts at habitual hours whose engagement scatters by half around the hour’s own level. */
function scattered(count: number, hours: readonly number[], levelOf: (hour: number) => number, seed = 'posts'): TimedPost[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, i) => {
    const hour = hours[i % hours.length] as number
    return post(hour, Math.round(50 * levelOf(hour) * Math.exp(normal(random, 0, 0.4))))
  })
}

function ranked(times: PostingTimes): Extract<PostingTimes, { status: 'ranked' }> {
  if (times.status !== 'ranked') throw new Error(times.status)
  return times
}

const WEEK_AT = (hour: number) => Array.from({ length: 7 }, (_, day) => day * 24 + hour)

describe('posting times', () => {
  it('three lucky posts do not decide: not their hour of the week, nor of the day, nor their weekday', () => {
    for (const seed of ['one', 'two', 'three', 'four', 'five']) {
      const usual = scattered(60, [...WEEK_AT(9), ...WEEK_AT(18)], () => 1, seed)
      const lucky = [post(3, 900), post(3, 950), post(3, 990)]
      const { hours, hoursOfDay, weekdays } = ranked(postingTimes([...usual, ...lucky]))
      expect(hours[3]?.stands).toBe(false)
      expect(hoursOfDay[3]?.stands).toBe(false)
      expect(weekdays.filter(({ stands }) => stands)).toEqual([])
      expect(hoursOfDay.filter(({ stands }) => stands)).toEqual([])
      expect(hours[3]?.lift).toBeLessThan(2)
      expect(hours.filter(({ stands }) => stands)).toEqual([])
    }
  })

  it('an hour that fares better week after week stands, with an interval that holds by how much', () => {
    const posts = scattered(140, [...WEEK_AT(9), ...WEEK_AT(20)], (hour) => (hour % 24 === 20 ? 1.6 : 1))
    const { hoursOfDay } = ranked(postingTimes(posts))
    expect(hoursOfDay[20]?.stands).toBe(true)
    expect(hoursOfDay[9]?.stands).toBe(false)
    // Against the account’s own mean, which lies between both.
    const truth = Math.exp(Math.log(1.6) / 2)
    expect(hoursOfDay[20]?.lower).toBeLessThan(truth)
    expect(hoursOfDay[20]?.upper).toBeGreaterThan(truth)
  })

  it('a weekday that fares better stands', () => {
    const posts = scattered(210, [...WEEK_AT(9), ...WEEK_AT(18)], (hour) => (Math.floor(hour / 24) === 6 ? 2 : 1))
    const { weekdays } = ranked(postingTimes(posts))
    expect(weekdays.map(({ stands }) => stands)).toEqual([false, false, false, false, false, false, true])
  })

  it('an account with few posts is near what is usual on its platform', () => {
    const usual = Array.from({ length: 168 }, (_, hour) => (hour % 24 === 20 ? Math.log(1.5) : 0))
    const { hours, hoursOfDay } = ranked(
      postingTimes(
        scattered(20, WEEK_AT(9), () => 1),
        { usual },
      ),
    )
    expect(hours[20]?.lift).toBeCloseTo(1.5, 1)
    expect(hoursOfDay[20]?.stands).toBe(false)
    const { hours: alone } = ranked(postingTimes(scattered(20, WEEK_AT(9), () => 1)))
    expect(alone[20]?.lift).toBeCloseTo(1, 1)
  })

  it('says how many posts are needed', () => {
    expect(postingTimes([post(1, 1)])).toEqual({ status: 'insufficient_data', needed: 20, seen: 1 })
  })

  it('of any posts are finite, in their order and with all posts counted', () => {
    const posts = fc.array(
      fc.record({ hourOfWeek: fc.nat(167), engagements: fc.nat(1e6), reach: fc.nat(1e9), group: fc.constantFrom('a', 'b') }),
      { minLength: 20, maxLength: 60 },
    )
    fc.assert(
      fc.property(posts, (some) => {
        const { hours, hoursOfDay, weekdays } = ranked(postingTimes(some))
        for (const list of [hours, hoursOfDay, weekdays]) {
          expect(list.reduce((sum, { posts: count }) => sum + count, 0)).toBe(some.length)
          for (const { lift, lower, upper } of list) expect(0 < lower && lower <= lift && lift <= upper && upper < Infinity).toBe(true)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('refuses what is no post and no option', () => {
    expect(() => postingTimes([post(168, 1)])).toThrow(/168/)
    expect(() => postingTimes([post(1, -1)])).toThrow(/engagements/)
    expect(() => postingTimes([], { usual: [1] })).toThrow(/usual/)
    expect(() => postingTimes([], { postsMin: 1 })).toThrow(/postsMin/)
    expect(() => postingTimes([], { bandwidthHours: 0 })).toThrow(/bandwidthHours/)
  })
})
