import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { describeContent, observe, read, sendEvents } from '../../../test/seeds.ts'
import { ingest } from '../ingest/feature.ts'
import { trends } from '../trends/feature.ts'
import type { PlatformRow, PlatformsResponse } from './contract.ts'
import { platforms } from './feature.ts'

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([ingest, trends, platforms], { platform: { now: () => Date.parse('2026-11-20T12:30:00Z') } })
  await describeContent(trill, 'side', [
    { content_id: 'y1', platform: 'youtube', title: 'One', published_at: '2026-11-10T00:00:00Z' },
    { content_id: 'y2', platform: 'youtube', title: 'Two', published_at: '2026-11-11T00:00:00Z' },
    { content_id: 'w1', platform: 'web', title: 'Quiz', published_at: '2026-11-12T08:00:00Z' },
    { content_id: 'r1', platform: 'reddit', title: 'Thread', published_at: '2026-11-12T08:00:00Z' },
    { content_id: 'old', platform: 'news', title: 'Old', published_at: '2026-10-01T08:00:00Z' },
  ])
  await observe(trill, 'side', [
    { content_id: 'y1', observed_at: '2026-11-10T06:00:00Z', views: 400, likes: 12, comments: 0, shares: 0 },
    { content_id: 'y1', observed_at: '2026-11-11T00:00:00Z', views: 1000, likes: 40, comments: 6, shares: 2 },
    { content_id: 'y1', observed_at: '2026-11-12T00:00:00Z', views: 1200, likes: 44, comments: 6, shares: 2 },
    { content_id: 'y2', observed_at: '2026-11-11T12:00:00Z', views: 100, likes: 2, comments: 0, shares: 0 },
    { content_id: 'y2', observed_at: '2026-11-12T00:00:00Z', views: 200, likes: 3, comments: 1, shares: 0 },
    { content_id: 'r1', platform: 'reddit', observed_at: '2026-11-13T00:00:00Z', likes: 9, comments: 3 },
  ])
  const at = (hour: number) => `2026-11-12T${String(hour).padStart(2, '0')}:30:00Z`
  const event = (type: string, hour: number) => ({ type, occurred_at: at(hour), content_id: 'w1', platform: 'web' })
  await sendEvents(trill, 'side', [
    event('view', 8),
    event('view', 9),
    event('like', 9),
    event('share', 9),
    event('like', 15),
    event('view', 15),
  ])
  await read(trill, 'side', `/v1/trends?${PERIOD}`)
})
afterAll(() => trill?.close())

const PERIOD = 'from=2026-11-08&to=2026-11-17'

async function row(platform: string, query = ''): Promise<PlatformRow> {
  const answer = await read<PlatformsResponse>(trill, 'side', `/v1/platforms?${PERIOD}${query}`)
  const found = answer.platforms.find((candidate) => candidate.platform === platform)
  if (found === undefined) throw new Error(`${platform} is not among ${answer.platforms.map((other) => other.platform)}`)
  return found
}

describe('a platform', () => {
  test('has its posts, counts and rates, which are ratios of sums with an interval over posts', async () => {
    const youtube = await row('youtube')
    expect(youtube).toMatchObject({ posts: 2, active_posts: 2, views: 1400, interactions: 56, withheld: false })
    expect(youtube.engagement_rate.value).toBeCloseTo((100 * 56) / 1400, 9)
    expect(youtube.comment_rate.value).toBeCloseTo(0.5, 9)
    expect(youtube.share_rate.value).toBeCloseTo(100 / 700, 9)
    const { value, lower, upper, posts } = youtube.engagement_rate
    // Residuals 52 − 0.04 · 1200 and 4 − 0.04 · 200: twice 4, and a normal deviate of 1.645.
    expect((upper ?? 0) - (value ?? 0)).toBeCloseTo((100 * 1.6448536 * Math.sqrt(32 * 2)) / 1400, 5)
    expect([posts, (lower ?? 0) < (value ?? 0)]).toEqual([2, true])
  })

  test('has the speed of its middle post by its counters, from nothing at publication on', async () => {
    // 48 interactions in 24 hours, and 4 of them; fastest in the first 6 hours, and in the first 12.
    expect((await row('youtube')).speed).toEqual({ per_hour: (48 / 24 + 4 / 24) / 2, hours_to_peak: (3 + 6) / 2, posts: 2 })
  })

  test('of an app has its speed by events', async () => {
    const web = await row('web')
    expect(web).toMatchObject({ views: 3, interactions: 3, active_posts: 1 })
    expect(web.speed).toMatchObject({ per_hour: null, hours_to_peak: 1, posts: 1 })
    expect(web.engagement_rate).toEqual({ value: 100, lower: null, upper: null, posts: 1 })
  })

  test('that reports no views has no rate, and its trend is that of interactions', async () => {
    const reddit = await row('reddit')
    expect(reddit).toMatchObject({ views: 0, interactions: 12, engagement_rate: { value: null, posts: 0 } })
    expect(reddit.trend).toBeNull()
    expect((await row('youtube')).trend).toBe(0)
  })

  test('has every day of the period', async () => {
    const { daily } = await row('youtube')
    expect(daily).toHaveLength(10)
    expect(daily.filter(({ views }) => views > 0)).toEqual([
      { day: '2026-11-10', views: 400, interactions: 12 },
      { day: '2026-11-11', views: 700, interactions: 38 },
      { day: '2026-11-12', views: 300, interactions: 6 },
    ])
  })
})

test('platforms come by their views, only those asked for, and none without anything', async () => {
  const names = async (query = '') =>
    (await read<PlatformsResponse>(trill, 'side', `/v1/platforms?${PERIOD}${query}`)).platforms.map(({ platform }) => platform)
  expect(await names()).toEqual(['youtube', 'web', 'reddit'])
  expect(await names('&platform=reddit,web')).toEqual(['web', 'reddit'])
  await trill.addWorkspace({ id: 'empty' })
  expect((await read<PlatformsResponse>(trill, 'empty', `/v1/platforms?${PERIOD}`)).platforms).toEqual([])
})

test('figures about too few people are withheld, counters of platforms stay', async () => {
  const { cookie } = await trill.signInAs('viewer', 'side')
  const answer = (await trill.inject({ url: `/v1/platforms?${PERIOD}&workspace_id=side`, headers: { cookie } })).json() as PlatformsResponse
  expect(answer.smallest_group).toEqual({ adults: 10, with_minors: 20 })
  const of = (name: string) => answer.platforms.find(({ platform }) => platform === name)
  expect(of('web')).toMatchObject({ withheld: true, posts: 1, views: null, interactions: null, speed: { per_hour: null } })
  expect(of('youtube')).toMatchObject({ withheld: false, views: 1400, trend: null, daily: [], speed: { posts: 2 } })
})
