import { baseOption, type ChartOption, categoryAxis } from './chart-option.ts'
import { hourLabel, weekdayLabel } from './format.ts'
import { type HeatEnds, heatCell, heatScale } from './heat-scale.ts'
import type { ChartColours } from './palette.ts'

export interface WeekChart extends HeatEnds {
  readonly name: string
  /** 1 is Monday, hours 0 – 23; an hour of null stays empty. */
  readonly cells: readonly { readonly weekday: number; readonly hour: number; readonly value: number | null }[]
  /** Of a cell by its place. */
  tooltip(place: number): string
}

/** Hours of the week in colours, Monday first. */
export function weekOption({ name, cells, from, to, tooltip }: WeekChart, colours: ChartColours): ChartOption {
  const axisLabel = { color: colours.muted, fontSize: 12 }
  return {
    ...baseOption(colours),
    grid: { left: 20, right: 20, top: 4, bottom: 44, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      ...categoryAxis(colours),
      axisLine: { show: false },
      data: Array.from({ length: 24 }, (_, hour) => hourLabel(hour)),
      axisLabel: { ...axisLabel, interval: 2, hideOverlap: true },
    },
    yAxis: {
      ...categoryAxis(colours),
      inverse: true,
      axisLine: { show: false },
      data: [1, 2, 3, 4, 5, 6, 7].map(weekdayLabel),
      axisLabel,
    },
    visualMap: heatScale({ from, to }, colours.heat, colours),
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'item',
      formatter: (given) => tooltip([given].flat()[0]?.dataIndex ?? 0),
    },
    series: [
      {
        type: 'heatmap',
        name,
        // A cell of “-” stays empty.
        data: cells.map(({ weekday, hour, value }) => [hour, weekday - 1, value ?? '-']),
        itemStyle: heatCell(colours),
        emphasis: { itemStyle: { borderColor: colours.text, borderWidth: 1 } },
      },
    ],
  }
}

/** The hour of a cell, as tooltips name it. */
export function cellLabel(weekday: number, hour: number): string {
  return `${weekdayLabel(weekday)}, ${hourLabel(hour)} to ${hourLabel((hour + 1) % 24)}`
}
