import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { localTimeOf } from './local-time.ts'
import { latestRun, nextRun, periodOfRun, type Schedule, scheduleText } from './schedule.ts'

const at = (text: string) => Date.parse(text)
const iso = (moment: number) => new Date(moment).toISOString()

/** The next so many runs. */
function runs(schedule: Schedule, zone: string, after: string, count: number): string[] {
  const found: number[] = []
  for (let last = at(after); found.length < count; last = found.at(-1) as number) found.push(nextRun(schedule, zone, last))
  return found.map(iso)
}

describe('a run on the clocks of a time zone', () => {
  // Clocks of Madrid: 2026-03-29 02:00 is 03:00, 2026-10-25 03:00 is 02:00 again. IANA tz database 2026a, Rule EU.
  test('due at a time that spring skips goes once, at the same distance from midnight', () => {
    expect(runs({ every: 'day', time: '02:30' }, 'Europe/Madrid', '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ])
  })

  test('due at a time that comes twice in autumn goes once, at the first', () => {
    expect(runs({ every: 'day', time: '02:30' }, 'Europe/Madrid', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ])
  })

  test('keeps its hour over a change of the clocks', () => {
    expect(runs({ every: 'week', weekday: 1, time: '08:00' }, 'America/New_York', '2026-03-03T00:00:00Z', 2)).toEqual([
      '2026-03-09T12:00:00.000Z',
      '2026-03-16T12:00:00.000Z',
    ])
    expect(iso(nextRun({ every: 'week', weekday: 1, time: '08:00' }, 'America/New_York', at('2026-03-01T00:00:00Z')))).toBe(
      '2026-03-02T13:00:00.000Z',
    )
  })

  test('on the 31st goes on the last day of shorter months', () => {
    expect(runs({ every: 'month', day: 31, time: '09:00' }, 'Asia/Kolkata', '2028-01-31T12:00:00Z', 3)).toEqual([
      '2028-02-29T03:30:00.000Z',
      '2028-03-31T03:30:00.000Z',
      '2028-04-30T03:30:00.000Z',
    ])
  })

  // Apia went from 29 to 31 December 2011.
  test('on a day that a zone skips whole does not go twice', () => {
    expect(runs({ every: 'day', time: '08:00' }, 'Pacific/Apia', '2011-12-29T00:00:00Z', 3)).toEqual([
      '2011-12-29T18:00:00.000Z',
      '2011-12-30T18:00:00.000Z',
      '2011-12-31T18:00:00.000Z',
    ])
  })
})

const schedules = fc.oneof(
  fc.record({ every: fc.constant('day' as const) }),
  fc.record({ every: fc.constant('week' as const), weekday: fc.integer({ min: 1, max: 7 }) }),
  fc.record({ every: fc.constant('month' as const), day: fc.integer({ min: 1, max: 31 }) }),
)
const times = fc
  .record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }) })
  .map(({ hour, minute }) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
const zones = fc.constantFrom('UTC', 'Europe/Madrid', 'America/St_Johns', 'Australia/Lord_Howe', 'Africa/Cairo', 'Pacific/Chatham')
const moments = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') })

test('the next run is later, no two fall on one day, and the latest run that is due is the one before it', () => {
  fc.assert(
    fc.property(schedules, times, zones, moments, (every, time, zone, moment) => {
      const schedule = { ...every, time } as Schedule
      const next = nextRun(schedule, zone, moment)
      const after = nextRun(schedule, zone, next)
      expect(next).toBeGreaterThan(moment)
      expect(localTimeOf(zone).dayOf(after) > localTimeOf(zone).dayOf(next)).toBe(true)
      expect(latestRun(schedule, zone, next)).toBe(next)
      expect(latestRun(schedule, zone, after - 1)).toBe(next)
    }),
    { numRuns: 150, seed: 8 },
  )
})

test.each([
  [{ every: 'day', time: '06:00' }, '2026-11-22', '2026-11-21', '2026-11-21', '2026-11-20', '2026-11-20', 'Saturday, 21 November 2026'],
  [
    { every: 'week', weekday: 1, time: '06:00' },
    '2026-11-23',
    '2026-11-16',
    '2026-11-22',
    '2026-11-09',
    '2026-11-15',
    '16 – 22 November 2026',
  ],
  [
    { every: 'week', weekday: 4, time: '06:00' },
    '2026-01-01',
    '2025-12-25',
    '2025-12-31',
    '2025-12-18',
    '2025-12-24',
    '25 – 31 December 2025',
  ],
  [
    { every: 'week', weekday: 1, time: '06:00' },
    '2026-01-05',
    '2025-12-29',
    '2026-01-04',
    '2025-12-22',
    '2025-12-28',
    '29 December 2025 – 4 January 2026',
  ],
  [{ every: 'month', day: 31, time: '06:00' }, '2026-03-31', '2026-02-01', '2026-02-28', '2026-01-01', '2026-01-31', 'February 2026'],
] as const)('a run of %j on %s reports %s to %s', (schedule, day, from, to, previousFrom, previousTo, label) => {
  const run = localTimeOf('Europe/Madrid').momentOf(day, '06:00')
  const previous = { from: previousFrom, to: previousTo }
  expect(periodOfRun(schedule, 'Europe/Madrid', run)).toEqual({ from, to, label, previous })
})

test('a schedule can be said in words', () => {
  expect(scheduleText({ every: 'week', weekday: 7, time: '18:05' })).toBe('Every Sunday at 18:05')
  expect(scheduleText({ every: 'month', day: 30, time: '00:00' })).toBe('On day 30 of the month (the last day of shorter months) at 00:00')
})
