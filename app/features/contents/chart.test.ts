import { expect, test } from 'vitest'
import { fromZero } from '../../ui/chart-option.ts'
import type { ChartColours } from '../../ui/palette.ts'
import { byTypeOption, GROWTH_METRICS, growthOption, reportedMetrics } from './chart.ts'

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

const growth = [
  { at: '2026-07-01T10:00:00Z', views: 5, likes: 1, comments: 0, shares: 0, events: 6 },
  { at: '2026-07-01T11:00:00Z', views: 9, likes: 2, comments: 1, shares: 0, events: 12 },
]

test('growth has a panel with an axis of its own from zero for each counter', () => {
  const option = growthOption(growth, GROWTH_METRICS, 'UTC', COLOURS)
  expect(option.grid).toHaveLength(4)
  for (const axis of option.yAxis as { min: unknown }[]) expect(axis.min).toBe(fromZero)
  expect((option.series as { name: string }[]).map(({ name }) => name)).toEqual(['Views', 'Likes', 'Comments', 'Shares'])
})

test('growth stands at the time of the workspace’s clock', () => {
  const [views] = growthOption(growth, GROWTH_METRICS, 'Europe/Madrid', COLOURS).series as { data: [number, number][] }[]
  expect(views?.data).toEqual([
    [Date.UTC(2026, 6, 1, 12), 5],
    [Date.UTC(2026, 6, 1, 13), 9],
  ])
})

test('events by type are bars from zero', () => {
  const option = byTypeOption([{ type: 'quiz_complete', events: 3 }], COLOURS)
  expect(option.xAxis).toMatchObject({ min: 0 })
  expect(option.yAxis).toMatchObject({ data: ['Quiz complete'] })
  expect((option.series as { data: number[] }[])[0]?.data).toEqual([3])
})

test('a counter that is not reported is not drawn as zero', () => {
  expect(reportedMetrics(growth.map((point) => ({ ...point, shares: null })))).toEqual(['views', 'likes', 'comments'])
  expect(reportedMetrics([])).toEqual(GROWTH_METRICS)
})
