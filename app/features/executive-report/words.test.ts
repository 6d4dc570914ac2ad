import type { FigurePassport } from '@trill/contract/passport'
import { expect, test } from 'vitest'
import { kindOf, monthsBefore, quartersBefore } from './periods.ts'
import { changeWords, effectWords, valueWords } from './words.ts'

const passport = { status: 'derived' } as FigurePassport
const change = (value: number | null, previous: number | null, unit = 'USD') => changeWords({ value, previous, unit, passport })

test('figures have at most three digits that say something, and a dash where nothing is known', () => {
  expect([0, 0.0812, 12.345, 999.6, 1008, 9999.4, 1_008_033].map(valueWords)).toEqual([
    '0',
    '0.0812',
    '12.3',
    '1,000',
    '1,008',
    '9,999',
    '1.01M',
  ])
  expect([null, Number.NaN, Number.POSITIVE_INFINITY].map(valueWords)).toEqual(['–', '–', '–'])
})

test('changes have an arrow and a word; what only differs by rounding is none', () => {
  expect(change(11, 10)).toBe('▲ 1 more')
  expect(change(11.5, 10)).toBe('▲ 15 % more')
  expect(change(90, 100)).toBe('▼ 10 % less')
  expect(change(0.1 + 0.2, 0.3)).toBe('= no change')
  expect(change(100.01, 100)).toBe('▲ less than 0.1 % more')
  expect(change(3.5, 2.5, '%')).toBe('▲ 1 point higher')
  expect(change(5, 0)).toBe('▲ 5 more')
  expect(change(5, null)).toBe('no earlier figure')
  expect(change(null, 5)).toBe('not known for enough rows')
})

test('effects have their sign and their interval', () => {
  expect(effectWords({ label: '', unit: 'points', value: -2.5, low: -4, high: -1, basis: 'estimate' })).toBe('−2.5 points (−4 to −1)')
  expect(effectWords({ label: '', unit: 'points less', value: 2.5, low: 1, high: 4, basis: 'estimate' })).toBe('2.5 points less (1 to 4)')
})

test('the page offers months and quarters up to the present one', () => {
  expect(
    monthsBefore('2026-01-15')
      .slice(0, 2)
      .map(({ value }) => value),
  ).toEqual(['2026-01', '2025-12'])
  expect(
    quartersBefore('2026-01-15')
      .slice(0, 2)
      .map(({ value }) => value),
  ).toEqual(['2026-Q1', '2025-Q4'])
  expect(['2026-01', '2026-Q1', '2026-W02', '2026-01-01..2026-01-03'].map(kindOf)).toEqual(['month', 'quarter', 'days', 'days'])
})
