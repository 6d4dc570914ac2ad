import { baseOption, type ChartOption, categoryAxis, tooltipText } from '../../ui/chart-option.ts'
import { exact, weekdayLabel } from '../../ui/format.ts'
import type { ChartColours } from '../../ui/palette.ts'
import type { TimingResponse } from './contract.ts'

/** Below so many posts nearby a cell stays empty: it would only repeat what is drawn from elsewhere. */
const NEARBY_MIN = 1

type Hour = TimingResponse['hours'][number]

/** What rests on posts of its own, or of the hours beside it. */
export function isKnown({ nearby }: Pick<Hour, 'nearby'>): boolean {
  return nearby >= NEARBY_MIN
}

/** Hours of the week by how posts fare in them, Monday first. */
export function heatmapOption(hours: readonly Hour[], colours: ChartColours): ChartOption {
  const known = hours.filter(isKnown).map(({ lift }) => lift)
  const [least, most] = [Math.min(...known, 1), Math.max(...known, 1)]
  return {
    ...baseOption(colours),
    grid: { left: 20, right: 20, top: 4, bottom: 44, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      ...categoryAxis(colours),
      axisLine: { show: false },
      data: Array.from({ length: 24 }, (_, hour) => hourLabel(hour)),
      axisLabel: { color: colours.muted, fontSize: 12, interval: 2, hideOverlap: true },
    },
    yAxis: {
      ...categoryAxis(colours),
      inverse: true,
      axisLine: { show: false },
      data: [1, 2, 3, 4, 5, 6, 7].map(weekdayLabel),
      axisLabel: { color: colours.muted, fontSize: 12 },
    },
    visualMap: {
      min: least,
      max: Math.max(most, least + 0.01),
      dimension: 2,
      calculable: false,
      orient: 'horizontal',
      left: 20,
      bottom: 8,
      itemWidth: 10,
      itemHeight: 120,
      text: [times(most), times(least)],
      textStyle: { color: colours.muted, fontSize: 12 },
      inRange: { color: [...colours.heat] },
      hoverLink: false,
    },
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'item',
      formatter: (given) => {
        const cell = hours[[given].flat()[0]?.dataIndex ?? 0]
        return cell ? hourTooltip(cell) : ''
      },
    },
    series: [
      {
        type: 'heatmap',
        name: 'Lift',
        // A cell of “-” stays empty.
        data: hours.map((cell) => [cell.hour, cell.weekday - 1, isKnown(cell) ? cell.lift : '-']),
        itemStyle: { borderColor: colours.raised, borderWidth: 2, borderRadius: 4 },
        emphasis: { itemStyle: { borderColor: colours.text, borderWidth: 1 } },
      },
    ],
  }
}

function hourTooltip(cell: Hour): string {
  const title = `${weekdayLabel(cell.weekday)}, ${hourLabel(cell.hour)} to ${hourLabel((cell.hour + 1) % 24)}`
  if (!isKnown(cell)) return tooltipText(title, [{ label: 'Posts', value: '0' }], 'Too few posts beside it')
  return tooltipText(title, [
    { label: 'Engagement', value: times(cell.lift) },
    { label: 'Nine in ten', value: `${times(cell.lower)} – ${times(cell.upper)}` },
    { label: 'Posts in this hour', value: exact(cell.posts) },
  ])
}

export function times(lift: number): string {
  return `${lift.toFixed(2)}×`
}

export function hourLabel(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}
