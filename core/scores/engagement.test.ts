import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountEngagement, engagementRates, qualityScore, viralityScore } from './engagement.ts'
import { type CounterReading, engagementVelocity } from './engagement-velocity.ts'

interface Case {
  readonly id: string
  readonly input: Record<string, unknown>
  readonly expected: Record<string, number | number[] | null>
}

/** Where each number comes from is said in the file itself. */
const cases = JSON.parse(readFileSync(new URL('engagement.cases.json', import.meta.url), 'utf8')) as Record<string, Case[]>
const named = (group: string): [string, Case][] => (cases[group] ?? []).map((one) => [one.id, one])
const count = () => fc.option(fc.nat())

describe('engagement rates', () => {
  it.each(named('engagement_rates'))('reference %s', (_, { input, expected }) => {
    const rates = engagementRates(input)
    expectClose(
      {
        er_reach_pct: rates.byReach,
        er_impressions_pct: rates.byImpressions,
        er_followers_pct: rates.byFollowers,
        er_views_pct: rates.byViews,
        er_reach_with_saves_pct: rates.byReachWithSaves,
      },
      expected,
    )
  })

  it('are a finite number ≥ 0 or null, and null without a denominator', () => {
    const post = fc.record({ likes: count(), comments: count(), shares: count(), saves: count(), reach: count(), impressions: count() })
    fc.assert(
      fc.property(post, (counters) => {
        const rates = engagementRates(counters)
        for (const rate of Object.values(rates)) expect(rate === null || (Number.isFinite(rate) && rate >= 0)).toBe(true)
        expect(rates.byReach === null).toBe((counters.reach ?? 0) === 0)
      }),
    )
    expect(() => engagementRates({ likes: Number.NaN })).toThrow(/likes/)
    expect(() => engagementRates({ reach: -1 })).toThrow(/reach/)
  })
})

describe('engagement of an account', () => {
  it.each(named('account_er'))('reference %s', (_, { input, expected }) => {
    const { ratioOfSums, meanOfRatios } = accountEngagement(input.posts as { engagements: number; reach: number }[])
    expectClose({ ratio_of_sums_pct: ratioOfSums, mean_of_ratios_pct: meanOfRatios }, expected)
  })

  it('leaves out posts of unknown reach, and is null without any other', () => {
    const known = { engagements: 1, reach: 10 }
    expect(accountEngagement([known, { engagements: 99, reach: null }])).toEqual({ ratioOfSums: 10, meanOfRatios: 10, posts: 1 })
    expect(accountEngagement([])).toEqual({ ratioOfSums: null, meanOfRatios: null, posts: 0 })
  })

  it('lies between the least and the greatest rate of its posts', () => {
    const posts = fc.array(fc.record({ engagements: fc.nat(1e6), reach: fc.integer({ min: 1, max: 1e6 }) }), { minLength: 1 })
    fc.assert(
      fc.property(posts, (all) => {
        const rates = all.map(({ engagements, reach }) => (100 * engagements) / reach)
        const { ratioOfSums } = accountEngagement(all)
        expect(ratioOfSums).toBeGreaterThanOrEqual(Math.min(...rates) * (1 - 1e-9))
        expect(ratioOfSums).toBeLessThanOrEqual(Math.max(...rates) * (1 + 1e-9))
      }),
    )
  })
})

describe('virality score', () => {
  it.each(named('virality_score'))('reference %s', (_, { input, expected }) => {
    const { w_share: shareWeight, w_comment: commentWeight, prior_rate: priorRate, prior_weight: priorWeight, scale } = input as never
    expectClose(viralityScore(input, { shareWeight, commentWeight, priorRate, priorWeight, scale }), expected)
    expectClose(viralityScore(input), expected)
  })

  it('is within 0 – 100, and rises with each share', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), fc.nat(1e9), (shares, comments, reach) => {
        const { score } = viralityScore({ shares, comments, reach })
        expect(score).toBeGreaterThan(0)
        expect(score).toBeLessThanOrEqual(100)
        expect(viralityScore({ shares: shares + 1, comments, reach }).score).toBeGreaterThanOrEqual(score)
        expect(viralityScore({ shares, comments, reach }, { priorRate: 0 }).score).toBeLessThanOrEqual(score)
      }),
    )
    expect(viralityScore({}, { priorRate: 0 }).score).toBe(0)
  })

  it('refuses what is no setting', () => {
    expect(() => viralityScore({}, { scale: 0 })).toThrow(/scale/)
    expect(() => viralityScore({}, { priorWeight: Number.NaN })).toThrow(/priorWeight/)
    expect(() => viralityScore({}, { shareWeight: -1 })).toThrow(/shareWeight/)
  })
})

describe('velocity of engagement', () => {
  it.each(named('engagement_velocity'))('reference %s', (_, { input, expected }) => {
    const velocity = engagementVelocity(input.points as CounterReading[])
    const { peak_interval: interval, ...numbers } = expected
    expect(velocity.peakInterval).toEqual(interval)
    expectClose(
      {
        peak_rate_per_hour: velocity.peakRatePerHour,
        time_to_peak_hours: velocity.timeToPeakHours,
        half_life_hours: velocity.halfLifeHours,
        current_rate: velocity.currentRatePerHour,
      },
      numbers,
    )
  })

  it('shows what a counter lost, but a loss is no peak', () => {
    const fallen = engagementVelocity([
      { hour: 0, cumulative: 100 },
      { hour: 2, cumulative: 90 },
    ])
    expect(fallen).toEqual({
      ratesPerHour: [-5],
      peakRatePerHour: 0,
      peakInterval: null,
      timeToPeakHours: null,
      halfLifeHours: null,
      currentRatePerHour: -5,
    })
  })

  it('tells nothing from one reading or none, and refuses readings out of order', () => {
    for (const readings of [[], [{ hour: 1, cumulative: 5 }]]) {
      expect(engagementVelocity(readings)).toMatchObject({ peakRatePerHour: null, halfLifeHours: null, currentRatePerHour: null })
    }
    const twice = { hour: 1, cumulative: 5 }
    expect(() => engagementVelocity([twice, twice])).toThrow(/rising/)
    expect(() => engagementVelocity([{ hour: 0, cumulative: Number.NaN }])).toThrow(/finite/)
  })

  it('has its half-life between the first and the last reading', () => {
    const steps = fc.array(fc.record({ hours: fc.double({ min: 0.01, max: 100, noNaN: true }), more: fc.integer({ min: -50, max: 1000 }) }))
    fc.assert(
      fc.property(steps, (increments) => {
        const readings: CounterReading[] = [{ hour: 0, cumulative: 0 }]
        for (const { hours, more } of increments) {
          const last = readings.at(-1) as CounterReading
          readings.push({ hour: last.hour + hours, cumulative: last.cumulative + more })
        }
        const { halfLifeHours, peakRatePerHour } = engagementVelocity(readings)
        if (halfLifeHours !== null) expect(halfLifeHours >= 0 && halfLifeHours <= (readings.at(-1)?.hour ?? 0)).toBe(true)
        if (increments.length > 0) expect(peakRatePerHour).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

describe('quality score', () => {
  it('is the geometric mean of the signs that are known, with their weights', () => {
    expect(qualityScore({ commentShare: 0.4, completion: 0.9, sentiment: null })).toEqual({
      score: expect.closeTo(60, 9),
      weights: { commentShare: 0.5, completion: 0.5 },
    })
    expect(qualityScore({ commentShare: 0.25, completion: 1 }, { commentShare: 1, completion: 3 })?.score).toBeCloseTo(70.71067811865476, 9)
  })

  it('is 0 with one sign at 0, and null without any', () => {
    expect(qualityScore({ authenticity: 0, completion: 1 })?.score).toBe(0)
    expect(qualityScore({})).toBeNull()
    expect(qualityScore({ completion: 1 }, { completion: 0 })).toBeNull()
  })

  it('lies between its least and greatest sign, and refuses what is no percentile', () => {
    const sign = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(sign, sign, sign, (commentShare, saveShare, completion) => {
        const score = qualityScore({ commentShare, saveShare, completion })?.score ?? Number.NaN
        expect(score).toBeGreaterThanOrEqual(100 * Math.min(commentShare, saveShare, completion) * (1 - 1e-9))
        expect(score).toBeLessThanOrEqual(100 * Math.max(commentShare, saveShare, completion) * (1 + 1e-9))
      }),
    )
    expect(() => qualityScore({ completion: 1.1 })).toThrow(/completion/)
    expect(() => qualityScore({ completion: Number.NaN })).toThrow(/completion/)
  })
})

function expectClose(actual: object, expected: object): void {
  for (const [name, value] of Object.entries(expected)) {
    const got = (actual as Record<string, number | null>)[name]
    if (value === null) expect(got, name).toBeNull()
    else expect(got, name).toBeCloseTo(value, 9)
  }
}
