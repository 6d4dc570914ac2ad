import { METRICS, type MetricName } from '@trill/contract/metrics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { describeContent, observe, observeCreators, read, sendEvents } from '../../../test/seeds.ts'
import { ingest } from '../ingest/feature.ts'
import type { MetricResponse, MetricRow, MetricsResponse } from './contract.ts'
import { SUMS, splitsOf, wayOf } from './definitions.ts'
import { metrics } from './feature.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 20, 12)
const PERIOD = 'from=2026-11-01&to=2026-11-10'
let test: TestPlatform

beforeAll(async () => {
  test = await startTestPlatform([ingest, metrics], { platform: { now: () => NOW } })
  await test.addWorkspace({ id: 'empty' })
  await seedCounters()
  await seedEvents()
})
afterAll(() => test?.close())

async function seedCounters(): Promise<void> {
  await test.addWorkspace({ id: 'main' })
  const post = (n: number, fields: object = {}) => ({
    content_id: `p${n}`,
    platform: 'instagram',
    title: `Post ${n}`,
    category: 'Food',
    creator_id: 'cook',
    published_at: '2026-11-01T00:00:00Z',
    ...fields,
  })
  await describeContent(test, 'main', [
    post(1),
    post(2),
    post(3, { creator_id: 'guest' }),
    post(4, { platform: 'youtube', category: 'Travel', creator_id: 'wanderer', published_at: '2026-11-05T00:00:00Z' }),
  ])
  const at = (day: number) => new Date(Date.UTC(2026, 10, day)).toISOString()
  const instagram = { platform: 'instagram' } as const
  await observe(test, 'main', [
    {
      ...instagram,
      content_id: 'p1',
      observed_at: at(2),
      likes: 40,
      comments: 5,
      shares: 5,
      saves: 10,
      reach: 1000,
      impressions: 2000,
      clicks: 20,
      views: 1500,
      completions: 600,
    },
    {
      ...instagram,
      content_id: 'p1',
      observed_at: at(4),
      likes: 80,
      comments: 10,
      shares: 10,
      saves: 20,
      reach: 2000,
      impressions: 5000,
      clicks: 50,
      views: 3000,
      completions: 1200,
    },
    {
      ...instagram,
      content_id: 'p2',
      observed_at: at(3),
      likes: 10,
      comments: 0,
      shares: 0,
      saves: 1,
      reach: 1000,
      impressions: 1200,
      profile_visits: 40,
      follows: 10,
    },
    { ...instagram, content_id: 'p3', observed_at: at(3), likes: 1, comments: 0, shares: 0, reach: 2 },
    { content_id: 'p4', observed_at: at(6), views: 10_000, likes: 500, comments: 100 },
  ])
  await observeCreators(test, 'main', [
    { creator_id: 'cook', platform: 'instagram', observed_at: '2026-10-30T00:00:00Z', followers: 500 },
    { creator_id: 'cook', platform: 'instagram', observed_at: at(9), followers: 600 },
    { creator_id: 'guest', platform: 'instagram', observed_at: at(2), followers: 1 },
    { creator_id: 'guest', platform: 'instagram', observed_at: at(9), followers: 3 },
    { creator_id: 'wanderer', observed_at: at(9), followers: 90 },
  ])
}

async function seedEvents(): Promise<void> {
  const event = (n: number, fields: object) => ({
    type: 'view',
    occurred_at: new Date(Date.UTC(2026, 10, 3, 10, n % 60)).toISOString(),
    actor_id: `a${n}`,
    content_id: 'page',
    platform: 'web',
    ...fields,
  })
  const views = Array.from({ length: 60 }, (_, n) =>
    event(n, { country: n < 30 ? 'ES' : 'FR', ...(n % 2 === 0 && { utm_campaign: 'autumn' }) }),
  )
  const likes = Array.from({ length: 12 }, (_, n) =>
    event(n, { type: 'like', country: n < 3 ? 'ES' : 'FR', properties: { sentiment: n < 8 ? 'positive' : -0.5 } }),
  )
  await test.addWorkspace({ id: 'app' })
  await sendEvents(test, 'app', [...views, ...likes])
}

const ask = (metric: string, query = '', workspace = 'main') =>
  read<MetricResponse>(test, workspace, `/v1/metrics/${metric}?${PERIOD}&${query}`)
const row = ({ rows }: MetricResponse, key: string): MetricRow => {
  const found = rows.find((one) => one.key === key)
  if (found === undefined) throw new Error(`No row ${key} among ${rows.map((one) => one.key).join(', ')}`)
  return found
}

describe('a ratio', () => {
  it('is one of sums over posts that know both parts, with the sums beside it', async () => {
    const answer = await ask('engagement_rate_by_reach')
    // p4 tells no reach: neither its interactions nor anything else of it counts.
    expect(answer.rows).toMatchObject([{ key: '', numerator: 111, denominator: 3002, n: 3 }])
    expect(answer.rows[0]?.value).toBeCloseTo((100 * 111) / 3002, 10)
  })

  it.each([
    ['engagement_rate_by_impressions', 110, 6200],
    ['engagement_rate_by_views', 700, 13_000],
    ['click_through_rate', 50, 5000],
    ['save_rate', 21, 3000],
    ['share_rate', 10, 3002],
    ['profile_visit_conversion', 10, 40],
    ['completion_rate', 1200, 3000],
    // Followers at publication: 500 for both posts of the cook; of others the first count after it.
    ['engagement_rate_by_followers', 711, 1091],
    ['amplification_rate', 10, 1001],
  ])('%s is %d of %d', async (metric, numerator, denominator) => {
    expect((await ask(metric)).rows).toMatchObject([{ numerator, denominator }])
  })

  it('of 1 like on 2 people does not top a list, and still shows as it is', async () => {
    const { rows, usual } = await ask('engagement_rate_by_reach', 'by=content_id')
    expect(rows.map(({ key }) => key)).toEqual(['p1', 'p2', 'p3'])
    const [first, , last] = rows as [MetricRow, MetricRow, MetricRow]
    expect(last).toMatchObject({ label: 'Post 3', platform: 'instagram', value: 50, is_small: true })
    expect(last.shrunk).toBeLessThan(first.shrunk ?? 0)
    expect(usual?.method).toBe('fallback')
    expect(usual?.worth).toBeCloseTo(100, 9)
    expect(first.lower).toBeLessThan(first.shrunk ?? 0)
    expect(first.upper).toBeGreaterThan(first.shrunk ?? 0)
  })

  it('is split by platform, category, creator and time', async () => {
    expect(row(await ask('engagement_rate_by_views', 'by=platform'), 'youtube')).toMatchObject({ value: 6, numerator: 600 })
    expect(row(await ask('engagement_rate_by_reach', 'by=platform'), 'instagram')).toMatchObject({ numerator: 111, denominator: 3002 })
    expect(row(await ask('save_rate', 'by=platform'), 'instagram')).toMatchObject({ numerator: 21, denominator: 3000 })
    expect(row(await ask('engagement_rate_by_reach', 'by=category'), 'Food')).toMatchObject({ n: 3 })
    expect(row(await ask('engagement_rate_by_reach', 'by=creator_id'), 'guest')).toMatchObject({ value: 50, n: 1 })
    const days = await ask('engagement_rate_by_reach', 'by=day')
    expect(days.rows.map(({ key, numerator, denominator }) => [key, numerator, denominator])).toEqual([
      ['2026-11-02', 50, 1000],
      ['2026-11-03', 11, 1002],
      ['2026-11-04', 50, 1000],
    ])
    expect((await ask('likes', 'by=week')).rows.map(({ key, value }) => [key, value])).toEqual([['2026-11-02', 591]])
    expect((await ask('likes', 'by=month')).rows.map(({ key, value }) => [key, value])).toEqual([['2026-11-01', 591]])
  })

  it('is filtered', async () => {
    expect((await ask('likes', 'category=Travel')).rows).toMatchObject([{ value: 500 }])
    expect((await ask('likes', 'creator_id=cook')).rows).toMatchObject([{ value: 90 }])
    expect((await ask('likes', 'platform=youtube')).rows).toMatchObject([{ value: 500 }])
    expect((await ask('likes', 'content_id=p2')).rows).toMatchObject([{ value: 10 }])
  })
})

describe('country and campaign', () => {
  it('are counted from events', async () => {
    const answer = await ask('engagement_rate_by_views', 'by=country', 'app')
    expect(answer.rows.map(({ key, numerator, denominator }) => [key, numerator, denominator])).toEqual([
      ['FR', 9, 30],
      ['ES', 3, 30],
    ])
    expect(row(await ask('views', 'by=campaign_id', 'app'), 'autumn')).toMatchObject({ value: 30 })
    expect((await ask('views', 'country=ES', 'app')).rows).toMatchObject([{ value: 30 }])
    expect((await ask('views', 'by=country')).rows).toEqual([])
  })
})

describe('what is no ratio of counters', () => {
  it('virality is 63 where the weighted spread comes to the scale', async () => {
    const { rows } = await ask('virality_score', 'content_id=p1')
    // 3 · 10 shares + 10 comments on 2000 people.
    expect(rows[0]).toMatchObject({ numerator: 40, denominator: 2000 })
    expect(rows[0]?.value).toBeCloseTo(100 * (1 - Math.exp(-0.02 / 0.05)), 8)
    expect(rows[0]?.shrunk).toBeCloseTo(100 * (1 - Math.exp(-44 / 2200 / 0.05)), 8)
  })

  it('velocity is over the hours of life in the period; views a day have a class', async () => {
    // p4: from 5 November to the end of the 10th, 144 hours.
    expect((await ask('engagement_velocity', 'content_id=p4')).rows).toMatchObject([{ numerator: 600, denominator: 144, value: 600 / 144 }])
    const velocity = await ask('view_velocity', 'content_id=p4')
    expect(velocity.rows).toMatchObject([{ numerator: 10_000, denominator: 6, class: 'low' }])
  })

  it('interactions of a post peak where most came in an hour', async () => {
    const { rows } = await ask('time_to_peak', 'by=content_id')
    // p1: 50 in the first day, then 50 in two days; p4: 600 in the first day.
    expect(row({ rows } as MetricResponse, 'p1').value).toBe(12)
    expect((await ask('time_to_peak')).rows).toMatchObject([{ n: 4 }])
  })

  it('followers are the last counts, and growth is drawn towards that of all', async () => {
    expect((await ask('followers')).rows).toMatchObject([{ value: 693 }])
    const { rows } = await ask('follower_growth_rate', 'by=creator_id')
    expect(rows.map(({ key, value }) => [key, value])).toEqual([
      ['cook', 20],
      ['guest', 200],
    ])
    expect(row({ rows } as MetricResponse, 'guest').shrunk).toBeLessThan(25)
  })

  it('followers and their growth are split by platform, by category of what creators publish, and by time', async () => {
    const split = async (metric: string, by: string) => (await ask(metric, `by=${by}`)).rows.map(({ key, value }) => [key, value])
    expect(await split('followers', 'platform')).toEqual([
      ['instagram', 603],
      ['youtube', 90],
    ])
    expect(await split('followers', 'category')).toEqual([
      ['Food', 603],
      ['Travel', 90],
    ])
    // The period begins on a Sunday. Whoever was not counted in a week has the last count before it.
    expect(await split('followers', 'week')).toEqual([
      ['2026-10-26', 500],
      ['2026-11-02', 501],
      ['2026-11-09', 693],
    ])
    expect(await split('follower_growth_rate', 'week')).toEqual([['2026-11-09', (100 * 102) / 501]])
    // However long the period is, days before the first count and after today are none.
    const years = await read<MetricResponse>(test, 'main', '/v1/metrics/followers?from=2020-01-01&to=2029-12-31&by=day&limit=1000')
    expect(years.rows).toHaveLength(22)
    expect([years.rows[0], years.rows.at(-1)]).toMatchObject([
      { key: '2026-10-30', value: 500 },
      { key: '2026-11-20', value: 693 },
    ])
    expect(await split('follower_growth_rate', 'month')).toEqual([['2026-11-01', (100 * 102) / 501]])
    expect(await split('follower_growth_rate', 'category')).toEqual([['Food', (100 * 102) / 501]])
    expect((await ask('followers', 'category=Travel')).rows).toMatchObject([{ value: 90 }])
    expect((await ask('followers', 'content_id=p3')).rows).toMatchObject([{ value: 3 }])
  })

  it('sentiment is only what senders said', async () => {
    expect((await ask('sentiment_balance', '', 'app')).rows).toMatchObject([{ numerator: 4, denominator: 12 }])
    expect(await ask('sentiment_balance')).toMatchObject({ status: 'unavailable', rows: [] })
  })

  it('quality compares posts with posts of the same platform and kind', async () => {
    await test.addWorkspace({ id: 'studio' })
    const ids = Array.from({ length: 12 }, (_, n) => `q${n}`)
    await describeContent(
      test,
      'studio',
      [...ids, 'tiny'].map((content_id) => ({ content_id, platform: 'youtube' })),
    )
    await observe(
      test,
      'studio',
      ids.map((content_id, n) => ({
        content_id,
        observed_at: '2026-11-03T00:00:00Z',
        views: 5000,
        likes: 300,
        comments: 10 * n,
        shares: 5 * n,
        saves: 2 * n,
      })),
    )
    await observe(test, 'studio', [
      { content_id: 'tiny', observed_at: '2026-11-03T00:00:00Z', views: 3, likes: 0, comments: 1, shares: 1, saves: 1 },
    ])
    const { rows } = await ask('quality_score', 'by=content_id', 'studio')
    expect(rows[0]?.key).toBe('q11')
    expect(rows.at(-1)).toMatchObject({ key: 'tiny', is_small: true })
    expect(row({ rows } as MetricResponse, 'tiny').shrunk).toBeLessThan(row({ rows } as MetricResponse, 'tiny').value ?? 0)
    for (const { value, lower, shrunk, upper } of rows) {
      for (const figure of [value, lower, shrunk, upper]) expect(figure).toBeGreaterThanOrEqual(0)
      for (const figure of [value, lower, shrunk, upper]) expect(figure).toBeLessThanOrEqual(100)
    }
  })
})

describe('weights of virality', () => {
  it('are chosen for a workspace and hold at once', async () => {
    const payload = { workspace_id: 'main', virality: { share_weight: 1, comment_weight: 0, scale: 0.05 } }
    const headers = { authorization: `Bearer ${test.secret}` }
    expect((await test.inject({ method: 'PUT', url: '/v1/metrics/settings', headers, payload })).statusCode).toBe(200)
    expect((await ask('virality_score', 'content_id=p1')).rows).toMatchObject([{ numerator: 10 }])
    const nothing = { ...payload, virality: { share_weight: 0, comment_weight: 0, scale: 1 } }
    expect((await test.inject({ method: 'PUT', url: '/v1/metrics/settings', headers, payload: nothing })).statusCode).toBe(400)
    const other = await test.inject({
      method: 'PUT',
      url: '/v1/metrics/settings',
      headers: { authorization: `Bearer ${await test.createKey('read', 'main')}` },
      payload,
    })
    expect(other.statusCode).toBe(403)
  })
})

describe('every metric', () => {
  const computed = (Object.keys(METRICS) as MetricName[]).filter((name) => wayOf(name) !== undefined)

  it('is in the catalogue with its formula and caveat', async () => {
    const { metrics: list } = await read<MetricsResponse>(test, 'main', '/v1/metrics')
    expect(list.map(({ metric }) => metric)).toEqual(Object.keys(METRICS))
    for (const { formula, caveat, about } of list) for (const text of [formula, caveat, about]) expect(text).not.toBe('')
  })

  it.each(computed)('%s answers, and of an empty workspace says that nothing is known', async (metric) => {
    const splits = splitsOf(metric)
    const by = splits[computed.indexOf(metric) % splits.length]
    expect((await ask(metric, `by=${by}`)).by).toBe(by)
    const nothing = await ask(metric, '', 'empty')
    expect(nothing).toMatchObject({ rows: [], usual: null })
    expect(nothing.reason).not.toBe('')
  })

  it('that is not computed here, or not so, is refused', async () => {
    const key = await test.createKey('read', 'main')
    const status = async (url: string) => (await test.inject({ url, headers: { authorization: `Bearer ${key}` } })).statusCode
    expect(await status(`/v1/metrics/active_people?${PERIOD}`)).toBe(400)
    expect(await status(`/v1/metrics/followers?${PERIOD}&by=country`)).toBe(400)
    expect(await status(`/v1/metrics/followers?${PERIOD}&country=ES`)).toBe(400)
    expect(await status(`/v1/metrics/happiness?${PERIOD}`)).toBe(400)
  })

  it('of posts names its sums as the contract does', () => {
    const counters = SUMS.filter((name) => !['followers', 'hours', 'days'].includes(name))
    expect(counters.filter((name) => METRICS[name as MetricName].kind !== 'count')).toEqual([])
  })
})

it('figures about too few people are withheld from who may not read single events', async () => {
  await test.addWorkspace({ id: 'small' })
  const events = Array.from({ length: 33 }, (_, n) => ({
    type: 'view',
    occurred_at: new Date(NOW - 12 * DAY).toISOString(),
    actor_id: `a${n}`,
    content_id: n < 3 ? 'few' : 'many',
    platform: n < 3 ? 'ios' : n < 18 ? 'web' : 'android',
  }))
  await sendEvents(test, 'small', events)
  const { cookie } = await test.signInAs('viewer', 'small')
  const seen = async (by: string) => {
    const answer = await test.inject({ url: `/v1/metrics/views?${PERIOD}&by=${by}&workspace_id=small`, headers: { cookie } })
    expect(answer.statusCode, answer.body).toBe(200)
    return answer.json<MetricResponse>()
  }
  expect(row(await seen('content_id'), 'few')).toMatchObject({ withheld: true, value: null, numerator: null })
  expect(row(await seen('content_id'), 'many')).toMatchObject({ withheld: false, value: 30 })
  const platforms = await seen('platform')
  // A second one goes with it: the whole would give the first away.
  expect(platforms.rows.filter(({ withheld }) => withheld)).toHaveLength(2)
  expect(row(platforms, 'ios').value).toBeNull()
})
