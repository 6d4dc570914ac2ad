import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { describeContent, observe, read, type SeedEvent, sendEvents } from '../../../test/seeds.ts'
import { ingest } from '../ingest/feature.ts'
import type { OverviewResponse, PlatformsResponse } from './contract.ts'
import { overview } from './feature.ts'

const NOON = Date.parse('2026-11-20T12:37:20Z')
let now = NOON
let test: TestPlatform
beforeAll(async () => {
  test = await startTestPlatform([ingest, overview], { platform: { now: () => now } })
})
afterAll(() => test.close())

function overviewOf(workspaceId: string, period: string): Promise<OverviewResponse> {
  return read<OverviewResponse>(test, workspaceId, `/v1/overview?${period}`)
}

function previous({ figures }: OverviewResponse, metric: string) {
  return figures.find((figure) => figure.metric === metric)?.previous
}

describe('while today is in the period', () => {
  const view = (occurred_at: string, actor_id: string, more: object = {}) => ({
    type: 'view',
    occurred_at,
    actor_id,
    content_id: 'a',
    ...more,
  })

  beforeAll(async () => {
    await sendEvents(test, 'days', [
      view('2026-11-16T23:00:00Z', 'early'),
      view('2026-11-17T20:00:00Z', 'ana', { content_id: 'b' }),
      view('2026-11-18T09:00:00Z', 'ben', { platform: 'ios' }),
      view('2026-11-18T12:37:19.999Z', 'cleo', { content_id: 'c' }),
      view('2026-11-18T12:37:20.000Z', 'dan', { content_id: 'd' }),
      view('2026-11-18T12:50:00Z', 'eve', { content_id: 'e' }),
      view('2026-11-18T22:00:00Z', 'ana', { type: 'like' }),
      view('2026-11-19T10:00:00Z', 'ben'),
      view('2026-11-20T10:00:00Z', 'ben'),
    ])
  })

  it('the period before counts up to the same time of its last day', async () => {
    const answer = await overviewOf('days', 'from=2026-11-19&to=2026-11-20')
    expect(answer).toMatchObject({ previous_from: '2026-11-17', previous_to: '2026-11-18', previous_until: '2026-11-18T12:37:20' })
    expect(previous(answer, 'events')).toBe(3)
    expect(previous(answer, 'views')).toBe(3)
    expect(previous(answer, 'likes')).toBe(0)
    expect(previous(answer, 'active_people')).toBe(3)
    expect(previous(answer, 'active_content')).toBe(3)
  })

  it('its course is answered as a whole, to be drawn behind the present one', async () => {
    const hourly = await overviewOf('days', 'from=2026-11-19&to=2026-11-20')
    expect(hourly.previous_series).toHaveLength(48)
    expect(hourly.previous_series.filter(({ events }) => events !== 0).map(({ at, events }) => [at, events])).toEqual([
      ['2026-11-17T20:00', 1],
      ['2026-11-18T09:00', 1],
      ['2026-11-18T12:00', 3],
      ['2026-11-18T22:00', 1],
    ])
    const daily = await overviewOf('days', 'from=2026-11-17&to=2026-11-20')
    expect(daily.previous_series.map(({ at, events }) => [at, events])).toEqual([
      ['2026-11-13', 0],
      ['2026-11-14', 0],
      ['2026-11-15', 0],
      ['2026-11-16', 1],
    ])
  })

  it('a filter by platform holds for the part of a day too', async () => {
    const answer = await overviewOf('days', 'from=2026-11-19&to=2026-11-20&platform=ios')
    expect([previous(answer, 'events'), previous(answer, 'active_people'), previous(answer, 'active_content')]).toEqual([1, 1, 1])
  })

  it('one day is compared with the day before up to the same time', async () => {
    now = Date.parse('2026-11-18T12:37:20Z')
    const answer = await overviewOf('days', 'from=2026-11-18&to=2026-11-18')
    expect(answer.previous_until).toBe('2026-11-17T12:37:20')
    expect(previous(answer, 'events')).toBe(0)
    now = NOON
  })

  it('of a period that goes on for days to come, only days as far into the one before count', async () => {
    const answer = await overviewOf('days', 'from=2026-11-19&to=2026-11-21')
    expect(answer).toMatchObject({ previous_from: '2026-11-16', previous_to: '2026-11-18', previous_until: '2026-11-17T12:37:20' })
    expect(previous(answer, 'events')).toBe(1)
  })

  it('a period that is over is compared with the whole one before', async () => {
    const answer = await overviewOf('days', 'from=2026-11-19&to=2026-11-19')
    expect(answer.previous_until).toBeNull()
    expect(previous(answer, 'events')).toBe(5)
  })

  it('the day ends on the workspace’s own clock', async () => {
    await test.addWorkspace({ id: 'kolkata', time_zone: 'Asia/Kolkata' })
    await sendEvents(test, 'kolkata', [
      view('2026-11-17T20:00:00Z', 'first'),
      view('2026-11-18T18:29:59Z', 'ana'),
      view('2026-11-18T18:30:00Z', 'ana'),
      view('2026-11-19T12:37:19Z', 'ben', { content_id: 'b' }),
      view('2026-11-19T12:37:20Z', 'cleo', { content_id: 'c' }),
    ])
    const answer = await overviewOf('kolkata', 'from=2026-11-20&to=2026-11-20')
    expect(answer.previous_until).toBe('2026-11-19T18:07:20')
    expect([previous(answer, 'events'), previous(answer, 'active_people'), previous(answer, 'active_content')]).toEqual([2, 2, 2])
  })

  it('counters of a platform count as far as they were observed by that time', async () => {
    await observe(test, 'counters', [
      { content_id: 'old', observed_at: '2026-11-17T12:00:00Z', views: 1000 },
      { content_id: 'old', observed_at: '2026-11-19T12:00:00Z', views: 1400 },
      { content_id: 'old', observed_at: '2026-11-19T12:37:20Z', views: 1500 },
      { content_id: 'new', observed_at: '2026-11-19T12:30:00Z', views: 50, likes: 3 },
      { content_id: 'old', observed_at: '2026-11-20T12:00:00Z', views: 1600 },
    ])
    await describeContent(test, 'counters', [{ content_id: 'old' }])
    const answer = await overviewOf('counters', 'from=2026-11-20&to=2026-11-20')
    expect(answer.figures.find(({ metric }) => metric === 'views')).toMatchObject({ value: 100, previous: 450 })
    expect([previous(answer, 'likes'), previous(answer, 'active_content'), previous(answer, 'active_people')]).toEqual([3, 2, null])
  })
})

const ZONES = ['UTC', 'Europe/Madrid', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe']
const moment = fc.integer({ min: Date.UTC(2026, 5, 5), max: Date.UTC(2026, 5, 11) })
const sent = fc.array(
  fc.record({
    type: fc.constantFrom('view', 'like', 'share', 'match'),
    occurred_at: moment.map((time) => new Date(time).toISOString()),
    actor_id: fc.integer({ min: 0, max: 9 }).map((id) => `person ${id}`),
    content_id: fc.integer({ min: 0, max: 6 }).map((id) => `post ${id}`),
  }),
  { minLength: 60, maxLength: 300 },
)

it('at any moment, in any time zone, the part of the period before is that of a plain count, estimated or not', {
  timeout: 120_000,
}, async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      sent,
      fc.constantFrom(...ZONES),
      fc.integer({ min: Date.UTC(2026, 5, 9), max: Date.UTC(2026, 5, 11) }),
      async (events, zone, at) => {
        run += 1
        const id = `run-${run}`
        await test.addWorkspace({ id, time_zone: zone })
        now = NOON
        await sendEvents(test, id, [{ type: 'view', occurred_at: '2026-05-01T00:00:00Z' }, ...events])
        now = at
        const today = clockOf(at, zone).slice(0, 10)
        const answer = await overviewOf(id, `from=${dayBefore(today)}&to=${today}`)
        const [from, until] = [dayBefore(dayBefore(dayBefore(today))), clockOf(at - 2 * 86_400_000, zone)]
        expect(answer).toMatchObject({ previous_from: from, previous_until: until })
        const part = events.filter(({ occurred_at }) => isWithin(clockOf(Date.parse(occurred_at), zone), from, until))
        expect(previous(answer, 'events')).toBe(part.length)
        expect(previous(answer, 'views')).toBe(part.filter(({ type }) => type === 'view').length)
        const uniques = { people: different(part, 'actor_id'), posts: different(part, 'content_id') }
        expect([previous(answer, 'active_people'), previous(answer, 'active_content')]).toEqual([uniques.people, uniques.posts])
        if (zone !== 'Asia/Kolkata' && zone !== 'Australia/Lord_Howe') expect(await estimated(id, zone, from, until)).toEqual([uniques])
      },
    ),
    { numRuns: 15 },
  )
})

function clockOf(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at).replace(' ', 'T')
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
}

function isWithin(at: string, from: string, until: string): boolean {
  return at >= from && at < until
}

function different(events: readonly SeedEvent[], field: string): number {
  return new Set(events.map((event) => event[field])).size
}

function estimated(workspace_id: string, time_zone: string, previous_from: string, previous_until: string) {
  const text = readFileSync(new URL('uniques-until-estimated.sql', import.meta.url), 'utf8')
  return test.platform.events.rows(text, { workspace_id, time_zone, previous_from, previous_until, platforms: [] })
}

describe('the platforms of a period', () => {
  it('are those with events or reports, the busiest first, whatever has no platform left out', async () => {
    now = NOON
    const at = (day: string) => ({ type: 'view', occurred_at: `2026-11-${day}T10:00:00Z` })
    await sendEvents(test, 'places', [
      { ...at('02'), platform: 'web' },
      { ...at('03'), platform: 'ios' },
      { ...at('03'), platform: 'ios' },
      at('03'),
      { ...at('09'), platform: 'android' },
    ])
    await observe(test, 'places', [
      { content_id: 'a', observed_at: '2026-11-02T00:00:00Z', platform: 'youtube' },
      { content_id: 'b', observed_at: '2026-11-02T00:00:00Z', platform: 'youtube' },
      { content_id: 'c', observed_at: '2026-11-02T00:00:00Z', platform: 'youtube' },
    ])
    const answer = await read<PlatformsResponse>(test, 'places', '/v1/overview/platforms?from=2026-11-02&to=2026-11-03')
    expect(answer).toEqual({ platforms: ['youtube', 'ios', 'web'] })
    expect(await read(test, 'nowhere', '/v1/overview/platforms?from=2026-11-02&to=2026-11-03')).toEqual({ platforms: [] })
  })
})
