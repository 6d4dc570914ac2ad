import { describe, expect, test } from 'vitest'
import { brief, changeOf, clockLabel, deadlineLabel, durationLabel, exact, platformLabel, wallClock } from './format.ts'

describe('figures', () => {
  test('cards show at most three significant digits', () => {
    for (const value of [1234, 45_678, 1_234_567]) expect(brief(value).replaceAll(/\D/g, '').length).toBeLessThanOrEqual(3)
  })

  test('what cannot be said is a dash, and zero is zero', () => {
    expect([brief(null), exact(null), brief(0)]).toEqual(['–', '–', '0'])
  })
})

describe('changes', () => {
  test('a small base is told as a count, not as a percentage', () => {
    expect(changeOf('views', 7, 4)).toEqual({ direction: 'up', good: true, words: '3 more' })
  })

  test('a larger base is told in percent', () => {
    expect(changeOf('views', 90, 120)).toEqual({ direction: 'down', good: false, words: '25 % fewer' })
  })

  test('a ratio changes by points', () => {
    expect(changeOf('engagement_rate_by_views', 8, 6.5).words.replace(',', '.')).toBe('1.5 points higher')
  })

  test('nothing to compare with is said so', () => {
    expect(changeOf('views', 5, null)).toMatchObject({ direction: 'unknown', good: null })
  })
})

describe('times', () => {
  test('the wall clock follows the zone’s summer time', () => {
    expect(wallClock('2026-01-15T12:00:00Z', 'Europe/London')).toBe(Date.UTC(2026, 0, 15, 12))
    expect(wallClock('2026-07-15T12:00:00Z', 'Europe/London')).toBe(Date.UTC(2026, 6, 15, 13))
  })

  test('a time of another day carries its day', () => {
    expect(clockLabel('2026-07-15T23:30:00Z', 'Europe/London', '2026-07-16')).not.toContain('16')
    expect(clockLabel('2026-07-14T12:00:00Z', 'Europe/London', '2026-07-16')).toContain('14')
  })

  test('a minute is not sixty seconds', () => {
    expect([durationLabel(59), durationLabel(60), durationLabel(3700)]).toEqual(['59 s', '1 min 0 s', '1 h 2 min'])
  })
})

test('a platform without a name of its own is shown as it is', () => {
  expect([platformLabel('youtube'), platformLabel('my_kiosk'), platformLabel('')]).toEqual(['YouTube', 'My kiosk', 'Not stated'])
})

test('a deadline is told in days, and when it is over', () => {
  expect([30, 1, 0, -1, -2].map(deadlineLabel)).toEqual(['30 days left', '1 day left', '0 days left', '1 day overdue', '2 days overdue'])
})
