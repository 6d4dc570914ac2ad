import type { Role } from '@trill/contract/permissions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { describeContent, sendEvents } from '../../../test/seeds.ts'
import { consents } from '../consents/feature.ts'
import { ingest } from '../ingest/feature.ts'
import type { OverviewResponse } from './contract.ts'
import { overview } from './feature.ts'

const MONDAY = '2026-11-02'
const TUESDAY = '2026-11-03'

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([ingest, consents, overview], { platform: { now: () => Date.parse('2026-11-20T12:30:00Z') } })
  await trill.addWorkspace({ id: 'half-hours', time_zone: 'Asia/Kolkata' })
  for (const workspaceId of ['club', 'half-hours']) {
    await sendEvents(trill, workspaceId, [
      ...views('web', 12, { at: `${MONDAY}T10:00:00Z`, content_id: 'quiz-1' }),
      ...views('ios', 3, { at: `${MONDAY}T10:00:00Z`, content_id: 'quiz-2' }),
      ...views('web', 15, { at: `${TUESDAY}T11:00:00Z`, content_id: 'quiz-1' }),
      ...views('android', 20, { at: `${TUESDAY}T12:00:00Z`, content_id: 'quiz-3' }),
      ...views('web', 1, { at: `${TUESDAY}T15:00:00Z`, content_id: 'quiz-1' }),
      ...views('web', 2, { at: '2026-10-31T09:00:00Z', content_id: 'quiz-1' }),
    ])
    await describeContent(trill, workspaceId, [
      { content_id: 'quiz-1', title: 'One', category: 'Travel' },
      { content_id: 'quiz-2', title: 'Two', category: 'Food' },
      { content_id: 'quiz-3', title: 'Three', category: 'Food' },
    ])
  }
}, 60_000)
afterAll(() => trill?.close())

/** One view of each of so many people of a platform. */
function views(platform: string, people: number, { at, content_id }: { at: string; content_id: string }) {
  return Array.from({ length: people }, (_, index) => ({
    type: 'view',
    occurred_at: at,
    actor_id: `${platform} ${index}`,
    content_id,
    platform,
  }))
}

async function seenBy(role: Role, workspaceId: string, period = `from=${MONDAY}&to=${TUESDAY}`): Promise<OverviewResponse> {
  const { cookie } = await trill.signInAs(role, workspaceId)
  const answer = await trill.inject({ url: `/v1/overview?workspace_id=${workspaceId}&${period}`, headers: { cookie } })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}

const byKey = (rows: OverviewResponse['by_platform']) => Object.fromEntries(rows.map(({ key, events }) => [key, events]))
const figureOf = ({ figures }: OverviewResponse, name: string) => figures.find(({ metric }) => metric === name)
const hours = (rows: OverviewResponse['hour_of_week']) =>
  Object.fromEntries(rows.map(({ weekday, hour, events }) => [`${weekday} ${hour}`, events]))

test('who may not read single events sees no figure about fewer than ten people, nor one that gives it away', async () => {
  const answer = await seenBy('viewer', 'club')
  expect(answer.smallest_group).toEqual({ adults: 10, with_minors: 20 })
  expect(figureOf(answer, 'events')).toMatchObject({ value: 51, previous: null, daily: [15, 36] })
  expect(figureOf(answer, 'active_people')).toMatchObject({ value: 38, previous: null })
  // Three people came by ios; with it goes the next smallest, for the total is shown.
  expect(byKey(answer.by_platform)).toEqual({ web: null, ios: null, android: 20 })
  expect(byKey(answer.by_category)).toEqual({ Travel: 28, Food: 23 })
  expect(answer.top_content.map(({ content_id }) => content_id)).toEqual(['quiz-1', 'quiz-3'])
  expect(answer.top_content_withheld).toBe(1)
  expect(hours(answer.hour_of_week)).toMatchObject({ '2 12': 20, '2 15': null })
  expect(Object.values(hours(answer.hour_of_week)).filter((events) => events === null)).toHaveLength(2)
  expect(answer.series.filter(({ events }) => events === null)).toHaveLength(2)
  expect(answer.series.find(({ at }) => at === `${TUESDAY}T15:00`)).toMatchObject({ views: null, events: null })
  expect(answer.previous_series.find(({ at }) => at === '2026-10-31T09:00')).toMatchObject({ views: null, events: null })
  expect(answer.series.find(({ at }) => at === `${MONDAY}T03:00`)).toMatchObject({ events: 0 })
})

test('where local days begin between two hours it is the same', async () => {
  const answer = await seenBy('viewer', 'half-hours')
  expect(figureOf(answer, 'events')).toMatchObject({ value: 51, previous: null, daily: [15, 36] })
  expect(byKey(answer.by_platform)).toEqual({ web: null, ios: null, android: 20 })
  expect(byKey(answer.by_category)).toEqual({ Travel: 28, Food: 23 })
  expect(answer.top_content_withheld).toBe(1)
  // 15:00 UTC is 20:30 in Kolkata.
  expect(hours(answer.hour_of_week)).toMatchObject({ '2 17': 20, '2 20': null })
})

test('a whole period with too few people shows nothing', async () => {
  const answer = await seenBy('viewer', 'club', 'from=2026-10-31&to=2026-10-31')
  expect(answer.figures.every(({ value, previous }) => value === null || (previous === null && value === 0))).toBe(true)
  expect(figureOf(answer, 'events')).toMatchObject({ value: null, daily: [null] })
  expect(answer.provenance).toEqual([{ provenance: 'measured', events: null, snapshots: 0 }])
  expect(byKey(answer.by_platform)).toEqual({ web: null })
  expect(answer.top_content).toEqual([])
})

test('who may read single events sees every figure about adults, unless the workspace chose otherwise', async () => {
  const before = await seenBy('analyst', 'club')
  expect(before).toMatchObject({ smallest_group: null, top_content_withheld: 0 })
  expect(byKey(before.by_platform)).toEqual({ web: 28, ios: 3, android: 20 })
  await choose('club', { smallest_group: 16, small_groups_hidden_from: 'everybody' })
  const after = await seenBy('analyst', 'club')
  expect(after.smallest_group).toEqual({ adults: 16, with_minors: 20 })
  expect(figureOf(after, 'events')).toMatchObject({ value: 51, daily: [null, null] })
  await choose('club', { smallest_group: 10, small_groups_hidden_from: 'figure_readers' })
})

test('figures with minors in them take twenty people, whoever asks', async () => {
  const recorded = await trill.inject({
    method: 'POST',
    url: '/v1/consents',
    headers: { authorization: `Bearer ${await trill.createKey('admin', 'school')}` },
    payload: {
      consents: [{ actor_id: 'web 0', purposes: { analytics: true }, policy_version: '1', proof: 'p', age_band: '16-17', country: 'ES' }],
    },
  })
  expect(recorded.statusCode, recorded.body).toBe(200)
  await sendEvents(trill, 'school', [
    ...views('web', 15, { at: `${MONDAY}T10:00:00Z`, content_id: 'quiz-1' }),
    ...views('ios', 6, { at: `${MONDAY}T11:00:00Z`, content_id: 'quiz-2' }),
    ...views('android', 30, { at: `${TUESDAY}T12:00:00Z`, content_id: 'quiz-3' }),
  ])
  const answer = await seenBy('owner', 'school')
  expect(answer.smallest_group).toEqual({ adults: 1, with_minors: 20 })
  expect(figureOf(answer, 'events')).toMatchObject({ value: 51, daily: [21, 30] })
  // Fifteen with a minor among them, and the six that would tell how many; adults alone are shown.
  expect(byKey(answer.by_platform)).toEqual({ web: null, ios: null, android: 30 })
  expect(answer.top_content.map(({ content_id }) => content_id)).toEqual(['quiz-3', 'quiz-2'])
})

async function choose(workspaceId: string, thresholds: object) {
  const headers = { authorization: `Bearer ${await trill.createKey('admin', workspaceId)}` }
  const chosen = {
    people_without_record: 'store',
    without_permission: 'suppress',
    legitimate_interest: false,
    basis: 'test',
    ...thresholds,
  }
  const answer = await trill.inject({ method: 'PUT', url: '/v1/privacy/settings', headers, payload: chosen })
  expect(answer.statusCode, answer.body).toBe(200)
  expect(answer.json()).toMatchObject(thresholds)
}
