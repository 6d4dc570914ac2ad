import { barOption } from '../../ui/bar-chart.ts'
import { amountAxis, baseOption, type ChartOption, categoryAxis, tooltipText } from '../../ui/chart-option.ts'
import { brief, dayLabel, exact, platformLabel } from '../../ui/format.ts'
import { intervalOption } from '../../ui/interval-chart.ts'
import { type ChartColours, platformColour } from '../../ui/palette.ts'
import type { TopicResponse, TrendRow } from './contract.ts'

/** One day of the chart: what was used, or what is to be expected. */
export interface UsageDay {
  readonly day: string
  readonly uses: number | null
  readonly expected: number | null
  readonly lower: number | null
  readonly upper: number | null
}

export type Usage = Pick<TopicResponse, 'days' | 'outlook' | 'unfinished'>

/** Days of the period and those of the outlook in one row; a day may be in both while it lasts. */
export function usageDays({ days, outlook }: Usage): UsageDay[] {
  const uses = new Map(days.map((day) => [day.day, day.uses]))
  const expected = new Map(outlook.days.map((day) => [day.day, day]))
  return [...new Set([...uses.keys(), ...expected.keys()])].sort().map((day) => ({
    day,
    uses: uses.get(day) ?? null,
    expected: expected.get(day)?.expected ?? null,
    lower: expected.get(day)?.lower ?? null,
    upper: expected.get(day)?.upper ?? null,
  }))
}

/** Days of a burst on the chart; bursts are found by the hour. */
export function burstDays(bursts: TopicResponse['bursts'], days: readonly UsageDay[], dayOf: (at: string) => string): [string, string][] {
  const known = days.map(({ day }) => day)
  return bursts.flatMap(({ from, to }) => {
    const within = known.filter((day) => day >= dayOf(from) && day <= dayOf(new Date(Date.parse(to) - 1).toISOString()))
    const [first, last] = [within[0], within.at(-1)]
    return first === undefined || last === undefined ? [] : [[first, last] as [string, string]]
  })
}

/** Posts a day, bursts as bands behind them, and the outlook dashed within its interval. */
export function usageOption(usage: Usage, bursts: readonly (readonly [string, string])[], colours: ChartColours): ChartOption {
  const days = usageDays(usage)
  const last = usage.days.at(-1)?.day
  const whole = days.map(({ day, uses }) => (usage.unfinished && day === last ? null : uses))
  const rest = days.map(({ uses }, i) => (usage.unfinished && i >= usage.days.length - 2 && i < usage.days.length ? uses : null))
  const line = { type: 'line' as const, symbol: 'circle', symbolSize: 6, showSymbol: days.length <= 16 }
  const outlookLine = {
    ...line,
    itemStyle: { color: colours.accent },
    lineStyle: { width: 2, color: colours.accent, type: 'dashed' as const },
  }
  const band = { type: 'line' as const, symbol: 'none', stack: 'interval', lineStyle: { opacity: 0 }, silent: true, z: 1 }
  return {
    ...baseOption(colours),
    grid: { left: 20, right: 20, top: 16, bottom: 12, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      ...categoryAxis(colours),
      boundaryGap: true,
      data: days.map(({ day }) => day),
      axisLabel: { color: colours.muted, fontSize: 12, hideOverlap: true, formatter: (day: string) => dayLabel(day) },
    },
    yAxis: { ...amountAxis(colours, (value) => brief(value)), minInterval: 1 },
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: colours.muted, type: 'solid', width: 1 } },
      formatter: (given) => dayTooltip(days[[given].flat()[0]?.dataIndex ?? 0], usage, bursts, colours),
    },
    series: [
      { ...band, name: 'Lower end', data: days.map(({ lower }) => lower) },
      {
        ...band,
        name: 'Interval',
        data: days.map(({ lower, upper }) => (lower === null || upper === null ? null : upper - lower)),
        areaStyle: { color: colours.accent, opacity: 0.14 },
      },
      {
        ...line,
        name: 'Posts',
        data: whole,
        itemStyle: { color: colours.accent },
        lineStyle: { width: 2, color: colours.accent },
        areaStyle: { color: colours.accent, opacity: 0.08 },
        markArea: {
          silent: true,
          itemStyle: { color: colours.previous, opacity: 0.22 },
          label: { color: colours.text, fontSize: 12, position: 'insideTop' },
          data: bursts.map(([from, to]) => [{ name: 'Burst', xAxis: from }, { xAxis: to }]),
        },
        z: 3,
      },
      { ...outlookLine, name: 'Unfinished', lineStyle: { ...outlookLine.lineStyle, type: 'dotted' as const }, data: rest, z: 2 },
      { ...outlookLine, name: 'Expected', data: days.map(({ expected }) => expected), z: 2 },
    ],
  }
}

function dayTooltip(
  day: UsageDay | undefined,
  { days, unfinished }: Usage,
  bursts: readonly (readonly [string, string])[],
  colours: ChartColours,
): string {
  if (day === undefined) return ''
  const lines = []
  if (day.uses !== null) lines.push({ label: 'Posts', value: exact(day.uses), colour: colours.accent })
  if (day.expected !== null) {
    lines.push(
      { label: 'Expected', value: brief(day.expected) },
      { label: 'Nine in ten', value: `${brief(day.lower)} – ${brief(day.upper)}` },
    )
  }
  const inBurst = bursts.some(([from, to]) => day.day >= from && day.day <= to)
  const notes = [inBurst && 'In a burst', unfinished && day.day === days.at(-1)?.day && 'Not finished yet'].filter(Boolean)
  return tooltipText(dayLabel(day.day, 'long'), lines, notes.join(' · '))
}

/** Posts by platform as bars from zero, most first. */
export function platformsOption(platforms: TopicResponse['platforms'], colours: ChartColours): ChartOption {
  const rows = platforms.map(({ key, posts }) => ({
    label: platformLabel(key),
    value: posts,
    words: brief(posts),
    colour: platformColour(key, colours),
  }))
  return barOption(rows, { name: 'Posts', room: 56 }, colours)
}

/** Trend scores as dots with their intervals; the line is at three deviations above the usual. */
export function scoresOption(
  rows: readonly Pick<TrendRow, 'topic' | 'score' | 'score_lower' | 'score_upper' | 'uses_7d'>[],
  colours: ChartColours,
): ChartOption {
  const dots = rows.flatMap(({ topic, score, score_lower, score_upper, uses_7d }) =>
    score === null ? [] : [{ label: topic, value: score, lower: score_lower, upper: score_upper, n: uses_7d }],
  )
  return intervalOption(dots, { name: 'Trend score', nOf: 'Posts of 7 days', format: brief, interval: '90 % interval' }, colours)
}
