import { useMemo } from 'react'
import { ChartCard } from '../../ui/chart-card.tsx'
import { exact, hourLabel, weekdayLabel } from '../../ui/format.ts'
import { subtitleOf } from '../../ui/subtitle.ts'
import type { View } from '../../ui/view.ts'
import { usePlace } from '../../ui/workspace.ts'
import { hourCells, hourOfWeekOption } from './chart.ts'
import type { OverviewResponse } from './contract.ts'

/** In which hours of the week most happens. */
export function HourOfWeek({ data, view }: { data: OverviewResponse; view: View }) {
  const { workspace } = usePlace()
  const cells = useMemo(() => hourCells(data.hour_of_week), [data.hour_of_week])
  const total = cells.reduce((sum, { events }) => sum + (events ?? 0), 0)
  const most = cells.reduce((best, cell) => ((cell.events ?? 0) > (best.events ?? 0) ? cell : best))
  return (
    <ChartCard
      id="hour-of-week"
      title="When people are active"
      subtitle={subtitleOf(view, `events by hour, ${workspace.time_zone}`)}
      finding={`Most events on ${weekdayLabel(most.weekday)} from ${hourLabel(most.hour)}: ${exact(most.events)} of ${exact(total)}.`}
      height={Math.max(280, data.top_content.length * 32 + 36)}
      option={useMemo(() => (colours) => hourOfWeekOption(data.hour_of_week, colours), [data.hour_of_week])}
      table={useMemo(
        () => ({
          columns: ['Weekday', 'Hour', 'Events'],
          rows: cells.map(({ weekday, hour, events }) => [weekdayLabel(weekday), hourLabel(hour), events]),
        }),
        [cells],
      )}
      empty={
        total === 0 ? (
          <p className="px-5 pt-2 pb-6 text-14 text-muted">No events in this period; platform counters do not say the hour.</p>
        ) : undefined
      }
    />
  )
}
