import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/xoshiro256.ts'
import { type Cascade, cascadeSize, observe } from './cascade.ts'
import { earlyFeatures } from './early-features.ts'
import { EARLY_FEATURE_NAMES } from './feature-table.ts'
import { forecastProcess, learnProcess, peakSeconds } from './process-forecast.ts'
import { simulatedPosts } from './testing.ts'

const HOUR = 3600
const setting = learnProcess(
  simulatedPosts(60, createRandom(5)).map(({ cascade }) => cascade),
  30 * 24 * HOUR,
)
const featuresOf = (cascade: Cascade, cut: number) => {
  const observed = observe(cascade, cut)
  return earlyFeatures(observed, {}, forecastProcess(observed, setting))
}

/** Shares with wrong clocks, ties, several posts or none, and parents that nobody saw. */
const share = fc.record({
  seconds: fc.oneof(fc.integer({ min: -50, max: 7200 }), fc.constant(Number.NaN)),
  actor: fc.integer({ min: 0, max: 6 }),
  parent: fc.integer({ min: -1, max: 9 }),
  reply: fc.integer({ min: 0, max: 1 }),
  audience: fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.constant(Number.NaN)),
})
type Share = typeof share extends fc.Arbitrary<infer Value> ? Value : never
const cascadeOf = (shares: readonly Share[]): Cascade => ({
  seconds: shares.map(({ seconds }) => seconds),
  actors: shares.map(({ actor }) => actor),
  parents: shares.map(({ parent }) => parent),
  replies: shares.map(({ reply }) => reply),
  audiences: shares.map(({ audience }) => audience),
})

describe('features at a cut', () => {
  it('read nothing of what comes after it: the cascade cut short has the same ones', () => {
    fc.assert(
      fc.property(fc.array(share, { maxLength: 30 }), fc.integer({ min: 2, max: 7200 }), (shares, cut) => {
        const known = shares.filter(({ seconds }) => !(seconds > cut))
        expect(featuresOf(cascadeOf(shares), cut)).toEqual(featuresOf(cascadeOf(known), cut))
      }),
      { numRuns: 80 },
    )
  })

  it('are finite or missing, in the order of the table', () => {
    fc.assert(
      fc.property(fc.array(share, { maxLength: 30 }), (shares) => {
        const features = featuresOf(cascadeOf(shares), HOUR)
        expect(Object.keys(features)).toEqual(EARLY_FEATURE_NAMES)
        expect(Object.values(features).filter((value) => value === Infinity || value === -Infinity)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('are those that a hand computes', () => {
    // The post; two shares of it at 60 and 120 s; one of the first sharer at 1800 s and one more, a reply, at 3540 s.
    const features = featuresOf(
      { seconds: [0, 60, 120, 1800, 3540, 4000], actors: [7, 1, 2, 3, 1, 9], parents: [-1, 7, 7, 1, 7, 3], replies: [0, 0, 0, 0, 1, 0] },
      HOUR,
    )
    expect(features.log_count).toBeCloseTo(Math.log(5), 12)
    expect(features.unique_share).toBeCloseTo(4 / 5, 12)
    expect(features.log_rate).toBeCloseTo(Math.log(5), 12)
    expect([features.log_window_1, features.log_window_2, features.log_window_4, features.log_window_6].map(Math.expm1)).toEqual(
      [2, 0, 1, 1].map((count) => expect.closeTo(count, 12)),
    )
    expect(features.acceleration).toBeCloseTo(Math.log(2 / 4), 12)
    expect(features.late_share).toBeCloseTo(1 / 4, 12)
    expect(features.log_gap_mean).toBeCloseTo(Math.log(3540 / 4), 12)
    expect(features.log_gap_median).toBeCloseTo(Math.log((60 + 1680) / 2), 12)
    expect(features.gap_trend).toBeCloseTo(Math.log((1680 + 1740) / 120), 12)
    expect(features.log_idle).toBeCloseTo(Math.log(60), 12)
    expect(features.depth_max).toBe(2)
    expect(features.depth_mean).toBeCloseTo(5 / 5, 12)
    expect(features.direct_share).toBeCloseTo(3 / 4, 12)
    expect(features.branching).toBeCloseTo(4 / 2, 12)
    expect(features.second_generation).toBeCloseTo(1 / 3, 12)
    expect(features.reply_share).toBeCloseTo(1 / 4, 12)
    // Ten pairs: four with the post or its kind one step apart, and so on.
    expect(features.structural_virality).toBeCloseTo((4 * 1 + 4 * 2 + 2 * 3) / 10, 12)
  })

  it('of a post nobody shared yet are missing where there is nothing to tell', () => {
    const { log_count, log_gap_mean, depth_max, direct_share, reply_share, late_share, process_growth } = featuresOf(
      { seconds: [0], actors: [1], parents: [-1], replies: [0] },
      HOUR,
    )
    expect(log_count).toBe(0)
    expect([log_gap_mean, depth_max, direct_share, reply_share, late_share]).toEqual(Array(5).fill(Number.NaN))
    expect(process_growth).toBeGreaterThanOrEqual(0)
  })

  it('that a platform does not report are missing, not 0', () => {
    const { reply_share, depth_max, structural_virality, log_audience_sum, log_infectiousness, creator_posts, hour } = featuresOf(
      { seconds: [0, 10, 20], actors: [1, 2, 3] },
      HOUR,
    )
    for (const value of [reply_share, depth_max, structural_virality, log_audience_sum, log_infectiousness, creator_posts, hour])
      expect(value).toBeNaN()
  })

  it('of when it was posted are hour and weekday of UTC', () => {
    const { hour, weekday } = earlyFeatures(observe({ seconds: [], actors: [] }, HOUR), { postedAt: Date.UTC(2026, 10, 21, 18, 30) }, null)
    expect([hour, weekday]).toEqual([18.5, 5])
  })
})

describe('what was seen', () => {
  it('leaves out negative and missing times, and counts them', () => {
    const { seconds, dropped } = observe({ seconds: [0, -1, 5, Number.NaN], actors: [0, 1, 2, 3], parents: [-1, 0, 0, 0] }, HOUR)
    expect([...seconds]).toEqual([0, 5])
    expect(dropped).toBe(2)
  })

  it('has the post first, reported or not, and hangs shares of people never seen on it', () => {
    const { seconds, parents, orphans, actors } = observe({ seconds: [5, 9], actors: [1, 2], parents: [77, 1] }, HOUR)
    expect([...seconds]).toEqual([0, 5, 9])
    expect([...(parents as Int32Array)]).toEqual([-1, 0, 1])
    expect([orphans, actors[0]]).toEqual([1, Number.NaN])
  })

  it('keeps shares of one second in the order given, and a share of a later one is of nobody seen', () => {
    const { actors, parents, orphans } = observe({ seconds: [3, 3, 0], actors: [1, 2, 0], parents: [2, 1, -1] }, HOUR)
    expect([...actors]).toEqual([0, 1, 2])
    expect([...(parents as Int32Array)]).toEqual([-1, 0, 1])
    expect(orphans).toBe(1)
  })

  it('at the end is as many as the size', () => {
    fc.assert(
      fc.property(fc.array(share, { maxLength: 20 }), (shares) => {
        expect(cascadeSize(cascadeOf(shares))).toBe(observe(cascadeOf(shares), Infinity).seconds.length)
      }),
    )
  })

  it('needs arrays of one length and a cut after the post', () => {
    expect(() => observe({ seconds: [0], actors: [] }, HOUR)).toThrow('requires 1 actors, got 0')
    expect(() => observe({ seconds: [], actors: [] }, 0)).toThrow('requires a cut > 0 seconds, got 0')
  })
})

describe('the process', () => {
  it('is not learned from fewer than five posts, and then forecasts nothing', () => {
    const few = learnProcess([{ seconds: [0, 1, 2, 3], actors: [0, 1, 2, 3] }], HOUR)
    expect(few).toBeNull()
    expect(forecastProcess(observe({ seconds: [0], actors: [0] }, HOUR), few)).toBeNull()
  })

  it('expects no fewer nodes than there are, and a peak within the horizon', () => {
    for (const { cascade } of simulatedPosts(10, createRandom(9))) {
      const observed = observe(cascade, HOUR)
      const forecast = forecastProcess(observed, setting)
      expect(forecast?.size).toBeGreaterThanOrEqual(observed.seconds.length)
      if (forecast !== null && setting !== null) expect(peakSeconds(forecast, setting)).toBeLessThanOrEqual(setting.horizonSeconds)
    }
  })
})
