import { expect, test } from 'vitest'
import type { ChartColours } from '../../ui/palette.ts'
import { burstDays, usageDays, usageOption } from './chart.ts'

const COLOURS: ChartColours = {
  series: [],
  other: '#888888',
  accent: '#4648d4',
  previous: '#999999',
  heat: [],
  text: '#111111',
  muted: '#555555',
  border: '#dddddd',
  raised: '#ffffff',
  font: 'Inter',
}

const usage = {
  days: [
    { day: '2026-11-19', uses: 2 },
    { day: '2026-11-20', uses: 7 },
  ],
  unfinished: true,
  outlook: {
    status: 'outlook' as const,
    needed: 57,
    seen: 57,
    days: [{ day: '2026-11-21', until: '2026-11-21T12:00:00.000Z', expected: 4, lower: 1, upper: 9 }],
  },
}

interface Series {
  readonly name: string
  readonly data: readonly (number | null)[]
}

test('the last day is dashed while it lasts, and the outlook stands behind it with its interval', () => {
  const series = usageOption(usage, [], COLOURS).series as unknown as Series[]
  expect(Object.fromEntries(series.map(({ name, data }) => [name, data]))).toEqual({
    'Lower end': [null, null, 1],
    Interval: [null, null, 8],
    Posts: [2, null, null],
    Unfinished: [2, 7, null],
    Expected: [null, null, 4],
  })
})

test('bursts are bands over the days they touch, within what is drawn', () => {
  const bursts = [
    { from: '2026-11-10T00:00:00.000Z', to: '2026-11-11T00:00:00.000Z', ongoing: false, uses: 9 },
    { from: '2026-11-18T20:00:00.000Z', to: '2026-11-20T00:00:00.000Z', ongoing: true, uses: 9 },
  ]
  expect(burstDays(bursts, usageDays(usage), (at) => at.slice(0, 10))).toEqual([['2026-11-19', '2026-11-19']])
})
