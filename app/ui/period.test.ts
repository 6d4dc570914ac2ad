import { expect, test } from 'vitest'
import { daysIn, isDay, presetPeriod, shiftDays, todayIn } from './period.ts'

test('a preset of n days holds n days and ends today', () => {
  const period = presetPeriod('28d', '2026-03-10')
  expect(period).toEqual({ from: '2026-02-11', to: '2026-03-10' })
  expect(daysIn(period)).toBe(28)
})

test('twelve months end today and begin the day after a year ago', () => {
  expect(presetPeriod('12m', '2026-11-21')).toEqual({ from: '2025-11-22', to: '2026-11-21' })
  expect(presetPeriod('12m', '2028-02-29')).toEqual({ from: '2027-03-01', to: '2028-02-29' })
})

test('today is the day of the workspace, not of the reader', () => {
  const now = new Date('2026-03-10T23:30:00Z')
  expect([todayIn('UTC', now), todayIn('Asia/Tokyo', now), todayIn('America/New_York', now)]).toEqual([
    '2026-03-10',
    '2026-03-11',
    '2026-03-10',
  ])
})

test('days are counted over summer time', () => {
  expect(shiftDays('2026-03-28', 2)).toBe('2026-03-30')
  expect(daysIn({ from: '2026-03-28', to: '2026-03-30' })).toBe(3)
})

test('a day that does not exist is none', () => {
  expect([isDay('2026-02-28'), isDay('2026-02-31'), isDay('yesterday'), isDay(undefined)]).toEqual([true, false, false, false])
})
