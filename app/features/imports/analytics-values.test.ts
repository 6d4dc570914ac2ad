import { expect, test } from 'vitest'
import { isRounded, periodInName, readCount, readMoment, readNumber, readSeconds } from './analytics-values.ts'

test.each([
  ['1,234', false, 1234],
  ['1.234', true, 1234],
  ['1.234', false, 1234],
  ['1,234,567', false, 1_234_567],
  ['1 234', true, 1234],
  ['1\u202f234', true, 1234],
  ["1'234", false, 1234],
  ['1.2K', false, 1200],
  ['1,2M', true, 1_200_000],
  ['3.4万', false, 34_000],
  ['12.0', false, 12],
  ['0', false, 0],
  ['', false, null],
  ['--', false, null],
  ['-5', false, undefined],
  ['1,23,4', false, undefined],
  ['many', false, undefined],
  ['1e300', false, undefined],
])('the count %j, decimal comma %s, is %s', (written, decimalComma, expected) => {
  expect(readCount(written, decimalComma)).toBe(expected)
})

test.each([
  ['8.5', false, 8.5],
  ['8,5', true, 8.5],
  ['1,234.5', false, 1234.5],
  ['1.234,5', true, 1234.5],
  ['1,234', true, 1.234],
  ['1.234', true, 1234],
  ['62,1 %', true, 0.621],
  ['38%', false, 0.38],
])('the number %j, decimal comma %s, is %s', (written, decimalComma, expected) => {
  expect(readNumber(written, decimalComma)).toBeCloseTo(expected, 12)
})

test.each([
  ['1:02:03', 3723],
  ['0:12', 12],
  ['12s', 12],
  ['12.5', 12.5],
  ['', null],
  ['1:2:3:4', undefined],
])('the time %j is %s seconds', (written, expected) => {
  expect(readSeconds(written, false)).toBe(expected)
})

test.each([
  ['2026-10-07', '2026-10-07T00:00:00.000Z', false],
  ['2026/10/07', '2026-10-07T00:00:00.000Z', false],
  ['2026-10-07 09:10', '2026-10-07T09:10:00.000Z', true],
  ['2020-06-26 16:05 +0000', '2020-06-26T16:05:00.000Z', true],
  ['2026-10-07T09:10:00+02:00', '2026-10-07T07:10:00.000Z', true],
  ['10/07/2026 09:10', '2026-10-07T09:10:00.000Z', true],
  ['Oct 7, 2026', '2026-10-07T00:00:00.000Z', false],
  ['Sat, Sep 12, 2026', '2026-09-12T00:00:00.000Z', false],
])('the moment %j is %s', (written, at, hasTime) => {
  expect(readMoment(written)).toEqual({ at: Date.parse(at), hasTime })
})

test.each(['10 января', '9月6日', '31/12/2026', '2026-02-30', '7 Oct'])('the moment %j cannot be told', (written) => {
  expect(readMoment(written)).toBeUndefined()
})

test('an identifier that a spreadsheet wrote is known by its exponent or its zeros', () => {
  expect(['1.97654E+18', '1976543210987650000'].map(isRounded)).toEqual([true, true])
  expect(['1976543210987654321', '1976543210987654320', 'DAbc123', '20'].map(isRounded)).toEqual([false, false, false, false])
})

test('the name of a file tells its period', () => {
  const days = (name: string) => Object.values(periodInName(name) ?? {}).map((at) => new Date(at).toISOString().slice(0, 10))
  expect(days('account_analytics_content_2026-10-01_2026-10-28.csv')).toEqual(['2026-10-01', '2026-10-28'])
  expect(days('Oct-01-2026_Oct-28-2026_99.csv')).toEqual(['2026-10-01', '2026-10-28'])
  expect(days('Table data.csv')).toEqual([])
  expect(days('2026-10-28.csv')).toEqual([])
})
