import type { Role } from '@trill/contract/permissions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { observe, sendEvents } from '../../../test/seeds.ts'
import { ingest } from '../ingest/feature.ts'
import type { ContentResponse, ContentsResponse } from './contract.ts'
import { contents } from './feature.ts'

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([ingest, contents], { platform: { now: () => Date.parse('2026-11-20T12:30:00Z') } })
  await trill.addWorkspace({ id: 'club', time_zone: 'Europe/Madrid' })
  await sendEvents(trill, 'club', [
    ...views('large', 12, '2026-11-02T10:00:00Z'),
    ...views('large', 3, '2026-11-03T10:00:00Z'),
    // The evening of the third in Madrid, the third of UTC as well; and the fourth in Madrid, still the third of UTC.
    ...views('large', 14, '2026-11-03T23:30:00Z'),
    ...views('small', 9, '2026-11-02T10:00:00Z'),
    ...views('counted', 2, '2026-11-02T10:00:00Z'),
    { type: 'share', occurred_at: '2026-11-02T11:00:00Z', actor_id: 'p0', content_id: 'large' },
  ])
  await observe(trill, 'club', [{ content_id: 'counted', observed_at: '2026-11-02T20:00:00Z', views: 500 }])
}, 60_000)
afterAll(() => trill?.close())

function views(content_id: string, people: number, occurred_at: string) {
  return Array.from({ length: people }, (_, index) => ({ type: 'view', occurred_at, actor_id: `p${index}`, content_id }))
}

async function seenBy<T>(role: Role, path: string): Promise<T> {
  const { cookie } = await trill.signInAs(role, 'club')
  const answer = await trill.inject({ url: `${path}${path.includes('?') ? '&' : '?'}workspace_id=club`, headers: { cookie } })
  expect(answer.statusCode, answer.body).toBe(200)
  return path.includes('.csv') ? (answer.body as T) : answer.json()
}

const WEEK = 'from=2026-11-01&to=2026-11-07'
const viewsOf = ({ items }: ContentsResponse) => Object.fromEntries(items.map(({ content_id, views }) => [content_id, views]))

test('a post that fewer than ten people did something with is listed without figures for who may not read single events', async () => {
  const answer = await seenBy<ContentsResponse>('viewer', `/v1/contents?${WEEK}`)
  expect(viewsOf(answer)).toEqual({ large: 29, small: null, counted: null })
  const small = answer.items.find(({ content_id }) => content_id === 'small')
  expect(small).toMatchObject({ withheld: true, likes: null, interactions: null, engagement_rate: null, events: null })
  const all = await seenBy<ContentsResponse>('analyst', `/v1/contents?${WEEK}`)
  expect(viewsOf(all)).toEqual({ large: 29, small: 9, counted: 502 })
  expect(all.items.every(({ withheld }) => !withheld)).toBe(true)
})

test('it is the people of the period that count, on the workspace’s clock', async () => {
  const on = async (day: string) => viewsOf(await seenBy<ContentsResponse>('viewer', `/v1/contents?from=${day}&to=${day}`))
  expect((await on('2026-11-02')).large).toBe(12)
  expect((await on('2026-11-03')).large).toBeNull()
  expect((await on('2026-11-04')).large).toBe(14)
})

test('the file says as little as the list', async () => {
  const csv = await seenBy<string>('viewer', `/v1/contents.csv?${WEEK}`)
  const small = csv.split('\r\n').find((line) => line.startsWith('small,'))
  expect(small?.split(',').slice(7)).toEqual(Array(11).fill(''))
})

test('of a post about too few people only what platforms report is shown', async () => {
  const counted = await seenBy<ContentResponse>('viewer', '/v1/contents/counted')
  expect(counted).toMatchObject({ withheld: true, cascade: null, by_type: [], totals: { views: 500, events: null } })
  expect(counted.growth.map(({ views, events }) => [views, events])).toEqual([[500, null]])
  const small = await seenBy<ContentResponse>('viewer', '/v1/contents/small')
  expect(small).toMatchObject({ withheld: true, first_seen_at: null, by_type: [], growth: [], totals: { views: null, events: null } })
})

test('the course of a post has no point of a day with too few people, nor a cascade of them', async () => {
  await sendEvents(trill, 'club', views('large', 4, '2026-11-05T10:00:00Z'))
  const seen = await seenBy<ContentResponse>('viewer', '/v1/contents/large')
  expect(seen).toMatchObject({ withheld: false, cascade: null, growth_interval: 'day', totals: { views: 33 } })
  // Four came on the fifth; with that day goes the second, which has the fewest people of the others.
  expect(seen.growth.map(({ at, views }) => [at, views])).toEqual([['2026-11-04T00:00:00.000Z', 29]])
  const all = await seenBy<ContentResponse>('analyst', '/v1/contents/large')
  expect(all).toMatchObject({ growth_interval: 'hour', cascade: { shares: 1, sharers: 1 } })
})
