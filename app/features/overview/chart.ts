import { barOption } from '../../ui/bar-chart.ts'
import { amountAxis, baseOption, type ChartOption, categoryAxis, tooltipText } from '../../ui/chart-option.ts'
import { brief, bucketLabel, dayLabel, definitionOf, exact, platformLabel } from '../../ui/format.ts'
import { type ChartColours, platformColour } from '../../ui/palette.ts'
import { cellLabel, weekOption } from '../../ui/week-chart.ts'
import type { OverviewResponse } from './contract.ts'

export const SERIES_METRICS = ['views', 'interactions', 'likes', 'comments', 'shares', 'events'] as const
export type SeriesMetric = (typeof SERIES_METRICS)[number]
export type Bucket = OverviewResponse['series'][number]
export type Breakdown = OverviewResponse['by_platform'][number]
export type HourCell = OverviewResponse['hour_of_week'][number]

const BARS_MAX = 10

/** Null where it is about too few people to be shown. */
export function bucketValue(bucket: Bucket, metric: SeriesMetric): number | null {
  if (metric !== 'interactions') return bucket[metric]
  const { likes, comments, shares } = bucket
  return likes === null || comments === null || shares === null ? null : likes + comments + shares
}

export interface Course {
  readonly metric: SeriesMetric
  readonly series: readonly Bucket[]
  /** The period before, bucket by bucket; empty when nothing is compared. */
  readonly previous: readonly Bucket[]
  /** The last bucket is still filling: its step is dashed. */
  readonly unfinished: boolean
}

/** One metric over time as a line over its area, the period before as a thin line behind it. */
export function overTimeOption({ metric, series, previous, unfinished }: Course, colours: ChartColours): ChartOption {
  const values = series.map((bucket) => bucketValue(bucket, metric))
  const before = series.map((_, index) => (previous[index] ? bucketValue(previous[index], metric) : null))
  const whole = unfinished ? values.slice(0, -1) : values
  const rest = values.map((value, index) => (unfinished && index >= values.length - 2 ? value : null))
  const line = {
    type: 'line' as const,
    symbol: 'circle',
    symbolSize: 6,
    showSymbol: series.length === 1 || values.includes(null),
    connectNulls: false,
  }
  return {
    ...baseOption(colours),
    grid: { left: 20, right: 20, top: 12, bottom: 12, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      ...categoryAxis(colours),
      boundaryGap: false,
      data: series.map(({ at }) => at),
      axisLabel: {
        color: colours.muted,
        fontSize: 12,
        formatter: axisLabel,
        hideOverlap: true,
        alignMinLabel: 'left',
        alignMaxLabel: 'right',
      },
    },
    yAxis: amountAxis(colours, (value) => brief(value)),
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: colours.muted, type: 'solid', width: 1 } },
      formatter: (given) => courseTooltip([given].flat()[0]?.dataIndex ?? 0, { metric, series, previous, unfinished }, colours),
    },
    series: [
      {
        ...line,
        name: 'Before',
        data: before,
        itemStyle: { color: colours.previous },
        lineStyle: { width: 1.5, color: colours.previous },
        z: 1,
      },
      {
        ...line,
        name: definitionOf(metric).label,
        data: whole,
        itemStyle: { color: colours.accent },
        lineStyle: { width: 2, color: colours.accent },
        areaStyle: { color: colours.accent, opacity: 0.08 },
        z: 3,
      },
      {
        ...line,
        name: 'Unfinished',
        data: rest,
        itemStyle: { color: colours.accent },
        lineStyle: { width: 2, color: colours.accent, type: 'dashed' },
        z: 2,
      },
    ],
  }
}

function courseTooltip(index: number, { metric, series, previous, unfinished }: Course, colours: ChartColours): string {
  const [now, then] = [series[index], previous[index]]
  if (now === undefined) return ''
  const { label } = definitionOf(metric)
  const lines = [{ label, value: exact(bucketValue(now, metric)), colour: colours.accent }]
  if (then) lines.push({ label: bucketLabel(then.at), value: exact(bucketValue(then, metric)), colour: colours.previous })
  return tooltipText(bucketLabel(now.at), lines, unfinished && index === series.length - 1 ? 'Not finished yet' : '')
}

function axisLabel(at: string): string {
  return at.includes('T') && !at.endsWith('T00:00') ? at.slice(11, 16) : dayLabel(at.slice(0, 10))
}

export interface Bar {
  readonly key: string
  readonly label: string
  readonly value: number
}

/** The ten largest and what the others make together, the largest first. What is about too few people is not among them. */
export function barsOf(rows: readonly Breakdown[], metric: 'views' | 'interactions' | 'events', name: (key: string) => string): Bar[] {
  const bars = rows.flatMap((row) => {
    const value = row[metric]
    return value !== null && value > 0 ? [{ key: row.key, label: name(row.key), value }] : []
  })
  bars.sort((one, other) => other.value - one.value)
  const rest = bars.slice(BARS_MAX).reduce((sum, { value }) => sum + value, 0)
  return rest > 0 ? [...bars.slice(0, BARS_MAX), { key: '', label: `Other (${bars.length - BARS_MAX})`, value: rest }] : bars
}

export function platformBars(rows: readonly Breakdown[], metric: 'views' | 'interactions' | 'events'): Bar[] {
  return barsOf(rows, metric, platformLabel)
}

/** Amounts as bars from zero, named at the left and told at their end. */
function barsOption(bars: readonly Bar[], unit: string, colourOf: (bar: Bar) => string, colours: ChartColours): ChartOption {
  const total = bars.reduce((sum, { value }) => sum + value, 0)
  const rows = bars.map((bar) => ({
    label: bar.label,
    value: bar.value,
    words: brief(bar.value),
    colour: colourOf(bar),
    lines: [{ label: 'Part', value: exact((bar.value / total) * 100, 'percent') }],
  }))
  return barOption(rows, { name: unit, room: 64 }, colours)
}

export function byPlatformOption(bars: readonly Bar[], unit: string, colours: ChartColours): ChartOption {
  return barsOption(bars, unit, ({ key }) => platformColour(key, colours), colours)
}

export function byCategoryOption(bars: readonly Bar[], unit: string, colours: ChartColours): ChartOption {
  return barsOption(bars, unit, ({ label }) => (label.startsWith('Other (') ? colours.other : colours.accent), colours)
}

/** Every hour of the week, Monday first; hours without events are zero, not missing; those with too few people are null. */
export function hourCells(cells: readonly HourCell[]): HourCell[] {
  const found = new Map(cells.map((cell) => [`${cell.weekday} ${cell.hour}`, cell.events]))
  return Array.from({ length: 168 }, (_, place) => {
    const [weekday, hour] = [Math.floor(place / 24) + 1, place % 24]
    const events = found.get(`${weekday} ${hour}`)
    return { weekday, hour, events: events === undefined ? 0 : events }
  })
}

export function hourOfWeekOption(cells: readonly HourCell[], colours: ChartColours): ChartOption {
  const all = hourCells(cells)
  const max = Math.max(...all.map(({ events }) => events ?? 0), 1)
  return weekOption(
    {
      name: 'Events',
      cells: all.map(({ weekday, hour, events }) => ({ weekday, hour, value: events })),
      from: { value: 0, label: '0' },
      to: { value: max, label: `${brief(max)} events` },
      tooltip: (place) => hourTooltip(all[place]),
    },
    colours,
  )
}

function hourTooltip(cell: HourCell | undefined): string {
  if (cell === undefined) return ''
  const value = cell.events === null ? 'too few people to be shown' : exact(cell.events)
  return tooltipText(cellLabel(cell.weekday, cell.hour), [{ label: 'Events', value }])
}
