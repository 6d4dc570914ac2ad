import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { describeContent, observe, read, sendEvents } from '../../../test/seeds.ts'
import { ingest } from '../ingest/feature.ts'
import type { OverviewResponse } from './contract.ts'
import { overview } from './feature.ts'
import { SHOWN } from './tallies.ts'

let test: TestPlatform
beforeAll(async () => {
  test = await startTestPlatform([ingest, overview], { platform: { now: () => Date.parse('2026-11-20T12:30:00Z') } })
})
afterAll(() => test.close())

function overviewOf(workspaceId: string, period: string): Promise<OverviewResponse> {
  return read<OverviewResponse>(test, workspaceId, `/v1/overview?${period}`)
}

function figure({ figures }: OverviewResponse, metric: string) {
  const { value, previous, brought, daily } = figures.find((found) => found.metric === metric) ?? {}
  return { value, previous, brought, daily }
}

describe('an app’s events', () => {
  beforeAll(async () => {
    await sendEvents(test, 'app', [
      { type: 'view', occurred_at: '2026-11-02T10:00:00Z', actor_id: 'ana', content_id: 'quiz-1', platform: 'web' },
      { type: 'view', occurred_at: '2026-11-02T10:05:00Z', actor_id: 'ana', content_id: 'quiz-1', platform: 'web' },
      { type: 'view', occurred_at: '2026-11-03T09:00:00Z', actor_id: 'ben', content_id: 'quiz-1', platform: 'ios' },
      { type: 'page', occurred_at: '2026-11-03T09:30:00Z', actor_id: 'ana', content_id: 'page-1', platform: 'web' },
      { type: 'like', occurred_at: '2026-11-03T09:31:00Z', actor_id: 'ana', content_id: 'quiz-1', platform: 'web' },
      { type: 'share', occurred_at: '2026-11-03T10:00:00Z', actor_id: 'ben', content_id: 'quiz-1', platform: 'ios' },
      { type: 'swipe_right', occurred_at: '2026-11-03T11:00:00Z', anonymous_id: 'guest', actor_id: undefined, platform: 'ios' },
      { type: 'view', occurred_at: '2026-11-01T10:00:00Z', actor_id: 'cleo', content_id: 'quiz-9', platform: 'web' },
      { type: 'comment', occurred_at: '2026-10-31T10:00:00Z', actor_id: 'cleo', content_id: 'quiz-9', platform: 'web' },
    ])
    await describeContent(test, 'app', [
      { content_id: 'quiz-1', title: 'Which city are you?', category: 'Travel', creator_name: 'Quizzes Inc', platform: 'web' },
    ])
  })

  it('are counted, compared with the days before, and cut by day', async () => {
    const answer = await overviewOf('app', 'from=2026-11-02&to=2026-11-03')
    expect(answer).toMatchObject({
      from: '2026-11-02',
      to: '2026-11-03',
      previous_from: '2026-10-31',
      previous_to: '2026-11-01',
      unfinished: false,
      time_zone: 'UTC',
    })
    expect(figure(answer, 'events')).toEqual({ value: 7, previous: 2, brought: null, daily: [2, 5] })
    expect(figure(answer, 'views')).toEqual({ value: 4, previous: 1, brought: 0, daily: [2, 2] })
    expect(figure(answer, 'likes')).toEqual({ value: 1, previous: 0, brought: 0, daily: [0, 1] })
    expect(figure(answer, 'comments')).toEqual({ value: 0, previous: 1, brought: 0, daily: [0, 0] })
    expect(figure(answer, 'interactions')).toEqual({ value: 2, previous: 1, brought: 0, daily: [0, 2] })
    expect(figure(answer, 'engagement_rate_by_views')).toEqual({ value: 50, previous: 100, brought: null, daily: [0, 100] })
    expect(figure(answer, 'active_people')).toEqual({ value: 3, previous: 1, brought: null, daily: [1, 3] })
    expect(figure(answer, 'active_content')).toEqual({ value: 2, previous: 1, brought: null, daily: [1, 2] })
    expect(answer.figures.map(({ metric }) => metric)).toEqual([...SHOWN])
  })

  it('are split by platform, by category, by post and by hour of the week', async () => {
    const answer = await overviewOf('app', 'from=2026-11-02&to=2026-11-03')
    expect(answer.by_platform).toEqual([
      { key: 'web', views: 3, interactions: 1, events: 4 },
      { key: 'ios', views: 1, interactions: 1, events: 3 },
    ])
    expect(answer.by_category).toEqual([
      { key: 'Travel', views: 3, interactions: 2, events: 5 },
      { key: '', views: 1, interactions: 0, events: 2 },
    ])
    expect(answer.top_content).toEqual([
      { content_id: 'quiz-1', title: 'Which city are you?', platform: 'web', creator_name: 'Quizzes Inc', views: 3, interactions: 2 },
      { content_id: 'page-1', title: 'page-1', platform: 'web', creator_name: '', views: 1, interactions: 0 },
    ])
    expect(answer.hour_of_week).toEqual([
      { weekday: 1, hour: 10, events: 2 },
      { weekday: 2, hour: 9, events: 3 },
      { weekday: 2, hour: 10, events: 1 },
      { weekday: 2, hour: 11, events: 1 },
    ])
    expect(answer.provenance).toEqual([{ provenance: 'measured', events: 7, snapshots: 0 }])
  })

  it('are drawn by the hour up to three days, quiet hours included, and by the day beyond', async () => {
    const hourly = await overviewOf('app', 'from=2026-11-02&to=2026-11-03')
    expect(hourly.interval).toBe('hour')
    expect(hourly.series).toHaveLength(48)
    expect(hourly.series.filter(({ events }) => events !== 0)).toEqual([
      { at: '2026-11-02T10:00', views: 2, likes: 0, comments: 0, shares: 0, events: 2 },
      { at: '2026-11-03T09:00', views: 2, likes: 1, comments: 0, shares: 0, events: 3 },
      { at: '2026-11-03T10:00', views: 0, likes: 0, comments: 0, shares: 1, events: 1 },
      { at: '2026-11-03T11:00', views: 0, likes: 0, comments: 0, shares: 0, events: 1 },
    ])
    const daily = await overviewOf('app', 'from=2026-11-01&to=2026-11-04')
    expect(daily.interval).toBe('day')
    expect(daily.series.map(({ at, events }) => [at, events])).toEqual([
      ['2026-11-01', 1],
      ['2026-11-02', 2],
      ['2026-11-03', 5],
      ['2026-11-04', 0],
    ])
  })

  it('are filtered by platform, in every figure', async () => {
    const answer = await overviewOf('app', 'from=2026-11-02&to=2026-11-03&platform=ios')
    expect(figure(answer, 'events')).toEqual({ value: 3, previous: null, brought: null, daily: [0, 3] })
    expect(figure(answer, 'active_people').value).toBe(2)
    expect(figure(answer, 'active_content').value).toBe(1)
    expect(answer.by_platform.map(({ key }) => key)).toEqual(['ios'])
    expect(answer.top_content).toEqual([
      { content_id: 'quiz-1', title: 'Which city are you?', platform: 'web', creator_name: 'Quizzes Inc', views: 1, interactions: 1 },
    ])
    expect(answer).toMatchObject({ data_from: '2026-11-03', data_to: '2026-11-03' })
    expect(figure(await overviewOf('app', 'from=2026-11-02&to=2026-11-03&platform=web,ios'), 'events').value).toBe(7)
  })

  it('leave an empty period that names the days with data', async () => {
    const answer = await overviewOf('app', 'from=2026-11-10&to=2026-11-16')
    expect(answer).toMatchObject({
      provenance: [],
      by_platform: [],
      by_category: [],
      top_content: [],
      hour_of_week: [],
      data_from: '2026-10-31',
      data_to: '2026-11-03',
    })
    expect(figure(answer, 'events')).toEqual({ value: 0, previous: 5, brought: null, daily: [0, 0, 0, 0, 0, 0, 0] })
    expect(figure(answer, 'engagement_rate_by_views').value).toBeNull()
  })
})

describe('very many categories', () => {
  it('are cut to the hundred most viewed, and hide no top post', async () => {
    const view = (content_id: string) => ({ type: 'view', occurred_at: '2026-11-02T10:00:00Z', content_id })
    const broad = Array.from({ length: 3 * 120 }, (_, index) => view(`broad ${index}`))
    await sendEvents(test, 'broad', [...broad, view('best'), view('best')])
    await test.platform.events.command(`INSERT INTO content (workspace_id, content_id, category, updated_at)
      SELECT 'broad', concat('broad ', toString(number)), concat('category ', toString(number % 120)), now64(3) FROM numbers(360)`)
    await describeContent(test, 'broad', [{ content_id: 'best', category: 'small' }])
    const answer = await overviewOf('broad', 'from=2026-11-02&to=2026-11-02')
    expect(answer.by_category).toHaveLength(100)
    expect(answer.by_category.every(({ views }) => views === 3)).toBe(true)
    expect(answer.top_content[0]).toMatchObject({ content_id: 'best', views: 2 })
    expect(answer.top_content).toHaveLength(10)
  })
})

describe('counters of a platform', () => {
  beforeAll(async () => {
    await observe(test, 'channel', [
      { content_id: 'old', observed_at: '2026-11-01T12:00:00Z', views: 1000, likes: 100 },
      { content_id: 'old', observed_at: '2026-11-03T12:00:00Z', views: 1500, likes: 90 },
      { content_id: 'old', observed_at: '2026-11-04T12:00:00Z', views: 1600 },
      { content_id: 'old', observed_at: '2026-11-09T12:00:00Z', views: 9999, likes: 999 },
      { content_id: 'new', observed_at: '2026-11-03T18:00:00Z', views: 200, comments: 5 },
      { content_id: 'new', observed_at: '2026-11-05T18:00:00Z', views: 260, likes: 7, comments: 6 },
    ])
    await describeContent(test, 'channel', [
      { content_id: 'old', title: 'Old song', category: 'Music' },
      { content_id: 'new', title: 'New song', category: 'Music' },
    ])
  })

  it('count as growth, with what posts brought along when first observed', async () => {
    const answer = await overviewOf('channel', 'from=2026-11-02&to=2026-11-05')
    expect(figure(answer, 'views')).toEqual({ value: 600 + 260, previous: 1000, brought: 200, daily: [0, 500, 100, 60] })
    expect(figure(answer, 'comments')).toEqual({ value: 6, previous: null, brought: 5, daily: [0, 0, 0, 1] })
    expect(figure(answer, 'active_content')).toEqual({ value: 2, previous: 1, brought: null, daily: [0, 2, 1, 1] })
    expect(answer.provenance).toEqual([{ provenance: 'imported', events: 0, snapshots: 4 }])
    expect(answer).toMatchObject({ data_from: '2026-11-01', data_to: '2026-11-09' })
  })

  it('may decrease, and are skipped where they were not reported', async () => {
    const answer = await overviewOf('channel', 'from=2026-11-02&to=2026-11-05')
    expect(figure(answer, 'likes')).toEqual({ value: -10 + 7, previous: 100, brought: 7, daily: [0, -10, 0, 0] })
    expect(figure(answer, 'interactions')).toEqual({ value: -3 + 6, previous: 100, brought: 12, daily: [0, -10, 0, 1] })
    expect(figure(answer, 'engagement_rate_by_views').value).toBeCloseTo((100 * 3) / 860)
  })

  it('that nobody reported are not known, which is not zero; people are not known either', async () => {
    const answer = await overviewOf('channel', 'from=2026-11-02&to=2026-11-05')
    for (const metric of ['shares', 'saves', 'active_people'])
      expect(figure(answer, metric)).toMatchObject({ value: null, daily: [null, null, null, null] })
    expect(figure(answer, 'events').value).toBe(0)
  })

  it('make platforms, categories and top posts, brought along included', async () => {
    const answer = await overviewOf('channel', 'from=2026-11-02&to=2026-11-05')
    expect(answer.by_platform).toEqual([{ key: 'youtube', views: 860, interactions: 3, events: 0 }])
    expect(answer.by_category).toEqual([{ key: 'Music', views: 860, interactions: 3, events: 0 }])
    expect(answer.top_content.map(({ title, views, interactions }) => [title, views, interactions])).toEqual([
      ['Old song', 600, -10],
      ['New song', 260, 13],
    ])
  })

  it('are drawn at the hour of their observation, first observations left out', async () => {
    const answer = await overviewOf('channel', 'from=2026-11-03&to=2026-11-05')
    expect(answer.series.filter(({ views }) => views !== 0)).toEqual([
      { at: '2026-11-03T12:00', views: 500, likes: -10, comments: 0, shares: 0, events: 0 },
      { at: '2026-11-04T12:00', views: 100, likes: 0, comments: 0, shares: 0, events: 0 },
      { at: '2026-11-05T18:00', views: 60, likes: 0, comments: 1, shares: 0, events: 0 },
    ])
  })

  it('reported again for the same moment count once, in their newest form', async () => {
    await observe(test, 'corrected', [
      { content_id: 'a', observed_at: '2026-11-01T00:00:00Z', views: 10 },
      { content_id: 'a', observed_at: '2026-11-02T00:00:00Z', views: 30 },
    ])
    await observe(test, 'corrected', [{ content_id: 'a', observed_at: '2026-11-02T00:00:00Z', views: 35 }])
    expect(figure(await overviewOf('corrected', 'from=2026-11-02&to=2026-11-02'), 'views').value).toBe(25)
  })
})

describe('time', () => {
  it('that has not come is left out of courses, and marks the period as unfinished', async () => {
    await sendEvents(test, 'today', [{ type: 'view', occurred_at: '2026-11-20T08:00:00Z' }])
    const day = await overviewOf('today', 'from=2026-11-20&to=2026-11-20')
    expect(day.unfinished).toBe(true)
    expect(day.series.at(-1)?.at).toBe('2026-11-20T12:00')
    const month = await overviewOf('today', 'from=2026-11-01&to=2026-11-30')
    expect(month.unfinished).toBe(true)
    expect(month.series.at(-1)?.at).toBe('2026-11-20')
    expect(figure(month, 'events').daily?.slice(18)).toEqual([0, 1, ...Array(10).fill(null)])
  })

  it('before there was any data cannot be compared with', async () => {
    expect(figure(await overviewOf('today', 'from=2026-11-19&to=2026-11-20'), 'events')).toMatchObject({ value: 1, previous: null })
  })

  it.each([
    ['from=2026-11-31&to=2026-12-01', /from "2026-11-31" is not a day/],
    ['from=2026-11-03&to=2026-11-02', /is after/],
    ['from=1980-01-01&to=1980-01-02', /between 1990-01-01/],
    ['from=2000-01-01&to=2026-01-01', /at most 3660/],
    ['to=2026-11-02', /from/],
    [`from=2026-11-02&to=2026-11-02&platform=${Array(51).fill('x').join(',')}`, /at most 50/],
  ])('asked for as %s is refused with the reason', async (period, reason) => {
    const key = await test.createKey('read', 'app')
    const answer = await test.inject({ url: `/v1/overview?${period}`, headers: { authorization: `Bearer ${key}` } })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'invalid_request', detail: expect.stringMatching(reason) })
  })
})
