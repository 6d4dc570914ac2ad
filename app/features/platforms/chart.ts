import { amountAxis, baseOption, type ChartOption, categoryAxis, tooltipText } from '../../ui/chart-option.ts'
import { brief, dayLabel, exact, platformLabel } from '../../ui/format.ts'
import { type ChartColours, platformColour } from '../../ui/palette.ts'
import type { PlatformRow } from './contract.ts'

export const DAILY_METRICS = ['views', 'interactions'] as const
export type DailyMetric = (typeof DAILY_METRICS)[number]

const LINES_MAX = 5
/** About how high the plot is, and a name beside it, in pixels. */
const PLOT_HEIGHT = 245
const NAME_HEIGHT = 15

/** Platforms with anything of a metric, the first five: more lines cannot be told apart. */
export function drawnPlatforms(rows: readonly PlatformRow[], metric: DailyMetric): PlatformRow[] {
  return rows.filter(({ daily }) => daily.some((day) => day[metric] > 0)).slice(0, LINES_MAX)
}

/** One metric by day, a line with its name at the end for each platform; the last day is dashed while it lasts. */
export function dailyOption(rows: readonly PlatformRow[], metric: DailyMetric, unfinished: boolean, colours: ChartColours): ChartOption {
  const days = rows[0]?.daily.map(({ day }) => day) ?? []
  const lines = rows.map(({ platform, daily }) => ({
    platform,
    values: daily.map((day) => day[metric]),
    colour: platformColour(platform, colours),
  }))
  const offsets = nameOffsets(
    lines.map(({ values }) => values.at(-1) ?? 0),
    Math.max(...lines.flatMap(({ values }) => values), 0),
  )
  const line = { type: 'line' as const, symbol: 'circle', symbolSize: 6, showSymbol: days.length === 1 }
  return {
    ...baseOption(colours),
    grid: { left: 20, right: 92, top: 16, bottom: 12, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      ...categoryAxis(colours),
      boundaryGap: false,
      data: days,
      axisLabel: { color: colours.muted, fontSize: 12, hideOverlap: true, formatter: (day: string) => dayLabel(day) },
    },
    yAxis: amountAxis(colours, (value) => brief(value)),
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: colours.muted, type: 'solid', width: 1 } },
      formatter: (given) => {
        const place = [given].flat()[0]?.dataIndex ?? 0
        const named = lines.map(({ platform, values, colour }) => ({ label: platformLabel(platform), value: exact(values[place]), colour }))
        return tooltipText(dayLabel(days[place] ?? '', 'long'), named, unfinished && place === days.length - 1 ? 'Not finished yet' : '')
      },
    },
    series: lines.flatMap(({ platform, values, colour }, at) => [
      {
        ...line,
        name: platformLabel(platform),
        data: unfinished ? values.slice(0, -1) : values,
        itemStyle: { color: colour },
        lineStyle: { width: 2, color: colour },
        ...(!unfinished && nameAtEnd(platform, offsets[at] ?? 0, colours)),
      },
      ...(unfinished
        ? [
            {
              ...line,
              name: `${platformLabel(platform)}, not finished`,
              data: values.map((value, i) => (i >= values.length - 2 ? value : null)),
              itemStyle: { color: colour },
              lineStyle: { width: 2, color: colour, type: 'dashed' as const },
              ...nameAtEnd(platform, offsets[at] ?? 0, colours),
            },
          ]
        : []),
    ]),
  }
}

function nameAtEnd(platform: string, offset: number, colours: ChartColours) {
  const formatter = platformLabel(platform)
  return { endLabel: { show: true, distance: 8, offset: [0, offset], color: colours.text, fontSize: 12, formatter } }
}

/** How far names at the end of lines are moved down so that each can be read, in pixels: the highest value stays on top. */
export function nameOffsets(lastValues: readonly number[], most: number): number[] {
  const heightOf = (value: number) => PLOT_HEIGHT * (1 - value / Math.max(most, 1))
  const falling = lastValues.map((value, at) => ({ at, wanted: heightOf(value) })).sort((one, other) => one.wanted - other.wanted)
  const places = falling.map(({ wanted }) => wanted)
  for (let i = 1; i < places.length; i += 1) places[i] = Math.max(places[i] as number, (places[i - 1] as number) + NAME_HEIGHT)
  // What would leave the chart at its foot pushes the others up again.
  for (let i = places.length - 1; i >= 0; i -= 1)
    places[i] = Math.min(places[i] as number, PLOT_HEIGHT - (places.length - 1 - i) * NAME_HEIGHT)
  const offsets = new Array<number>(lastValues.length).fill(0)
  for (const [i, { at, wanted }] of falling.entries()) offsets[at] = (places[i] as number) - wanted
  return offsets
}
