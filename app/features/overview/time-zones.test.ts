import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { observe, read, sendEvents } from '../../../test/seeds.ts'
import { ingest } from '../ingest/feature.ts'
import type { OverviewResponse } from './contract.ts'
import { overview } from './feature.ts'

let test: TestPlatform
beforeAll(async () => {
  test = await startTestPlatform([ingest, overview], { platform: { now: () => Date.parse('2026-11-20T12:30:00Z') } })
})
afterAll(() => test.close())

/** Views of a post of its own at each moment, each by somebody of their own. */
async function seed(workspaceId: string, timeZone: string, moments: readonly string[]): Promise<void> {
  await test.addWorkspace({ id: workspaceId, time_zone: timeZone })
  await sendEvents(
    test,
    workspaceId,
    moments.map((occurred_at, index) => ({ type: 'view', occurred_at, actor_id: `person ${index}`, content_id: `post ${index}` })),
  )
}

async function day(workspaceId: string, from: string, to = from) {
  const answer = await read<OverviewResponse>(test, workspaceId, `/v1/overview?from=${from}&to=${to}`)
  const value = (metric: string) => answer.figures.find((figure) => figure.metric === metric)?.value
  return {
    answer,
    views: value('views'),
    people: value('active_people'),
    posts: value('active_content'),
    top: answer.top_content.map(({ content_id }) => content_id).sort(),
  }
}

describe('in Madrid', () => {
  it('the day the clock goes forward has 23 hours', async () => {
    await seed('spring', 'Europe/Madrid', [
      '2026-03-28T22:59:59.999Z',
      '2026-03-28T23:00:00Z',
      '2026-03-29T00:59:59Z',
      '2026-03-29T01:00:00Z',
      '2026-03-29T21:59:59.999Z',
      '2026-03-29T22:00:00Z',
    ])
    const { answer, ...counts } = await day('spring', '2026-03-29')
    expect(counts).toEqual({ views: 4, people: 4, posts: 4, top: ['post 1', 'post 2', 'post 3', 'post 4'] })
    expect(answer.series).toHaveLength(23)
    expect(answer.series.map(({ at }) => at)).not.toContain('2026-03-29T02:00')
    expect(answer.series.filter(({ views }) => views !== 0).map(({ at }) => at)).toEqual([
      '2026-03-29T00:00',
      '2026-03-29T01:00',
      '2026-03-29T03:00',
      '2026-03-29T23:00',
    ])
    expect((await day('spring', '2026-03-28')).views).toBe(1)
    expect((await day('spring', '2026-03-30')).views).toBe(1)
  })

  it('the hour that the clock shows twice in autumn is one, and the day has 25', async () => {
    await seed('autumn', 'Europe/Madrid', [
      '2026-10-24T21:59:59Z',
      '2026-10-24T22:00:00Z',
      '2026-10-25T00:30:00Z',
      '2026-10-25T01:30:00Z',
      '2026-10-25T22:59:59Z',
      '2026-10-25T23:00:00Z',
    ])
    const { answer, ...counts } = await day('autumn', '2026-10-25')
    expect(counts).toEqual({ views: 4, people: 4, posts: 4, top: ['post 1', 'post 2', 'post 3', 'post 4'] })
    expect(answer.series).toHaveLength(24)
    expect(answer.series.find(({ at }) => at === '2026-10-25T02:00')?.views).toBe(2)
    expect(answer.hour_of_week).toContainEqual({ weekday: 7, hour: 2, events: 2 })
    const { answer: week } = await day('autumn', '2026-10-22', '2026-10-28')
    expect(week.series.map(({ views }) => views)).toEqual([0, 0, 1, 4, 1, 0, 0])
    expect(week.figures.find(({ metric }) => metric === 'active_people')?.daily).toEqual([0, 0, 1, 4, 1, 0, 0])
  })
})

describe.each([
  ['Asia/Kolkata', '18:29:59.999', '18:30:00'],
  ['Asia/Kathmandu', '18:14:59.999', '18:15:00'],
])('in %s, where days begin within an hour of UTC,', (timeZone, before, midnight) => {
  const id = timeZone.toLowerCase().replace('/', '-')
  beforeAll(async () => {
    await seed(id, timeZone, [
      `2026-11-01T${before}Z`,
      `2026-11-01T${midnight}Z`,
      `2026-11-02T${before}Z`,
      `2026-11-02T${midnight}Z`,
      '2026-11-02T18:59:00Z',
    ])
    await observe(test, id, [
      { content_id: 'song', observed_at: `2026-11-01T${before}Z`, views: 10 },
      { content_id: 'song', observed_at: `2026-11-02T${before}Z`, views: 30 },
      { content_id: 'song', observed_at: `2026-11-02T${midnight}Z`, views: 70 },
    ])
  })

  it('every figure of a day stops at its midnight', async () => {
    const { answer: _, ...first } = await day(id, '2026-11-01')
    const { answer: __, ...second } = await day(id, '2026-11-02')
    const { answer: ___, ...third } = await day(id, '2026-11-03')
    expect(first).toEqual({ views: 1 + 10, people: 1, posts: 2, top: ['post 0', 'song'] })
    expect(second).toEqual({ views: 2 + 20, people: 2, posts: 3, top: ['post 1', 'post 2', 'song'] })
    expect(third).toEqual({ views: 2 + 40, people: 2, posts: 3, top: ['post 3', 'post 4', 'song'] })
  })

  it('hours and days are those of its clock', async () => {
    const { answer } = await day(id, '2026-11-02', '2026-11-03')
    expect(answer.series.filter(({ events }) => events !== 0).map(({ at, events }) => [at, events])).toEqual([
      ['2026-11-02T00:00', 1],
      ['2026-11-02T23:00', 1],
      ['2026-11-03T00:00', 2],
    ])
    expect(answer.hour_of_week).toEqual([
      { weekday: 1, hour: 0, events: 1 },
      { weekday: 1, hour: 23, events: 1 },
      { weekday: 2, hour: 0, events: 2 },
    ])
    expect(answer).toMatchObject({ data_from: '2026-11-01', data_to: '2026-11-03' })
  })
})

describe('where midnight itself is skipped', () => {
  it('a day begins with its first moment, at one in the morning in Cairo', async () => {
    await seed('cairo', 'Africa/Cairo', ['2026-04-23T21:59:59Z', '2026-04-23T22:00:00Z', '2026-04-24T20:59:59Z', '2026-04-24T21:00:00Z'])
    const { answer, views } = await day('cairo', '2026-04-24')
    expect(views).toBe(2)
    expect(answer.series.map(({ at }) => at)[0]).toBe('2026-04-24T01:00')
  })
})

describe('the estimate for very many events', () => {
  it('agrees with counting one by one', async () => {
    const moments = Array.from({ length: 400 }, (_, index) => new Date(Date.UTC(2026, 9, 24) + index * 720_000).toISOString())
    await test.addWorkspace({ id: 'many', time_zone: 'Europe/Madrid' })
    await sendEvents(
      test,
      'many',
      moments.map((occurred_at, index) => ({
        type: 'view',
        occurred_at,
        actor_id: `person ${index % 150}`,
        content_id: `post ${index % 40}`,
      })),
    )
    await observe(test, 'many', [{ content_id: 'song', observed_at: '2026-10-25T12:00:00Z', views: 1 }])
    const parameters = {
      workspace_id: 'many',
      time_zone: 'Europe/Madrid',
      previous_from: '2026-10-24',
      from: '2026-10-25',
      to: '2026-10-25',
      platforms: [],
      whole_hours: true,
    }
    const rows = <T>(name: string) =>
      test.platform.events.rows<T & { key: string }>(readFileSync(new URL(name, import.meta.url), 'utf8'), parameters)
    const [people, posts, estimated] = [
      await rows<{ people: number }>('people.sql'),
      await rows<{ posts: number }>('posts.sql'),
      await rows<{ people: number; posts: number }>('uniques-estimated.sql'),
    ]
    const byKey = <T extends { key: string }>(list: readonly T[]) => new Map(list.map((row) => [row.key, row]))
    expect([...byKey(estimated).keys()].sort()).toEqual(['2026-10-24', '2026-10-25', 'period', 'previous'])
    for (const { key, ...guess } of estimated)
      expect(guess).toEqual({ people: byKey(people).get(key)?.people, posts: byKey(posts).get(key)?.posts })
  })
})
