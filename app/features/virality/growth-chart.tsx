import { useMemo } from 'react'
import { ChartCard } from '../../ui/chart-card.tsx'
import { exact } from '../../ui/format.ts'
import { ageLabel, growthAges, growthOption } from './chart.ts'
import type { GrowthResponse } from './contract.ts'

interface Props {
  readonly growth: GrowthResponse
  readonly title: string
}

/** How a post grew, and where the forecast sees it end. */
export function GrowthChart({ growth, title }: Props) {
  const { forecast } = growth
  return (
    <ChartCard
      id="forecast"
      className="mb-4"
      title={title}
      subtitle={
        forecast === null
          ? 'Post, shares and comments'
          : `Post, shares and comments; dashed towards the size at 7 days as seen at ${ageLabel(forecast.from_hours)}, the band holds eight in ten`
      }
      finding={forecast === null ? 'No forecast yet.' : foretold(forecast)}
      height={240}
      option={useMemo(() => (colours) => growthOption(growth, colours), [growth])}
      table={useMemo(
        () => ({
          columns: ['Age', 'Post, shares and comments', 'Towards the forecast', 'Lower end', 'Upper end'],
          rows: growthAges(growth).map(({ label, nodes, median, lower, upper }) => [label, nodes, median, lower, upper]),
        }),
        [growth],
      )}
    />
  )
}

function foretold({ from_hours, from_nodes, median, lower, upper }: NonNullable<GrowthResponse['forecast']>): string {
  const most = upper === null ? 'not known' : exact(Math.round(upper))
  return `${exact(from_nodes)} by ${ageLabel(from_hours)}, ${exact(Math.round(median))} expected at 7 days (${exact(Math.round(lower))} to ${most}).`
}
