import fc from 'fast-check'
import { expect, test } from 'vitest'
import { periodName, questionOf, reportPeriod } from './period.ts'

/** When all periods below are over. */
const LATER = Date.UTC(2200, 0, 1)

const iso = (at: number) => new Date(at).toISOString()

test('months, quarters, weeks and days are read with the period before them', () => {
  expect(reportPeriod('2026-10')).toEqual({
    label: 'October 2026',
    from: '2026-10-01',
    to: '2026-10-31',
    previous: { from: '2026-09-01', to: '2026-09-30' },
  })
  expect(reportPeriod('2024-03').previous).toEqual({ from: '2024-02-01', to: '2024-02-29' })
  expect(reportPeriod('2026-Q1')).toEqual({
    label: 'Quarter 1 of 2026',
    from: '2026-01-01',
    to: '2026-03-31',
    previous: { from: '2025-10-01', to: '2025-12-31' },
  })
  expect(reportPeriod('2026-W40')).toMatchObject({ label: 'Week 40 of 2026', from: '2026-09-28', to: '2026-10-04' })
  expect(reportPeriod('2026-W53')).toMatchObject({ from: '2026-12-28', to: '2027-01-03' })
  expect(reportPeriod('2026-10-03..2026-10-05')).toMatchObject({
    label: '3 – 5 October 2026',
    previous: { from: '2026-09-30', to: '2026-10-02' },
  })
})

test('days are written as they are read', () => {
  for (const name of ['2026-02', '2024-02', '2026-10', '2026-10-01..2026-10-30', '2026-09-30..2026-10-31', '2026-10-31..2026-10-31'])
    expect(periodName(reportPeriod(name))).toBe(name)
  expect(periodName(reportPeriod('2026-Q4'))).toBe('2026-10-01..2026-12-31')
})

test('what is no period is refused and the forms are shown', () => {
  for (const text of [
    '',
    'October',
    '2026-00',
    '2026-13',
    '2026-Q5',
    '2026-W00',
    '2025-W53',
    '2026-02-30..2026-03-01',
    '2026-10-01',
    '1989-12',
    '2100-01',
  ])
    expect(() => reportPeriod(text), text).toThrow(expect.objectContaining({ code: 'invalid_request' }))
  expect(() => reportPeriod('2026-10-05..2026-10-03')).toThrow(/ends before it begins/)
  expect(() => reportPeriod('1990-01-01..2026-10-03')).toThrow(/at most 3660/)
  expect(() => reportPeriod('next month')).toThrow(
    /write a month as 2026-10, a quarter as 2026-Q4, a week as 2026-W40, days as 2026-10-01\.\.2026-10-31/,
  )
})

test('a period begins and ends at midnight of the workspace, whatever its clocks do', () => {
  const vienna = questionOf(reportPeriod('2026-10'), { id: 'a', time_zone: 'Europe/Vienna' }, LATER)
  expect([vienna.from, vienna.to].map(iso)).toEqual(['2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'])
  const apia = questionOf(reportPeriod('2011-12-30..2011-12-30'), { id: 'a', time_zone: 'Pacific/Apia' }, LATER)
  expect(apia.to - apia.from).toBe(0)
  const cairo = questionOf(reportPeriod('2024-04-26..2024-04-26'), { id: 'a', time_zone: 'Africa/Cairo' }, LATER)
  expect(iso(cairo.from)).toBe('2024-04-25T22:00:00.000Z')
})

test('the period before ends where the period begins', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1991, max: 2098 }),
      fc.constantFrom('-01', '-02', '-12', '-Q1', '-Q4', '-W01', '-W52', '-03-28..Y-04-02'),
      fc.constantFrom('UTC', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'),
      (year, form, time_zone) => {
        const { from, to, previous } = questionOf(reportPeriod(`${year}${form.replace('Y', String(year))}`), { id: 'a', time_zone }, LATER)
        expect(previous.to).toBe(from)
        expect(to).toBeGreaterThan(from)
      },
    ),
    { numRuns: 40 },
  )
})

test('of a period that is not over the days up to today are compared with as many of the period before', () => {
  const zone = { id: 'a', time_zone: 'Europe/Vienna' }
  const question = questionOf(reportPeriod('2026-11'), zone, Date.parse('2026-11-22T23:30:00Z'))
  expect(question.label).toBe('November 2026, up to 23 November')
  expect([question.from, question.to].map((at) => new Date(at).toISOString())).toEqual([
    '2026-10-31T23:00:00.000Z',
    '2026-11-23T23:00:00.000Z',
  ])
  expect(new Date(question.previous.to).toISOString()).toBe('2026-10-23T22:00:00.000Z')
  // A shorter month before has no more days than it has.
  const march = questionOf(reportPeriod('2026-03'), { id: 'a', time_zone: 'UTC' }, Date.parse('2026-03-30T12:00:00Z'))
  expect(new Date(march.previous.to).toISOString()).toBe('2026-03-01T00:00:00.000Z')
  const over = questionOf(reportPeriod('2026-11'), zone, Date.parse('2026-11-30T12:00:00Z'))
  expect(over.label).toBe('November 2026')
})
