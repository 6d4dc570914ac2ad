import type { BarSeriesOption, HeatmapSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts/charts'
import type { AriaComponentOption, GridComponentOption, TooltipComponentOption, VisualMapComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import type { ChartColours } from './palette.ts'

export type ChartOption = ComposeOption<
  | AriaComponentOption
  | BarSeriesOption
  | GridComponentOption
  | HeatmapSeriesOption
  | LineSeriesOption
  | ScatterSeriesOption
  | TooltipComponentOption
  | VisualMapComponentOption
>

/** What all charts share: type, colours, calm motion, a tooltip that looks like the page. */
export function baseOption(colours: ChartColours): ChartOption {
  return {
    animationDuration: 150,
    animationDurationUpdate: 150,
    backgroundColor: 'transparent',
    color: [...colours.series],
    textStyle: { fontFamily: colours.font, fontSize: 12, color: colours.muted },
    tooltip: {
      confine: true,
      className: 'chart-tooltip',
      backgroundColor: colours.raised,
      borderColor: colours.border,
      transitionDuration: 0,
      padding: 0,
    },
  }
}

export function categoryAxis(colours: ChartColours) {
  return {
    type: 'category' as const,
    axisLine: { show: true, lineStyle: { color: colours.border } },
    axisTick: { show: false },
    axisLabel: { color: colours.muted, fontSize: 12 },
  }
}

/** Amounts start at zero; only a counter that was corrected downwards goes below. */
export function fromZero({ min }: { min: number }): number {
  return Math.min(0, min)
}

export function amountAxis(colours: ChartColours, format: (value: number) => string) {
  return {
    type: 'value' as const,
    min: fromZero,
    splitNumber: 4,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: colours.muted, fontSize: 12, formatter: format },
    splitLine: { lineStyle: { color: colours.border } },
  }
}

export interface TooltipLine {
  readonly label: string
  readonly value: string
  readonly colour?: string
}

/** Text of a tooltip. Titles come from outside, so everything is escaped; colours are attributes, which the page’s policy allows. */
export function tooltipText(title: string, lines: readonly TooltipLine[], note = ''): string {
  const mark = (colour: string) =>
    `<svg width="8" height="8" aria-hidden="true"><rect width="8" height="8" rx="2" fill="${escaped(colour)}"/></svg>`
  const rows = lines.map(({ label, value, colour }) => `<dt>${colour ? mark(colour) : ''}${escaped(label)}</dt><dd>${escaped(value)}</dd>`)
  return `<p>${escaped(title)}</p><dl>${rows.join('')}</dl>${note === '' ? '' : `<small>${escaped(note)}</small>`}`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}
