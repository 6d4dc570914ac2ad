import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { describeContent, read, sendEvents } from '../../../test/seeds.ts'
import { ingest } from '../ingest/feature.ts'
import type { MetricResponse } from './contract.ts'
import { metrics } from './feature.ts'

let test: TestPlatform

describe('a metric of the course of posts', () => {
  // Six posts: in Spain ten likes each in the third hour; in France, by a campaign, eleven comments each in the thirtieth.
  beforeAll(async () => {
    test = await startTestPlatform([ingest, metrics], { platform: { now: () => Date.UTC(2026, 10, 20, 12) } })
    await test.addWorkspace({ id: 'courses' })
    const posts = Array.from({ length: 6 }, (_, n) => `c${n}`)
    const published_at = '2026-11-03T00:00:00Z'
    await describeContent(
      test,
      'courses',
      posts.map((content_id) => ({ content_id, platform: 'web', category: 'Food', published_at })),
    )
    const spread = (content_id: string, count: number, begins: string, fields: { type: string; country: string; campaign_id?: string }) =>
      Array.from({ length: count }, (_, n) => ({
        content_id,
        platform: 'web',
        actor_id: `${content_id}-${n}`,
        occurred_at: new Date(Date.parse(begins) + n * 60_000).toISOString(),
        ...fields,
      }))
    await sendEvents(
      test,
      'courses',
      posts.flatMap((post) => [
        ...spread(post, 10, '2026-11-03T02:00:00Z', { type: 'like', country: 'ES' }),
        ...spread(post, 11, '2026-11-04T05:00:00Z', { type: 'comment', country: 'FR', campaign_id: 'autumn' }),
      ]),
    )
  })

  afterAll(() => test?.close())

  const ask = (metric: string, query: string) =>
    read<MetricResponse>(test, 'courses', `/v1/metrics/${metric}?from=2026-11-01&to=2026-11-10&${query}`)
  const split = async (metric: string, by: string) =>
    Object.fromEntries((await ask(metric, `by=${by}`)).rows.map(({ key, value, n }) => [key, [value, n]]))

  it('is split by country, campaign and time as by platform and category', async () => {
    const [early, late] = [
      [2.5, 6],
      [29.5, 6],
    ]
    expect(await split('time_to_peak', 'platform')).toEqual({ web: late })
    expect(await split('time_to_peak', 'category')).toEqual({ Food: late })
    expect(await split('time_to_peak', 'country')).toEqual({ ES: early, FR: late })
    expect(await split('time_to_peak', 'campaign_id')).toEqual({ '': early, autumn: late })
    // A post belongs to the day on which it peaked.
    expect(await split('time_to_peak', 'day')).toEqual({ '2026-11-04': late })
    expect(await split('time_to_peak', 'week')).toEqual({ '2026-11-02': late })
    expect(await split('time_to_peak', 'month')).toEqual({ '2026-11-01': late })
    expect((await ask('time_to_peak', 'country=ES')).rows).toMatchObject([{ value: 2.5 }])
  })

  it('of quality is that of the posts of each part among all', async () => {
    // Of twelve posts of a country, six have no comments among their interactions and six nothing else: ranks 1/4 and 3/4; nobody saved
    // or shared: rank 1/2.
    const [low, high] = [100 * Math.sqrt(0.25 * 0.5), 100 * Math.sqrt(0.75 * 0.5)]
    const close = async (by: string, expected: Record<string, number>) => {
      const found = await split('quality_score', by)
      expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort())
      for (const [key, value] of Object.entries(expected)) {
        expect(found[key]?.[0], `${by} ${key}`).toBeCloseTo(value, 9)
        expect(found[key]?.[1]).toBe(6)
      }
    }
    await close('country', { ES: low, FR: high })
    await close('campaign_id', { '': low, autumn: high })
    await close('day', { '2026-11-03': low, '2026-11-04': high })
    await close('week', { '2026-11-02': 50 })
    await close('month', { '2026-11-01': 50 })
    await close('platform', { web: 50 })
    await close('category', { Food: 50 })
  })
})
