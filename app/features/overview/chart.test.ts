import { describe, expect, test } from 'vitest'
import { fromZero } from '../../ui/chart-option.ts'
import type { ChartColours } from '../../ui/palette.ts'
import {
  barsOf,
  bucketValue,
  byCategoryOption,
  byPlatformOption,
  hourCells,
  hourOfWeekOption,
  overTimeOption,
  platformBars,
} from './chart.ts'

const COLOURS: ChartColours = {
  series: ['#000001', '#000002', '#000003', '#000004', '#000005', '#000006', '#000007', '#000008'],
  other: '#888888',
  accent: '#4648d4',
  previous: '#999999',
  heat: ['#ffffff', '#000000'],
  text: '#111111',
  muted: '#555555',
  border: '#dddddd',
  raised: '#ffffff',
  font: 'Inter',
}

const bucket = (at: string, views: number) => ({ at, views, likes: 2, comments: 1, shares: 3, events: views + 6 })
const series = [bucket('2026-11-01', 10), bucket('2026-11-02', 20), bucket('2026-11-03', 5)]

interface Drawn {
  readonly name: string
  readonly data: (number | null | undefined)[]
  readonly lineStyle: { readonly type?: string }
}

function lines(unfinished: boolean, previous = [bucket('2026-10-29', 7), bucket('2026-10-30', 8)]): Drawn[] {
  return overTimeOption({ metric: 'views', series, previous, unfinished }, COLOURS).series as Drawn[]
}

describe('engagement over time', () => {
  test('draws the metric, bucket by bucket, from an axis that starts at zero', () => {
    const option = overTimeOption({ metric: 'views', series, previous: [], unfinished: false }, COLOURS)
    expect(option.yAxis).toMatchObject({ min: fromZero })
    expect([fromZero({ min: 5 }), fromZero({ min: -2 })]).toEqual([0, -2])
    expect(lines(false)[1]).toMatchObject({ name: 'Views', data: [10, 20, 5] })
  })

  test('dashes the step into a last bucket that is not finished', () => {
    const [, whole, rest] = lines(true)
    expect(whole?.data).toEqual([10, 20])
    expect(rest).toMatchObject({ data: [null, 20, 5], lineStyle: { type: 'dashed' } })
  })

  test('puts the period before behind it, as far as that reaches', () => {
    expect(lines(false)[0]?.data).toEqual([7, 8, null])
  })

  test('adds likes, comments and shares to interactions, and leaves views out', () => {
    expect(bucketValue(bucket('2026-11-01', 10), 'interactions')).toBe(6)
  })

  test('escapes what it writes into a tooltip', () => {
    const { tooltip } = byCategoryOption([{ key: 'a', label: '<img src=x>', value: 1 }], 'Views', COLOURS)
    const { formatter } = tooltip as { formatter: (given: { dataIndex: number }) => string }
    expect(formatter({ dataIndex: 0 })).toContain('&lt;img src=x&gt;')
  })
})

describe('bars', () => {
  const rows = Array.from({ length: 13 }, (_, index) => ({ key: `c${index}`, views: index + 1, interactions: 0, events: 0 }))

  test('show the ten largest and gather the others, so that the sum stays', () => {
    const bars = barsOf(rows, 'views', (key) => key)
    expect(bars).toHaveLength(11)
    expect(bars[0]).toMatchObject({ key: 'c12', value: 13 })
    expect(bars.at(-1)).toMatchObject({ label: 'Other (3)', value: 6 })
    expect(bars.reduce((sum, { value }) => sum + value, 0)).toBe(91)
  })

  test('start at zero', () => {
    expect(
      byCategoryOption(
        barsOf(rows, 'views', (key) => key),
        'Views',
        COLOURS,
      ).xAxis,
    ).toMatchObject({ min: 0 })
  })

  test('keep the colour of each platform, whatever the others do', () => {
    const colourOf = (keys: string[]) => {
      const bars = platformBars(
        keys.map((key) => ({ key, views: 5, interactions: 0, events: 0 })),
        'views',
      )
      const [drawn] = byPlatformOption(bars, 'Views', COLOURS).series as [{ data: { itemStyle: { color: string } }[] }]
      return drawn.data.map(({ itemStyle }) => itemStyle.color)
    }
    expect(colourOf(['tiktok', 'youtube'])).toEqual(['#000003', '#000002'])
    expect(colourOf(['youtube'])).toEqual(['#000002'])
    expect(colourOf(['somewhere-else'])).toEqual(['#888888'])
  })
})

describe('hour of the week', () => {
  test('has every hour of every day, and zero where nothing happened', () => {
    const cells = hourCells([{ weekday: 7, hour: 23, events: 4 }])
    expect(cells).toHaveLength(168)
    expect(cells[0]).toEqual({ weekday: 1, hour: 0, events: 0 })
    expect(cells.at(-1)).toEqual({ weekday: 7, hour: 23, events: 4 })
  })

  test('colours from nothing to the busiest hour', () => {
    const option = hourOfWeekOption([{ weekday: 2, hour: 9, events: 12 }], COLOURS)
    expect(option.visualMap).toMatchObject({ min: 0, max: 12 })
    expect((option.series as { data: number[][] }[])[0]?.data[33]).toEqual([9, 1, 12])
  })
})
