import { expect, test } from 'vitest'
import { fromZero } from '../../ui/chart-option.ts'
import type { ChartColours } from '../../ui/palette.ts'
import { lastMinute, lastMinuteOption, SECONDS } from './chart.ts'

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

const second = (accepted: number, rejected = 0) => ({ at: '2026-11-01T10:00:00Z', accepted, rejected })

test('the present second stands at the right, and seconds before the first are empty, not zero', () => {
  const minute = lastMinute([second(3), second(4)])
  expect(minute).toHaveLength(SECONDS)
  expect(minute[57]).toBeUndefined()
  expect(minute.slice(58).map((entry) => entry?.accepted)).toEqual([3, 4])
})

test('no more than a minute is shown', () => {
  const minute = lastMinute(Array.from({ length: 100 }, (_, index) => second(index)))
  expect(minute[0]?.accepted).toBe(40)
})

test('refused events stand on the accepted ones, on an axis from zero', () => {
  const option = lastMinuteOption([second(3, 1)], '#ff0000', COLOURS)
  expect(option.yAxis).toMatchObject({ min: fromZero })
  const [accepted, refused] = option.series as { stack: string; data: (number | null)[] }[]
  expect(accepted?.stack).toBe(refused?.stack)
  expect([accepted?.data.at(-1), refused?.data.at(-1)]).toEqual([3, 1])
})
