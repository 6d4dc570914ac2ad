import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibratedScore } from './calibrated.ts'
import { ageBand, calibrateVideos, channelBand, PEER_GROUPS, type PeerColumns } from './calibrated-columns.ts'
import { scoreVideos, type VideoColumns } from './video-columns.ts'
import { videoEngagement, viewVelocity, viralScore } from './youtube.ts'

interface Video {
  readonly views: number
  readonly likes: number | null
  readonly comments: number | null
  readonly daysOld: number | null
}

const columnOf = (values: readonly (number | null)[]) => Float64Array.from(values, (value) => value ?? Number.NaN)
const columnsOf = (videos: readonly Video[]): VideoColumns => ({
  views: columnOf(videos.map(({ views }) => views)),
  likes: columnOf(videos.map(({ likes }) => likes)),
  comments: columnOf(videos.map(({ comments }) => comments)),
  daysOld: columnOf(videos.map(({ daysOld }) => daysOld)),
})
const alike = (videos: readonly Video[], category = 1, followers = 5000): PeerColumns => ({
  ...columnsOf(videos),
  category: new Float64Array(videos.length).fill(category),
  followers: new Float64Array(videos.length).fill(followers),
})

const anyVideo = fc.record({
  views: fc.nat(1e9),
  likes: fc.option(fc.nat(1e7)),
  comments: fc.option(fc.nat(1e6)),
  daysOld: fc.option(fc.double({ min: 0, max: 4000, noNaN: true })),
})

/** Rates of 1 – 10 % and 1,000 – 100,000 views a day. */
const ladder: readonly Video[] = Array.from({ length: 100 }, (_, i) => ({
  views: 10_000 * (i + 1),
  likes: 100 * (i + 1) * ((i % 10) + 1),
  comments: 0,
  daysOld: 10,
}))

describe('scores of many videos', () => {
  it('are those of each one', () => {
    fc.assert(
      fc.property(fc.array(anyVideo, { maxLength: 20 }), (videos) => {
        const { score, engagementPercent, viewsPerDay } = scoreVideos(columnsOf(videos))
        videos.forEach((video, i) => {
          expect(score[i]).toBe(viralScore(video).score)
          expect(engagementPercent[i]).toBe(videoEngagement(video).percent)
          expect(viewsPerDay[i]).toBe(video.daysOld === null ? Number.NaN : viewVelocity(video.views, video.daysOld).viewsPerDay)
        })
      }),
    )
  })

  it('refuse what no video has, and columns of different length', () => {
    const one = { views: 1, likes: 1, comments: 1, daysOld: 1 }
    expect(() => scoreVideos(columnsOf([{ ...one, views: Number.NaN }]))).toThrow(/views/)
    expect(() => scoreVideos(columnsOf([{ ...one, likes: -1 }]))).toThrow(/likes/)
    expect(() => scoreVideos(columnsOf([{ ...one, comments: Infinity }]))).toThrow(/comments/)
    expect(() => scoreVideos(columnsOf([{ ...one, daysOld: -0.1 }]))).toThrow(/daysOld/)
    expect(() => scoreVideos({ ...columnsOf([one]), likes: new Float64Array(2) })).toThrow(/1 likes, got 2/)
    expect(scoreVideos(columnsOf([])).score).toHaveLength(0)
  })
})

describe('calibrated scores of many videos', () => {
  it('are close to that of each one among the others, whose prior does not know it', () => {
    const all = calibrateVideos(alike(ladder))
    ladder.forEach((video, i) => {
      const others = ladder.filter((_, other) => other !== i)
      const one = calibratedScore(
        { ...video, daysOld: 10 },
        others.map((other) => ({ ...other, daysOld: 10 })),
      )
      if (one.status !== 'calibrated') throw new Error(one.status)
      expect(all.velocityPercentile[i]).toBeCloseTo(one.velocity.percentile, 9)
      expect(Math.abs((all.engagementPercentile[i] as number) - one.engagement.percentile)).toBeLessThan(6)
      expect(all.sample[i]).toBe(99)
      expect((all.lower[i] as number) <= (all.score[i] as number) && (all.score[i] as number) <= (all.upper[i] as number)).toBe(true)
    })
  })

  it('compare with the closest group that is large enough, and with none of another age', () => {
    const videos = alike([...ladder.slice(0, 25), ...ladder.slice(0, 22), ...ladder.slice(0, 5), ...ladder.slice(0, 5)])
    videos.category.fill(2, 25)
    videos.followers.fill(50_000, 22, 25).fill(2e6, 47, 52)
    videos.daysOld.fill(0.5, 52)
    const { peers, sample, score } = calibrateVideos(videos)
    const named = [...peers].map((group) => PEER_GROUPS[group])
    expect(named.slice(0, 22)).toEqual(Array(22).fill('age_category_channel'))
    expect(named.slice(22, 25)).toEqual(Array(3).fill('age_category'))
    expect(named.slice(47, 52)).toEqual(Array(5).fill('age_category'))
    expect(named.slice(52)).toEqual(Array(5).fill('none'))
    expect([...sample].slice(0, 1)).toEqual([21])
    expect([...sample].slice(22, 23)).toEqual([24])
    expect([...score].slice(52).every(Number.isNaN)).toBe(true)
  })

  it('rest on engagement alone where no age is known', () => {
    const { score, engagementPercentile, velocityPercentile } = calibrateVideos(alike(ladder.map((video) => ({ ...video, daysOld: null }))))
    expect([...score]).toEqual([...engagementPercentile])
    expect([...velocityPercentile].every(Number.isNaN)).toBe(true)
  })

  it('give videos that are all alike the middle', () => {
    const { score } = calibrateVideos(alike(Array.from({ length: 30 }, () => ladder[3] as Video)))
    expect([...score]).toEqual(Array(30).fill(50))
  })

  it('lie within their interval of 0 – 100, whatever is compared', () => {
    fc.assert(
      fc.property(fc.array(anyVideo, { minLength: 22, maxLength: 60 }), (videos) => {
        const { score, lower, upper, peers } = calibrateVideos(alike(videos), { peersMin: 3 })
        for (const [i, value] of score.entries()) {
          const [least, most] = [lower[i] as number, upper[i] as number]
          if (peers[i] === 0) expect(value).toBe(Number.NaN)
          else expect(least >= 0 && least <= value + 1e-9 && value <= most + 1e-9 && most <= 100).toBe(true)
        }
      }),
      { numRuns: 30 },
    )
  })
})

describe('bands', () => {
  it('begin where they say, with one more for what is unknown', () => {
    expect([0, 0.99, 1, 2.9, 3, 7, 30, 90, 365, 9999, Number.NaN].map(ageBand)).toEqual([0, 0, 1, 1, 2, 3, 4, 5, 6, 6, 7])
    expect([0, 999, 1000, 10_000, 99_999, 1e6, Number.NaN].map(channelBand)).toEqual([0, 0, 1, 2, 2, 4, 5])
  })
})
