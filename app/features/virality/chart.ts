import { amountAxis, baseOption, type ChartOption, categoryAxis, tooltipText } from '../../ui/chart-option.ts'
import { brief, exact } from '../../ui/format.ts'
import type { IntervalRow } from '../../ui/interval-chart.ts'
import type { ChartColours } from '../../ui/palette.ts'
import type { GrowthResponse, InFlightResponse, Prediction } from './contract.ts'

/** Posts that the chart has room for. */
const CHARTED = 15

/** Probabilities of the first posts with their intervals, in per cent. */
export function probabilityRows(items: readonly Prediction[]): IntervalRow[] {
  return items.slice(0, CHARTED).map(({ title, content_id, probability, probability_lower: lower, probability_upper: upper, nodes }) => ({
    label: title || content_id,
    value: 100 * probability,
    lower: 100 * lower,
    upper: 100 * upper,
    n: nodes,
  }))
}

/** Base rate in per cent that all posts of the page are compared with; the mean where models of several ages have their own. */
export function baseRateOf(items: readonly Prediction[]): number {
  return items.length === 0 ? 0 : (100 * items.reduce((total, { base_rate: rate }) => total + rate, 0)) / items.length
}

/** Per cent in words: one digit below ten. */
export function percent(share: number): string {
  const value = 100 * share
  return `${value < 10 && value > 0 ? value.toFixed(1) : value.toFixed(0)} %`
}

/** What is lacking before anything can be predicted, in a sentence. */
export function lackingWords({ models }: Pick<InFlightResponse, 'models'>): string {
  const lacks = models.find(({ lacks: text }) => text !== null)?.lacks
  return lacks ?? 'Models learn once a day, from posts that are at least 7 days old and were shared or commented on.'
}

/** One age of the chart of growth. */
export interface GrowthAge {
  readonly label: string
  readonly nodes: number | null
  readonly median: number | null
  readonly lower: number | null
  readonly upper: number | null
}

/** Growth up to now, and straight lines from what was looked at to the forecast’s end; without an upper end, up to the median only. */
export function growthAges({ points, forecast }: GrowthResponse): GrowthAge[] {
  return points.map(({ hours, nodes }) => {
    const at = (end: number) =>
      forecast === null || hours < forecast.from_hours
        ? null
        : forecast.from_nodes + ((end - forecast.from_nodes) * (hours - forecast.from_hours)) / (forecast.hours - forecast.from_hours)
    return {
      label: ageLabel(hours),
      nodes,
      median: forecast === null ? null : at(forecast.median),
      lower: forecast === null ? null : at(forecast.lower),
      upper: forecast === null ? null : at(forecast.upper ?? forecast.median),
    }
  })
}

/** Growth as a line, the forecast dashed within its band, and the threshold of the top tenth. */
export function growthOption(growth: GrowthResponse, colours: ChartColours): ChartOption {
  const ages = growthAges(growth)
  const line = { type: 'line' as const, symbol: 'circle', symbolSize: 6 }
  const band = { type: 'line' as const, symbol: 'none', stack: 'interval', lineStyle: { opacity: 0 }, silent: true, z: 1 }
  return {
    ...baseOption(colours),
    grid: { left: 20, right: 20, top: 24, bottom: 12, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { ...categoryAxis(colours), boundaryGap: false, data: ages.map(({ label }) => label) },
    yAxis: { ...amountAxis(colours, (value) => brief(value)), minInterval: 1 },
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'axis',
      formatter: (given) => ageTooltip(ages[[given].flat()[0]?.dataIndex ?? 0], colours),
    },
    series: [
      { ...band, name: 'Lower end', data: ages.map(({ lower }) => lower) },
      {
        ...band,
        name: 'Interval',
        data: ages.map(({ lower, upper }) => (lower === null || upper === null ? null : upper - lower)),
        areaStyle: { color: colours.accent, opacity: 0.14 },
      },
      {
        ...line,
        name: 'Shares and comments',
        data: ages.map(({ nodes }) => nodes),
        itemStyle: { color: colours.accent },
        lineStyle: { width: 2, color: colours.accent },
        ...(growth.forecast !== null && { markLine: thresholdLine(growth.forecast.threshold, colours) }),
        z: 3,
      },
      {
        ...line,
        symbol: 'none',
        name: 'Forecast',
        data: ages.map(({ median }) => median),
        lineStyle: { width: 2, color: colours.accent, type: 'dashed' as const },
        z: 2,
      },
    ],
  }
}

function thresholdLine(threshold: number, colours: ChartColours) {
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: colours.muted, type: 'dashed' as const },
    label: { formatter: 'top tenth', color: colours.text, position: 'insideStartTop' as const },
    data: [{ yAxis: threshold }],
  }
}

function ageTooltip(age: GrowthAge | undefined, colours: ChartColours): string {
  if (age === undefined) return ''
  const lines = []
  if (age.nodes !== null) lines.push({ label: 'Post, shares and comments', value: exact(age.nodes), colour: colours.accent })
  if (age.median !== null)
    lines.push(
      { label: 'On the way to the forecast', value: brief(age.median) },
      { label: 'Eight in ten', value: `${brief(age.lower)} – ${brief(age.upper)}` },
    )
  return tooltipText(age.label, lines)
}

export function ageLabel(hours: number): string {
  if (hours < 1) return `${60 * hours} min`
  return hours < 48 ? `${hours} h` : `${hours / 24} d`
}
