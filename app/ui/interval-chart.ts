import { baseOption, type ChartOption, categoryAxis, tooltipText } from './chart-option.ts'
import { exact } from './format.ts'
import type { ChartColours } from './palette.ts'

/** A value with the interval it lies in; without one it is a bare dot. */
export interface IntervalRow {
  readonly label: string
  readonly value: number
  readonly lower: number | null
  readonly upper: number | null
  readonly n: number
  readonly colour?: string
}

interface Frame {
  /** What the values are. */
  readonly name: string
  readonly nOf: string
  readonly format: (value: number) => string
  /** What the intervals are; nine in ten where it is absent. */
  readonly interval?: string
  /** Where a line stands to compare with, such as 1 for lifts. */
  readonly reference?: { readonly value: number; readonly label: string }
}

/** Dots with their intervals, the first row on top: a comparison that shows how sure it is. */
export function intervalOption(
  rows: readonly IntervalRow[],
  { name, nOf, format, interval, reference }: Frame,
  colours: ChartColours,
): ChartOption {
  const values = rows.flatMap(({ value, lower, upper }) => [value, lower ?? value, upper ?? value])
  // Amounts begin at zero; what is compared with a reference begins a little below the least.
  const least =
    reference === undefined ? Math.min(...values, 0) : Math.max(Math.floor((Math.min(...values, reference.value) - 0.05) * 10) / 10, 0)
  const colourOf = (row: IntervalRow) => row.colour ?? colours.accent
  return {
    ...baseOption(colours),
    grid: { left: 20, right: 32, top: reference ? 24 : 8, bottom: 12, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'value',
      min: least,
      splitNumber: 4,
      axisLabel: { color: colours.muted, fontSize: 12, hideOverlap: true, formatter: (value: number) => format(value) },
      splitLine: { lineStyle: { color: colours.border } },
    },
    yAxis: {
      ...categoryAxis(colours),
      inverse: true,
      axisLine: { show: false },
      data: rows.map(({ label }) => label),
      axisLabel: { color: colours.text, fontSize: 12, width: 128, overflow: 'truncate' },
    },
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (given) => {
        const row = rows[[given].flat()[0]?.dataIndex ?? 0]
        return row === undefined ? '' : rowTooltip(row, { name, nOf, format, ...(interval !== undefined && { interval }) })
      },
    },
    series: [
      {
        type: 'bar',
        name: 'Lower end',
        stack: 'interval',
        // Otherwise an interval that begins below zero is drawn from zero on.
        stackStrategy: 'all',
        silent: true,
        itemStyle: { color: 'transparent' },
        data: rows.map((row) => row.lower ?? row.value),
      },
      {
        type: 'bar',
        name: 'Interval',
        stack: 'interval',
        stackStrategy: 'all',
        barWidth: 6,
        data: rows.map((row) => ({
          value: row.lower === null || row.upper === null ? 0 : row.upper - row.lower,
          itemStyle: { color: colourOf(row), opacity: 0.35, borderRadius: 3 },
        })),
      },
      {
        type: 'line',
        name,
        symbol: 'circle',
        symbolSize: 9,
        // Otherwise rows whose names have no room have no dot.
        showAllSymbol: true,
        lineStyle: { opacity: 0 },
        data: rows.map((row) => ({ value: row.value, itemStyle: { color: colourOf(row) } })),
        z: 3,
        ...(reference && {
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { color: colours.muted, type: 'dashed' as const },
            label: { color: colours.muted, fontSize: 12, position: 'start' as const, formatter: reference.label },
            data: [{ xAxis: reference.value }],
          },
        }),
      },
    ],
  }
}

function rowTooltip(
  { label, value, lower, upper, n, colour }: IntervalRow,
  { name, nOf, format, interval = 'Nine in ten' }: Frame,
): string {
  const lines = [{ label: name, value: format(value), ...(colour && { colour }) }]
  if (lower !== null && upper !== null) lines.push({ label: interval, value: `${format(lower)} – ${format(upper)}` })
  lines.push({ label: nOf, value: exact(n) })
  return tooltipText(label, lines)
}
