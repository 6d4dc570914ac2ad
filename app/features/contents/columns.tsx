import type { Column } from '../../ui/data-table.tsx'
import { brief, definitionOf, exact, momentLabel, sentenceCase } from '../../ui/format.ts'
import { PageLink } from '../../ui/page-link.tsx'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import type { ContentRow } from './contract.ts'

/** Counters that every list shows. */
export const COUNTS = ['views', 'likes', 'comments', 'shares', 'interactions'] as const
/** Those that only some platforms report. */
const MORE = ['saves', 'impressions', 'reach'] as const

/** The columns of the list; what no platform reports of any of its posts is left out. */
export function columnsIn(timeZone: string, rows: readonly ContentRow[]): readonly Column<ContentRow>[] {
  const more = MORE.filter((metric) => rows.some((row) => row[metric] !== null))
  return [
    { id: 'title', header: 'Title', sortable: true, width: 190, grows: true, cell: (row) => <TitleCell row={row} /> },
    ...COUNTS.map((metric) => ({
      id: metric,
      header: definitionOf(metric).label,
      sortable: true,
      numeric: true,
      width: 76,
      cell: (row: ContentRow) => <Counter value={row[metric]} isWithheld={row.withheld} />,
    })),
    {
      id: 'engagement_rate',
      header: 'Rate',
      unit: '%',
      sortable: true,
      numeric: true,
      width: 84,
      cell: (row) => <Rate value={row.engagement_rate} drawn={row.drawn} />,
    },
    ...more.map((metric) => ({
      id: metric,
      header: definitionOf(metric).label,
      sortable: true,
      numeric: true,
      width: 84,
      cell: (row: ContentRow) => <Counter value={row[metric]} isWithheld={row.withheld} />,
    })),
    ...(more.includes('reach') ? [byReach] : []),
    {
      id: 'events',
      header: 'Events',
      sortable: true,
      numeric: true,
      width: 76,
      cell: (row) => <Counter value={row.events} isWithheld={row.withheld} />,
    },
    {
      id: 'published_at',
      header: 'Published',
      sortable: true,
      width: 116,
      cell: (row) => (
        <span className="text-12 whitespace-nowrap text-muted figures" title={momentLabel(row.published_at, timeZone)}>
          {momentLabel(row.published_at, timeZone, 'day')}
        </span>
      ),
    },
  ]
}

const byReach: Column<ContentRow> = {
  id: 'engagement_rate_by_reach',
  header: 'By reach',
  unit: '%',
  sortable: true,
  numeric: true,
  width: 84,
  cell: (row) => <Rate value={row.engagement_rate_by_reach} drawn={row.drawn} />,
}

/** The raw rate; what the order goes by shows on hover. */
function Rate({ value, drawn }: { value: number | null; drawn: ContentRow['drawn'] }) {
  if (drawn === null || value === null) return brief(value)
  const words = `Drawn towards what is usual: ${brief(drawn.rate)} %, between ${brief(drawn.lower)} and ${brief(drawn.upper)}`
  return <span title={words}>{brief(value)}</span>
}

function Counter({ value, isWithheld }: { value: number | null; isWithheld: boolean }) {
  if (value !== null) return exact(value)
  return isWithheld ? <span title="About too few people to be shown">too few</span> : <span title="Not reported">–</span>
}

function TitleCell({ row }: { row: ContentRow }) {
  return (
    <div className="py-1.5">
      <PageLink
        to="/content/$id"
        parameters={{ id: row.content_id }}
        className="block truncate font-medium after:absolute after:inset-0"
        title={row.title}
      >
        {row.title || row.content_id}
      </PageLink>
      <p className="flex items-center gap-1.5 text-12 text-muted">
        <PlatformMark platform={row.platform} className="shrink-0" />
        <span className="truncate">
          {[row.creator_name, row.category, sentenceCase(row.kind)]
            .filter(Boolean)
            .map((fact) => `· ${fact}`)
            .join(' ')}
        </span>
      </p>
    </div>
  )
}
