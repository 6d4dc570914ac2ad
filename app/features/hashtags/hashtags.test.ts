import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { describeContent, observe, read, sendEvents } from '../../../test/seeds.ts'
import { ingest } from '../ingest/feature.ts'
import { trends } from '../trends/feature.ts'
import type { HashtagsResponse } from './contract.ts'
import { hashtags } from './feature.ts'
import { hashtagsOf, type PostRow } from './hashtags.ts'

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([ingest, trends, hashtags], { platform: { now: () => Date.parse('2026-11-20T12:30:00Z') } })
  const post = (i: number, tags: readonly string[], category = 'Art', platform = 'youtube') => ({
    content_id: `p${i}`,
    platform,
    title: `Post ${i}`,
    category,
    tags,
    published_at: `2026-11-1${i % 8}T10:00:00Z`,
  })
  await describeContent(trill, 'studio', [
    ...[0, 1, 2, 3, 4, 5].map((i) => post(i, ['good', 'all'])),
    ...[6, 7, 8, 9, 10, 11].map((i) => post(i, ['All'], 'Food')),
    post(12, ['lonely', 'all'], 'Food', 'x'),
    post(13, ['😀']),
  ])
  await observe(trill, 'studio', [
    ...[0, 1, 2, 3, 4, 5].map((i) => ({ content_id: `p${i}`, observed_at: '2026-11-19T00:00:00Z', views: 1000 + i, likes: 100 })),
    ...[6, 7, 8, 9, 10].map((i) => ({ content_id: `p${i}`, observed_at: '2026-11-19T00:00:00Z', views: 1000 + i, likes: 20 })),
    { content_id: 'p11', observed_at: '2026-11-19T00:00:00Z', likes: 5 },
  ])
  await sendEvents(trill, 'studio', [
    { type: 'view', occurred_at: '2026-11-18T10:00:00Z', content_id: 'p12', platform: 'x' },
    { type: 'like', occurred_at: '2026-11-18T10:00:00Z', content_id: 'p12', platform: 'x' },
  ])
  await read(trill, 'studio', `/v1/trends?${PERIOD}`)
})
afterAll(() => trill?.close())

const PERIOD = 'from=2026-11-01&to=2026-11-20'
const list = (query = '') => read<HashtagsResponse>(trill, 'studio', `/v1/hashtags?${PERIOD}${query}`)

test('hashtags come with posts, the middle rate, the lift against the platform with its interval, and what they come with', async () => {
  const answer = await list()
  expect(answer).toMatchObject({ posts: 14, looked_at: 14, withheld: 0, total: 3, categories: ['Art', 'Food'] })
  const [all, good, lonely] = answer.items
  expect(all).toMatchObject({ hashtag: '#all', posts: 13, measured: 12, platforms: ['youtube', 'x'] })
  expect(good).toMatchObject({ hashtag: '#good', posts: 6, measured: 6, together: [{ hashtag: '#all', posts: 6 }] })
  expect(good?.categories).toEqual([{ category: 'Art', posts: 6 }])
  expect(good?.median_rate).toBeCloseTo(9.975, 2)
  expect(good?.lift).toBeGreaterThan(1.2)
  expect(good?.lower).toBeLessThan(good?.lift ?? 0)
  expect(good?.upper).toBeGreaterThan(good?.lift ?? 0)
  expect(lonely).toMatchObject({ hashtag: '#lonely', posts: 1, measured: 1, lift: null, lower: null, median_rate: 100 })
  const youtube = answer.platforms.find(({ platform }) => platform === 'youtube')
  expect(youtube?.posts).toBe(11)
  expect(youtube?.rate).toBeCloseTo((100 * 700) / (6015 + 5040), 9)
})

test.each([
  ['&category=Food', ['#all', '#lonely']],
  ['&platform=x', ['#all', '#lonely']],
  ['&search=%23GOOD', ['#good']],
  ['&search=%F0%9F%98%80', []],
  ['&sort=lower', ['#good', '#all', '#lonely']],
  ['&limit=1&offset=1', ['#good']],
])('are found by %s', async (query, expected) => {
  expect((await list(query)).items.map(({ hashtag }) => hashtag)).toEqual(expected)
})

test('figures about too few people are no part of any comparison for who may not see them', async () => {
  const { cookie } = await trill.signInAs('viewer', 'studio')
  const answer = (await trill.inject({ url: `/v1/hashtags?${PERIOD}&workspace_id=studio`, headers: { cookie } })).json() as HashtagsResponse
  expect(answer.withheld).toBe(1)
  expect(answer.items.find(({ hashtag }) => hashtag === '#lonely')).toMatchObject({ posts: 1, measured: 0, median_rate: null })
})

test('an empty workspace has none', async () => {
  await trill.addWorkspace({ id: 'empty' })
  expect(await read(trill, 'empty', `/v1/hashtags?${PERIOD}`)).toMatchObject({ posts: 0, total: 0, items: [], platforms: [] })
})

test('figures that cannot be are no measure: no views, a negative count, more interactions than views stay finite', () => {
  const post = (i: number, views: number | null, interactions: number | null): PostRow => ({
    content_id: `p${i}`,
    platform: 'x',
    category: '',
    hashtags: ['t'],
    total: 9,
    views,
    interactions,
  })
  const odd = [post(0, 0, 5), post(1, -3, 1), post(2, 10, -1), post(3, null, 1), post(4, 1, 1000)]
  const { rows } = hashtagsOf([...odd, ...[5, 6, 7, 8].map((i) => post(i, 100, 5))], [], undefined)
  expect(rows[0]).toMatchObject({ posts: 9, measured: 5, median_rate: 5 })
  expect(Number.isFinite(rows[0]?.upper)).toBe(true)
})
