import { expect, test } from 'vitest'
import { countsOf, hoursOf, ledgerOption } from './chart.ts'

const LINES = [
  { result: 'stored' as const, reason: '', events: 7 },
  { result: 'rejected' as const, reason: 'time_too_late', events: 2 },
  { result: 'rejected' as const, reason: 'unknown_field', events: 1 },
]
const SPAN = {
  from: '2026-11-21T08:00:00.000Z',
  to: '2026-11-21T11:00:00.000Z',
  hours: [{ hour: '2026-11-21T09:00:00.000Z', received: 10, lines: LINES }],
}

test('events are counted by what became of them, whatever the reason', () => {
  expect(countsOf(LINES)).toEqual({ stored: 7, duplicate: 0, rejected: 3, suppressed: 0, bot: 0 })
})

test('hours in which nothing arrived are shown empty, and received is the sum in each', () => {
  const hours = hoursOf(SPAN)
  expect(hours.map(({ hour, received }) => [hour.slice(11, 13), received])).toEqual([
    ['08', 0],
    ['09', 10],
    ['10', 0],
  ])
  for (const { received, counts } of hours) expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(received)
})

test('the bars of an hour stand on each other and add up to what was received', () => {
  const colours = {
    series: [],
    other: '#888',
    accent: '#44d',
    previous: '#999',
    heat: [],
    text: '#111',
    muted: '#555',
    border: '#ddd',
    raised: '#fff',
    font: 'Inter',
  }
  const series = ledgerOption(hoursOf(SPAN), (hour) => hour, colours).series as { stack: string; data: number[] }[]
  expect(new Set(series.map(({ stack }) => stack)).size).toBe(1)
  expect(series.reduce((sum, { data }) => sum + (data[1] ?? 0), 0)).toBe(10)
})
