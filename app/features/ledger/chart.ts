import { amountAxis, baseOption, type ChartOption, categoryAxis, tooltipText } from '../../ui/chart-option.ts'
import { brief, exact } from '../../ui/format.ts'
import type { ChartColours } from '../../ui/palette.ts'
import type { LedgerResponse } from './contract.ts'
import { type LedgerResult, RESULT_NAMES, RESULTS } from './results.ts'

const HOUR_MILLISECONDS = 3_600_000
/** Colours of what was not stored: refused events have the one they have on Live. */
const SLOTS = { duplicate: 5, rejected: 7, suppressed: 3, bot: 2 } as const

/** What became of the events of one hour. */
export interface LedgerHour {
  /** Beginning of the hour, ISO 8601, UTC. */
  readonly hour: string
  readonly received: number
  readonly counts: Readonly<Record<LedgerResult, number>>
}

/** Every hour of the span, those in which nothing arrived too, oldest first. */
export function hoursOf({ from, to, hours }: Pick<LedgerResponse, 'from' | 'to' | 'hours'>): LedgerHour[] {
  const known = new Map(hours.map((hour) => [Date.parse(hour.hour), hour.lines]))
  const starts = Array.from(
    { length: (Date.parse(to) - Date.parse(from)) / HOUR_MILLISECONDS },
    (_, i) => Date.parse(from) + i * HOUR_MILLISECONDS,
  )
  return starts.map((start) => {
    const counts = countsOf(known.get(start) ?? [])
    return { hour: new Date(start).toISOString(), received: RESULT_NAMES.reduce((sum, name) => sum + counts[name], 0), counts }
  })
}

/** Events by what became of them, whatever the reason. */
export function countsOf(lines: LedgerResponse['lines']): Record<LedgerResult, number> {
  const sum = (name: LedgerResult) => lines.reduce((total, { result, events }) => (result === name ? total + events : total), 0)
  return Object.fromEntries(RESULT_NAMES.map((name) => [name, sum(name)])) as Record<LedgerResult, number>
}

/** Events an hour as bars from zero, what was not stored on top of what was. `label` names an hour. */
export function ledgerOption(hours: readonly LedgerHour[], label: (hour: string) => string, colours: ChartColours): ChartOption {
  const colourOf = (name: LedgerResult) => (name === 'stored' ? colours.accent : (colours.series[SLOTS[name]] ?? colours.other))
  return {
    ...baseOption(colours),
    grid: { left: 20, right: 20, top: 12, bottom: 12, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      ...categoryAxis(colours),
      data: hours.map(({ hour }) => label(hour)),
      axisLabel: { color: colours.muted, fontSize: 12, hideOverlap: true },
    },
    yAxis: { ...amountAxis(colours, (value) => brief(value)), minInterval: 1 },
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'axis',
      axisPointer: { type: 'none' },
      formatter: (given) => {
        const hour = hours[[given].flat()[0]?.dataIndex ?? 0]
        if (hour === undefined) return ''
        const lines = RESULT_NAMES.map((name) => ({ label: RESULTS[name].label, value: exact(hour.counts[name]), colour: colourOf(name) }))
        return tooltipText(label(hour.hour), [...lines, { label: 'Received', value: exact(hour.received) }])
      },
    },
    series: RESULT_NAMES.map((name) => ({
      type: 'bar' as const,
      stack: 'events',
      barCategoryGap: '25%',
      name: RESULTS[name].label,
      data: hours.map(({ counts }) => counts[name]),
      itemStyle: { color: colourOf(name) },
    })),
  }
}
