import { METRICS } from '@trill/contract/metrics'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { read, type SeedEvent, sendEvents } from '../../../test/seeds.ts'
import { ingest } from '../ingest/feature.ts'
import type { OverviewResponse } from './contract.ts'
import { overview } from './feature.ts'
import { COUNTED } from './tallies.ts'

const ZONES = ['UTC', 'Europe/Madrid', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/St_Johns']
const FROM = '2026-03-28'
const MIDDLE = '2026-03-30'
const AFTER_MIDDLE = '2026-03-31'
const TO = '2026-04-06'

let test: TestPlatform
beforeAll(async () => {
  test = await startTestPlatform([ingest, overview], { platform: { now: () => Date.parse('2026-11-20T12:30:00Z') } })
})
afterAll(() => test.close())

interface Sent extends SeedEvent {
  readonly message_id: string
  readonly actor_id: string
  readonly content_id?: string
  readonly platform: string
}

const event = fc.record({
  message_id: fc.integer({ min: 0, max: 300 }).map((id) => `message ${id}`),
  type: fc.constantFrom('view', 'page', 'screen', 'like', 'comment', 'share', 'save', 'quiz_start', 'match'),
  occurred_at: fc.integer({ min: Date.UTC(2026, 2, 27), max: Date.UTC(2026, 3, 8) }).map((time) => new Date(time).toISOString()),
  actor_id: fc.integer({ min: 0, max: 12 }).map((id) => `person ${id}`),
  content: fc.option(fc.integer({ min: 0, max: 8 }).map((id) => `post ${id}`)),
  platform: fc.constantFrom('web', 'ios', 'android'),
})
const events = fc
  .array(event, { minLength: 50, maxLength: 400 })
  .map((list): Sent[] => list.map(({ content, ...rest }) => (content === null ? rest : { ...rest, content_id: content })))

it('totals over random events with repeats are those of a plain count, in any time zone, and adjacent periods add up', {
  timeout: 120_000,
}, async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(events, fc.constantFrom(...ZONES), fc.integer({ min: 1, max: 5 }), async (sent, zone, requests) => {
      run += 1
      const id = `run-${run}`
      await test.addWorkspace({ id, time_zone: zone })
      const size = Math.ceil(sent.length / requests)
      for (let start = 0; start < sent.length; start += size) await sendEvents(test, id, sent.slice(start, start + size))
      const known = firstOfEach(sent)
      const whole = await read<OverviewResponse>(test, id, `/v1/overview?from=${FROM}&to=${TO}`)
      const first = await read<OverviewResponse>(test, id, `/v1/overview?from=${FROM}&to=${MIDDLE}`)
      const second = await read<OverviewResponse>(test, id, `/v1/overview?from=${AFTER_MIDDLE}&to=${TO}`)
      expectPlainCount(whole, within(known, zone, FROM, TO), zone)
      expectPlainCount(first, within(known, zone, FROM, MIDDLE), zone)
      for (const metric of COUNTED.map(([name]) => name)) {
        expect(metricValue(first, metric) + metricValue(second, metric)).toBe(metricValue(whole, metric))
      }
    }),
    { numRuns: 12 },
  )
})

/** A repeated message counts as it was first sent. */
function firstOfEach(sent: readonly Sent[]): Sent[] {
  return [...new Map([...sent].reverse().map((one) => [one.message_id, one])).values()]
}

function within(list: readonly Sent[], zone: string, from: string, to: string): Sent[] {
  return list.filter(({ occurred_at }) => dayOf(occurred_at, zone) >= from && dayOf(occurred_at, zone) <= to)
}

function dayOf(moment: string, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(new Date(moment))
}

function expectPlainCount(answer: OverviewResponse, expected: readonly Sent[], zone: string): void {
  const count = (types: readonly string[], list = expected) => list.filter(({ type }) => types.includes(type)).length
  expect(metricValue(answer, 'events')).toBe(expected.length)
  for (const metric of ['views', 'likes', 'comments', 'shares', 'saves', 'interactions'] as const)
    expect(metricValue(answer, metric)).toBe(count(METRICS[metric].eventTypes))
  expect(metricValue(answer, 'active_people')).toBe(new Set(expected.map(({ actor_id }) => actor_id)).size)
  expect(metricValue(answer, 'active_content')).toBe(new Set(expected.flatMap(({ content_id }) => content_id ?? [])).size)
  const daily = answer.figures.find(({ metric }) => metric === 'active_people')?.daily ?? []
  expect(daily.reduce<number>((sum, value) => sum + (value ?? 0), 0)).toBe(
    new Set(expected.map(({ actor_id, occurred_at }) => `${actor_id} ${dayOf(occurred_at, zone)}`)).size,
  )
  expect(sum(answer.series.map(({ events }) => events))).toBe(expected.length)
  expect(sum(answer.hour_of_week.map(({ events }) => events))).toBe(expected.length)
  expect(sum(answer.by_platform.map(({ events }) => events))).toBe(expected.length)
  expect(sum(answer.by_category.map(({ events }) => events))).toBe(expected.length)
  for (const { key, views } of answer.by_platform)
    expect(views).toBe(
      count(
        METRICS.views.eventTypes,
        expected.filter(({ platform }) => platform === key),
      ),
    )
  for (const { content_id, views } of answer.top_content)
    expect(views).toBe(
      count(
        METRICS.views.eventTypes,
        expected.filter((one) => one.content_id === content_id),
      ),
    )
}

function metricValue({ figures }: OverviewResponse, metric: string): number {
  return figures.find((figure) => figure.metric === metric)?.value ?? Number.NaN
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? Number.NaN), 0)
}
