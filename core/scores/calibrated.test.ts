import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AgedVideo, calibratedScore, percentileOf } from './calibrated.ts'

/** Peers with rates of 1 – 10 % and 1,000 – 100,000 views a day. */
const peers: readonly AgedVideo[] = Array.from({ length: 100 }, (_, i) => ({
  views: 10_000 * (i + 1),
  likes: 100 * (i + 1) * ((i % 10) + 1),
  comments: 0,
  daysOld: 10,
}))

function scored(video: AgedVideo) {
  const result = calibratedScore(video, peers)
  if (result.status !== 'calibrated') throw new Error(result.status)
  return result
}

describe('calibrated score', () => {
  it('ten views with one like are no longer viral: little is known, and so the middle is said of their engagement', () => {
    const { engagement, velocity } = scored({ views: 10, likes: 1, comments: 0, daysOld: 10 })
    expect(engagement.percentile).toBeGreaterThan(30)
    expect(engagement.percentile).toBeLessThan(70)
    expect(velocity.percentile).toBe(0)
  })

  it('is the mean of both percentiles, with an interval around it and the number of peers', () => {
    const result = scored({ views: 505_000, likes: 505_000, comments: 505_000, daysOld: 10 })
    expect(result.engagement.percentile).toBe(100)
    expect(result.velocity.percentile).toBe(50)
    expect(result.score).toBe(75)
    expect(result.sample).toBe(100)
    expect(result.lower).toBeLessThan(75)
    expect(result.upper).toBeGreaterThan(75)
  })

  it('needs twenty peers', () => {
    expect(calibratedScore(peers[0] as AgedVideo, peers.slice(0, 19))).toEqual({ status: 'insufficient_data', needed: 20, seen: 19 })
    expect(calibratedScore(peers[0] as AgedVideo, [], { peersMin: 0 })).toMatchObject({ status: 'insufficient_data' })
  })

  it('lies within its interval of 0 – 100 for any video, also among peers that are all alike', () => {
    const video = fc.record({ views: fc.nat(1e9), likes: fc.nat(1e7), comments: fc.nat(1e6), daysOld: fc.nat(1000) })
    fc.assert(
      fc.property(video, fc.boolean(), (any, alike) => {
        const result = calibratedScore(any, alike ? Array.from({ length: 30 }, () => peers[0] as AgedVideo) : peers)
        if (result.status !== 'calibrated') throw new Error(result.status)
        const { score, lower, upper } = result
        expect(lower >= 0 && lower <= score + 1e-9 && score <= upper + 1e-9 && upper <= 100).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('refuses what no video has', () => {
    expect(() => scored({ views: Number.NaN, daysOld: 1 })).toThrow(/views/)
    expect(() => scored({ views: 1, daysOld: -1 })).toThrow(/age/)
  })
})

describe('percentile', () => {
  it('counts ties by half', () => {
    expect(percentileOf(2, [1, 2, 2, 3]).percentile).toBe(50)
    expect(percentileOf(0, [1])).toMatchObject({ percentile: 0, lower: 0 })
    expect(percentileOf(2, [1])).toMatchObject({ percentile: 100, upper: 100 })
  })

  it('refuses an empty sample and NaN', () => {
    expect(() => percentileOf(1, [])).toThrow(/sample/)
    expect(() => percentileOf(1, [Number.NaN])).toThrow(/NaN/)
  })
})
