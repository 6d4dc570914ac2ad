import { amountAxis, baseOption, type ChartOption, tooltipText } from '../../ui/chart-option.ts'
import { brief, definitionOf, exact, momentLabel, sentenceCase, wallClock } from '../../ui/format.ts'
import type { ChartColours } from '../../ui/palette.ts'
import type { ContentResponse } from './contract.ts'

export const GROWTH_METRICS = ['views', 'likes', 'comments', 'shares'] as const
export type GrowthMetric = (typeof GROWTH_METRICS)[number]
export type GrowthPoint = ContentResponse['growth'][number]

const DAY = 86_400_000

/** The counters something is known of. What is not reported is not zero. */
export function reportedMetrics(growth: readonly GrowthPoint[]): GrowthMetric[] {
  return GROWTH_METRICS.filter((metric) => growth.length === 0 || growth.some((point) => point[metric] !== null))
}

/** Running totals, a panel for each counter: their sizes differ too much for one axis, and two axes would lie. */
export function growthOption(
  growth: readonly GrowthPoint[],
  metrics: readonly GrowthMetric[],
  timeZone: string,
  colours: ChartColours,
): ChartOption {
  const times = growth.map(({ at }) => wallClock(at, timeZone))
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0)
  return {
    ...baseOption(colours),
    grid: metrics.map((_, index) => ({
      left: index % 2 === 0 ? 20 : '52%',
      right: index % 2 === 0 ? '52%' : 20,
      top: index < 2 ? 28 : '58%',
      bottom: index < 2 ? '54%' : 8,
      outerBoundsMode: 'same' as const,
      outerBoundsContain: 'axisLabel' as const,
    })),
    xAxis: metrics.map((_, gridIndex) => ({
      type: 'time',
      gridIndex,
      splitNumber: 3,
      axisLine: { lineStyle: { color: colours.border } },
      axisTick: { show: false },
      axisLabel: { color: colours.muted, fontSize: 12, hideOverlap: true, formatter: (value: number) => wallLabel(value, span) },
    })),
    yAxis: metrics.map((metric, gridIndex) => ({
      ...amountAxis(colours, (value) => brief(value)),
      gridIndex,
      splitNumber: 2,
      minInterval: 1,
      name: definitionOf(metric).label,
      nameLocation: 'end',
      nameTextStyle: { color: colours.text, fontSize: 12, fontWeight: 600, align: 'left', padding: [0, 0, 0, -4] },
    })),
    useUTC: true,
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: colours.muted, type: 'solid', width: 1 } },
      formatter: (given) => {
        const point = growth[[given].flat()[0]?.dataIndex ?? 0]
        return point
          ? tooltipText(
              momentLabel(point.at, timeZone),
              metrics.map((metric) => ({ label: definitionOf(metric).label, value: exact(point[metric]) })),
            )
          : ''
      },
    },
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    series: metrics.map((metric, index) => ({
      type: 'line',
      name: definitionOf(metric).label,
      xAxisIndex: index,
      yAxisIndex: index,
      step: growth.length <= 60 ? false : undefined,
      symbol: 'circle',
      symbolSize: 5,
      showSymbol: growth.length <= 24,
      itemStyle: { color: colours.accent },
      lineStyle: { width: 2, color: colours.accent },
      areaStyle: { color: colours.accent, opacity: 0.08 },
      data: growth.map((point, place) => [times[place] ?? 0, point[metric]]),
    })),
  } as ChartOption
}

/** Days where the span is long, hours where it is short. */
function wallLabel(value: number, span: number): string {
  const options: Intl.DateTimeFormatOptions =
    span > 3 * DAY ? { day: 'numeric', month: 'short' } : { weekday: 'short', hour: '2-digit', minute: '2-digit' }
  return new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' }).format(value)
}

export type TypeCount = ContentResponse['by_type'][number]

/** Events by type as bars from zero, the most frequent first. */
export function byTypeOption(types: readonly TypeCount[], colours: ChartColours): ChartOption {
  return {
    ...baseOption(colours),
    grid: { left: 20, right: 56, top: 4, bottom: 12, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { type: 'value', min: 0, axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: {
      type: 'category',
      inverse: true,
      axisLine: { show: false },
      axisTick: { show: false },
      data: types.map(({ type }) => sentenceCase(type)),
      axisLabel: { color: colours.text, fontSize: 12, width: 120, overflow: 'truncate' },
    },
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'item',
      formatter: (given) => {
        const row = types[[given].flat()[0]?.dataIndex ?? 0]
        return row ? tooltipText(sentenceCase(row.type), [{ label: 'Events', value: exact(row.events) }]) : ''
      },
    },
    series: [
      {
        type: 'bar',
        name: 'Events',
        barMaxWidth: 18,
        data: types.map(({ events }) => events),
        itemStyle: { color: colours.accent, borderRadius: [0, 4, 4, 0] },
        label: {
          show: true,
          position: 'right',
          color: colours.text,
          fontSize: 12,
          formatter: ({ dataIndex }) => brief(types[dataIndex]?.events ?? 0),
        },
      },
    ],
  }
}
