import { type ChartOption, tooltipText } from '../../ui/chart-option.ts'
import { exact } from '../../ui/format.ts'
import type { ChartColours } from '../../ui/palette.ts'
import { cellLabel, weekOption } from '../../ui/week-chart.ts'
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
  return weekOption(
    {
      name: 'Lift',
      cells: hours.map((cell) => ({ ...cell, value: isKnown(cell) ? cell.lift : null })),
      from: { value: least, label: times(least) },
      to: { value: Math.max(most, least + 0.01), label: times(most) },
      tooltip: (place) => hourTooltip(hours[place]),
    },
    colours,
  )
}

function hourTooltip(cell: Hour | undefined): string {
  if (cell === undefined) return ''
  const title = cellLabel(cell.weekday, cell.hour)
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
