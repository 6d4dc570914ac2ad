import { amountAxis, baseOption, type ChartOption, categoryAxis, tooltipText } from './chart-option.ts'
import { brief, exact } from './format.ts'
import type { ChartColours } from './palette.ts'

/** An amount with its name, and what is written beside its bar. */
export interface BarRow {
  readonly label: string
  readonly value: number
  /** The value itself where it is absent. */
  readonly words?: string
  readonly colour?: string
  /** Further lines of the tooltip. */
  readonly lines?: readonly { readonly label: string; readonly value: string }[]
}

interface Frame {
  /** What the values are, and their unit. */
  readonly name: string
  /** Counts where it is absent. */
  readonly format?: (value: number) => string
  /** Width for what is written beside lying bars, in pixels; enough for a figure and a few words where it is absent. */
  readonly room?: number
}

/** Bars from zero that lie, the first on top, each with its figure. */
export function barOption(rows: readonly BarRow[], { name, format = exact, room = 132 }: Frame, colours: ChartColours): ChartOption {
  return {
    ...baseOption(colours),
    grid: { left: 20, right: room, top: 4, bottom: 12, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { type: 'value', min: 0, axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: {
      ...categoryAxis(colours),
      inverse: true,
      axisLine: { show: false },
      data: rows.map(({ label }) => label),
      axisLabel: { color: colours.text, fontSize: 12, width: 150, overflow: 'truncate' },
    },
    tooltip: { ...baseOption(colours).tooltip, trigger: 'item', formatter: tooltipOf(rows, name, format) },
    series: [
      {
        type: 'bar',
        name,
        barMaxWidth: 18,
        barCategoryGap: '40%',
        data: rows.map(({ value, colour }) => ({ value, itemStyle: { color: colour ?? colours.accent, borderRadius: [0, 4, 4, 0] } })),
        label: {
          show: true,
          position: 'right',
          color: colours.text,
          fontSize: 12,
          formatter: ({ dataIndex }) => rows[dataIndex]?.words ?? format(rows[dataIndex]?.value ?? 0),
        },
      },
    ],
  }
}

/** Bars from zero side by side: a distribution, whose steps are the names. */
export function columnOption(rows: readonly BarRow[], { name, format = exact }: Frame, colours: ChartColours): ChartOption {
  return {
    ...baseOption(colours),
    grid: { left: 20, right: 20, top: 12, bottom: 12, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      ...categoryAxis(colours),
      data: rows.map(({ label }) => label),
      axisLabel: { color: colours.muted, fontSize: 12, hideOverlap: true },
    },
    yAxis: amountAxis(colours, (value) => brief(value)),
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: tooltipOf(rows, name, format),
    },
    series: [
      {
        type: 'bar',
        name,
        barCategoryGap: '8%',
        data: rows.map(({ value, colour }) => ({ value, itemStyle: { color: colour ?? colours.accent, borderRadius: [3, 3, 0, 0] } })),
      },
    ],
  }
}

function tooltipOf(rows: readonly BarRow[], name: string, format: (value: number) => string) {
  return (given: { dataIndex: number } | readonly { dataIndex: number }[]): string => {
    const row = rows[[given].flat()[0]?.dataIndex ?? 0]
    return row === undefined ? '' : tooltipText(row.label, [{ label: name, value: format(row.value) }, ...(row.lines ?? [])])
  }
}
