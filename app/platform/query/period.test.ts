import { METRICS } from '@trill/contract/metrics'
import { describe, expect, it } from 'vitest'
import { Problem } from '../http/problem.ts'
import { beginsOnTheHour, calendarOf, PERIOD_MAX_DAYS, periodOf } from './period.ts'

const NOW = Date.parse('2026-11-20T23:30:00Z')

describe('a period', () => {
  it('has as many days before it as it has itself, over months and leap days', () => {
    const period = periodOf({ from: '2024-03-01', to: '2024-03-02' }, 'UTC', NOW)
    expect(period).toMatchObject({
      previousFrom: '2024-02-28',
      previousTo: '2024-02-29',
      days: ['2024-03-01', '2024-03-02'],
      previousDays: ['2024-02-28', '2024-02-29'],
    })
  })

  it('is unfinished when it includes today, on the zone’s own clock', () => {
    expect(periodOf({ from: '2026-11-20', to: '2026-11-20' }, 'UTC', NOW)).toMatchObject({
      unfinished: true,
      presentHour: '2026-11-20T23:00',
    })
    expect(periodOf({ from: '2026-11-20', to: '2026-11-20' }, 'Europe/Madrid', NOW)).toMatchObject({
      unfinished: false,
      presentHour: '2026-11-21T00:00',
    })
    expect(periodOf({ from: '2026-11-20', to: '2026-11-25' }, 'UTC', NOW).unfinished).toBe(true)
  })

  it('while it is not over is compared up to the same time of day, on the zone’s own clock', () => {
    const until = (from: string, to: string, zone = 'UTC') => periodOf({ from, to }, zone, NOW).previousUntil
    expect(until('2026-11-20', '2026-11-20')).toBe('2026-11-19T23:30:00')
    expect(until('2026-11-14', '2026-11-20')).toBe('2026-11-13T23:30:00')
    expect(until('2026-11-15', '2026-11-21', 'Asia/Kolkata')).toBe('2026-11-14T05:00:00')
    expect(until('2026-11-01', '2026-11-30')).toBe('2026-10-21T23:30:00')
    expect(until('2026-11-13', '2026-11-19')).toBeNull()
    expect(until('2026-11-21', '2026-11-27')).toBeNull()
  })

  it.each([
    { from: '2026-02-30', to: '2026-03-01' },
    { from: '2026-03-02', to: '2026-03-01' },
    { from: '1989-12-31', to: '1990-01-01' },
    { from: '2099-12-31', to: '2100-01-01' },
    { from: '2010-01-01', to: '2026-01-01' },
    { from: 'yesterday', to: '2026-01-01' },
  ])('from $from to $to is refused', (days) => {
    expect(() => periodOf(days, 'UTC', NOW)).toThrow(Problem)
  })

  it('may be ten years long', () => {
    expect(periodOf({ from: '2016-01-01', to: '2026-01-07' }, 'UTC', NOW).days).toHaveLength(PERIOD_MAX_DAYS)
  })
})

it('the day of a moment is the one its zone is in', () => {
  const moment = Date.parse('2026-11-20T18:30:00Z')
  expect(calendarOf('Asia/Kolkata')(moment)).toBe('2026-11-21')
  expect(calendarOf('America/New_York')(moment)).toBe('2026-11-20')
})

it.each([
  ['UTC', true],
  ['Europe/Madrid', true],
  ['Asia/Kolkata', false],
  ['Asia/Kathmandu', false],
  ['Australia/Lord_Howe', false],
  ['America/Caracas', true],
])('days of %s in 2026 begin with an hour of UTC: %s', (zone, expected) => {
  expect(beginsOnTheHour(zone, periodOf({ from: '2026-01-01', to: '2026-12-31' }, zone, NOW))).toBe(expected)
})

it('interactions are likes, comments and shares: the queries add them up so', () => {
  const { interactions, likes, comments, shares, views } = METRICS
  expect(interactions.eventTypes).toEqual([...likes.eventTypes, ...comments.eventTypes, ...shares.eventTypes])
  expect(interactions.counters).toEqual([...likes.counters, ...comments.counters, ...shares.counters])
  expect([views, likes, comments, shares].map(({ counters }) => counters)).toEqual([['views'], ['likes'], ['comments'], ['shares']])
})
