import { amountAxis, baseOption, type ChartOption, categoryAxis, tooltipText } from '../../ui/chart-option.ts'
import { brief, exact } from '../../ui/format.ts'
import type { ChartColours } from '../../ui/palette.ts'

export const SECONDS = 60

/** What one second brought. */
export interface Second {
  readonly at: string
  readonly accepted: number
  readonly rejected: number
}

/** The last minute, the present second at the right; seconds before the first tick are empty. */
export function lastMinute(seconds: readonly Second[]): (Second | undefined)[] {
  const known = seconds.slice(-SECONDS)
  return [...Array.from({ length: SECONDS - known.length }, () => undefined), ...known]
}

/** Events a second as bars from zero, the refused ones on top of the accepted. */
export function lastMinuteOption(seconds: readonly Second[], refusedColour: string, colours: ChartColours): ChartOption {
  const minute = lastMinute(seconds)
  const bar = { type: 'bar' as const, stack: 'events', barCategoryGap: '25%' }
  return {
    ...baseOption(colours),
    animation: false,
    grid: { left: 20, right: 20, top: 12, bottom: 12, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      ...categoryAxis(colours),
      data: minute.map((_, index) => agoLabel(SECONDS - 1 - index)),
      axisLabel: {
        color: colours.muted,
        fontSize: 12,
        interval: (index: number) => [0, 19, 39, 59].includes(index),
        alignMinLabel: 'left',
        alignMaxLabel: 'right',
      },
    },
    yAxis: { ...amountAxis(colours, (value) => brief(value)), minInterval: 1, splitNumber: 3 },
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'axis',
      axisPointer: { type: 'none' },
      formatter: (given) => {
        const index = [given].flat()[0]?.dataIndex ?? 0
        const second = minute[index]
        if (second === undefined) return ''
        return tooltipText(agoLabel(SECONDS - 1 - index), [
          { label: 'Accepted', value: exact(second.accepted), colour: colours.accent },
          { label: 'Refused', value: exact(second.rejected), colour: refusedColour },
        ])
      },
    },
    series: [
      {
        ...bar,
        name: 'Accepted',
        data: minute.map((second) => second?.accepted ?? null),
        itemStyle: { color: colours.accent, borderRadius: 2 },
      },
      {
        ...bar,
        name: 'Refused',
        data: minute.map((second) => second?.rejected ?? null),
        itemStyle: { color: refusedColour, borderRadius: 2 },
      },
    ],
  }
}

function agoLabel(seconds: number): string {
  return seconds === 0 ? 'now' : `${seconds} s ago`
}
