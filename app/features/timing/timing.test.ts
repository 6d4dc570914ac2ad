import { normal } from '@trill/core/random/samplers'
import { createRandom } from '@trill/core/random/xoshiro256'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { describeContent, observe, read, sendEvents } from '../../../test/seeds.ts'
import { ingest } from '../ingest/feature.ts'
import type { TimingResponse } from './contract.ts'
import { timing } from './feature.ts'
import { type PostRow, timesOf } from './timing.ts'

const NOW = Date.parse('2026-11-20T12:30:00Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Posts at nine and at nine in the evening of UTC, day after day. */
function rows(count: number, creator_id: string, eveningLift = 1, seed = creator_id): PostRow[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, i) => {
    const isEvening = i % 2 === 1
    const at = Date.parse('2026-11-18T00:00:00Z') - Math.floor(i / 2) * DAY + (isEvening ? 21 : 9) * HOUR
    const interactions = Math.round(50 * (isEvening ? eveningLift : 1) * Math.exp(normal(random, 0, 0.35)))
    return { content_id: `${creator_id}-${i}`, creator_id, kind: 'post', published_milliseconds: at, views: 1000, interactions }
  })
}

const UTC = { creatorId: 'me', timeZone: 'UTC' }

test('three lucky posts do not make a time to post', () => {
  const lucky = [0, 7, 14].map(
    (day, i): PostRow => ({
      content_id: `lucky-${i}`,
      creator_id: 'me',
      kind: 'post',
      published_milliseconds: Date.parse('2026-11-16T03:00:00Z') - day * DAY,
      views: 1000,
      interactions: 950,
    }),
  )
  const times = timesOf([...rows(60, 'me'), ...lucky], UTC, [], undefined)
  expect(times).toMatchObject({ status: 'ranked', posts: 63 })
  expect(times.hours.find(({ weekday, hour }) => weekday === 1 && hour === 3)).toMatchObject({ posts: 3, stands: false })
  expect([...times.hours, ...times.by_hour, ...times.by_weekday].filter(({ stands }) => stands)).toEqual([])
})

test('an hour that fares better stands, on the clock of the audience', () => {
  const evening = (timeZone: string) =>
    timesOf(rows(120, 'me', 1.8), { creatorId: 'me', timeZone }, [], undefined)
      .by_hour.filter(({ stands, posts }) => stands && posts > 0)
      .map(({ hour }) => hour)
  expect(evening('UTC')).toEqual([21])
  expect(evening('Asia/Tokyo')).toEqual([6])
})

test('an account is drawn towards its platform', () => {
  const platform = rows(200, 'other', 1.8)
  const few = rows(24, 'me', 1, 'few')
  const [alone, among] = [timesOf(few, UTC, [], undefined), timesOf([...platform, ...few], UTC, [], undefined)]
  const at = (times: typeof alone) => times.by_hour[21]?.lift ?? 0
  expect(at(among)).toBeGreaterThan(at(alone))
  expect(among).toMatchObject({ posts: 24, platform_posts: 224 })
})

test('figures that cannot be are no part of it', () => {
  const odd = rows(25, 'me').map((row, i) => ({ ...row, views: [0, -1, 1000][i % 3] as number, interactions: i % 4 === 0 ? -5 : 10 }))
  const times = timesOf(odd, UTC, [], undefined)
  expect(times).toMatchObject({ status: 'insufficient_data', needed: 20, hours: [] })
  expect(times.posts).toBeLessThan(10)
})

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([ingest, timing], { platform: { now: () => NOW } })
  await trill.addWorkspace({ id: 'studio', time_zone: 'Europe/Madrid' })
  const posts = rows(44, 'ana', 2)
  await describeContent(
    trill,
    'studio',
    posts.map((row) => ({
      content_id: row.content_id,
      platform: 'tiktok',
      creator_id: 'ana',
      creator_name: 'Ana',
      published_at: new Date(row.published_milliseconds).toISOString(),
    })),
  )
  await observe(
    trill,
    'studio',
    posts.map((row) => ({
      content_id: row.content_id,
      platform: 'tiktok',
      observed_at: '2026-11-20T00:00:00Z',
      views: row.views,
      likes: row.interactions,
    })),
  )
  const fresh = { content_id: 'fresh', platform: 'tiktok', creator_id: 'ana', published_at: '2026-11-20T11:00:00Z' }
  const future = { content_id: 'future', platform: 'tiktok', creator_id: 'ana', published_at: '2027-11-20T11:00:00Z' }
  await describeContent(trill, 'studio', [fresh, future])
}, 60_000)
afterAll(() => trill?.close())

const ask = (query = '') => read<TimingResponse>(trill, 'studio', `/v1/timing?${query}`)

test('the route answers for the account on the workspace’s clock, or on the one asked for', async () => {
  const answer = await ask('creator_id=ana')
  expect(answer).toMatchObject({
    time_zone: 'Europe/Madrid',
    platform: 'tiktok',
    creator_name: 'Ana',
    status: 'ranked',
    posts: 44,
    days: 180,
  })
  expect(answer.hours).toHaveLength(168)
  expect(answer.by_hour.filter(({ stands, posts }) => stands && posts > 0).map(({ hour }) => hour)).toEqual([22])
  // Clocks in New York went back a week later than those in Madrid.
  const { by_hour } = await ask('creator_id=ana&time_zone=America/New_York')
  expect(by_hour.filter(({ stands, posts }) => stands && posts > 0).map(({ hour, posts }) => [hour, posts])).toEqual([
    [16, 18],
    [17, 4],
  ])
  expect(answer.accounts).toEqual([{ creator_id: 'ana', creator_name: 'Ana', platform: 'tiktok', posts: 44 }])
})

test('without an account it is the platform with most posts; without enough posts it says how many are needed', async () => {
  expect(await ask()).toMatchObject({ platform: 'tiktok', creator_id: '', posts: 44 })
  expect(await ask('days=7')).toMatchObject({ status: 'insufficient_data', needed: 20, hours: [] })
  expect(await ask('platform=x')).toMatchObject({ platform: 'x', posts: 0, status: 'insufficient_data' })
  await trill.addWorkspace({ id: 'empty' })
  expect(await read(trill, 'empty', '/v1/timing')).toMatchObject({ platform: '', accounts: [], posts: 0 })
})

test('a time zone that is none is refused', async () => {
  const key = await trill.createKey('read', 'studio')
  const answer = await trill.inject({ url: '/v1/timing?time_zone=Mars/Olympus', headers: { authorization: `Bearer ${key}` } })
  expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_request', detail: expect.stringContaining('Mars/Olympus') })
})

test('posts about too few people are no part of it for who may not see their figures', async () => {
  await sendEvents(trill, 'studio', [
    { type: 'like', occurred_at: '2026-11-18T10:00:00Z', content_id: 'ana-0', platform: 'tiktok' },
    { type: 'like', occurred_at: '2026-11-18T10:00:00Z', content_id: 'ana-1', platform: 'tiktok' },
  ])
  const { cookie } = await trill.signInAs('viewer', 'studio')
  const answer = await trill.inject({ url: '/v1/timing?workspace_id=studio&creator_id=ana', headers: { cookie } })
  expect(answer.json()).toMatchObject({ withheld: 2, posts: 42 })
})
