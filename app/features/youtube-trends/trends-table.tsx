import { Badge } from '../../ui/badge.tsx'
import { type Column, DataTable, type Order } from '../../ui/data-table.tsx'
import { brief, exact, momentLabel } from '../../ui/format.ts'
import { PageLink } from '../../ui/page-link.tsx'
import type { TrendRow } from './contract.ts'
import { MiniBars } from './score-bars.tsx'
import { COMPONENTS, choicesText, ENGAGEMENT, intervalText, peersText, statusLabel, VELOCITY, VIRAL_CLASS } from './words.ts'

interface Props {
  readonly rows: readonly TrendRow[]
  readonly timeZone: string
  readonly sort: { readonly id: string; readonly order: Order }
  readonly onSort: (id: string, order: Order) => void
}

/** Videos with both scores side by side, and what they come from. */
export function TrendsTable({ rows, timeZone, sort, onSort }: Props) {
  return (
    <DataTable
      caption="Videos by their scores"
      columns={columnsIn(timeZone)}
      rows={rows}
      rowKey={(row) => row.content_id}
      sort={sort}
      onSort={onSort}
      stacks
    />
  )
}

function columnsIn(timeZone: string): readonly Column<TrendRow>[] {
  return [
    { id: 'title', header: 'Video', width: 200, grows: true, cell: (row) => <TitleCell row={row} timeZone={timeZone} /> },
    { id: 'calibrated', header: 'Calibrated', unit: 'of 100', sortable: true, numeric: true, width: 110, cell: calibratedCell },
    { id: 'viral', header: 'Published', unit: 'of 100', sortable: true, numeric: true, width: 130, cell: viralCell },
    { id: 'reasons', header: 'Why', width: 100, cell: reasonsCell },
    { id: 'engagement', header: 'Engagement', unit: '%', sortable: true, numeric: true, width: 110, cell: engagementCell },
    { id: 'velocity', header: 'Views a day', sortable: true, numeric: true, width: 100, cell: velocityCell },
    { id: 'views', header: 'Views', sortable: true, numeric: true, width: 84, cell: (row) => exact(row.views) },
    { id: 'cross_platform', header: 'Platforms', unit: 'of 100', numeric: true, width: 100, cell: crossPlatformCell },
  ]
}

function TitleCell({ row, timeZone }: { row: TrendRow; timeZone: string }) {
  const published = row.published_at === null ? 'publication not known' : momentLabel(row.published_at, timeZone, 'day')
  return (
    <div className="min-w-0 py-1.5">
      <PageLink
        to="/youtube-trends/$id"
        parameters={{ id: row.content_id }}
        className="block truncate font-medium after:absolute after:inset-0"
        title={row.title}
      >
        {row.title}
      </PageLink>
      <p className="truncate text-12 text-muted">{[row.creator_name, row.category, published].filter(Boolean).join(' · ')}</p>
    </div>
  )
}

function calibratedCell({ calibrated }: TrendRow) {
  if (calibrated === null) return <Absent title="Fewer than 20 videos to compare it with">too few peers</Absent>
  return (
    <span title={`Among ${peersText(calibrated)}`}>
      <span className="block font-semibold">{exact(Math.round(calibrated.score))}</span>
      <span className="block text-12 text-muted">{intervalText(calibrated).replace(/^\S+ /, '')}</span>
    </span>
  )
}

function viralCell({ viral }: TrendRow) {
  const { label, tone } = VIRAL_CLASS[viral.class]
  return (
    <span className="inline-flex items-center gap-1.5">
      <Badge tone={tone}>{label}</Badge>
      <span className="font-semibold">{viral.score}</span>
    </span>
  )
}

function reasonsCell({ viral }: TrendRow) {
  const words = Object.entries(viral.components).map(([name, points]) => `${COMPONENTS[name]?.label ?? name} ${brief(points)}`)
  return <MiniBars points={viral.components} label={`Points: ${words.join(', ')}`} />
}

function engagementCell({ engagement }: TrendRow) {
  return (
    <>
      <span className="block">{exact(engagement.percent)}</span>
      <span className="block text-12 text-muted">{ENGAGEMENT[engagement.category]}</span>
    </>
  )
}

function velocityCell({ velocity }: TrendRow) {
  if (velocity === null) return <Absent title="When it was published is not known">unknown</Absent>
  return (
    <>
      <span className="block">{brief(velocity.views_per_day)}</span>
      <span className="block text-12 text-muted">{VELOCITY[velocity.class]}</span>
    </>
  )
}

function crossPlatformCell({ cross_platform: total }: TrendRow) {
  if (total === null) return <Absent title="Not analysed yet">–</Absent>
  if (total.total === null) return <Absent title={statusLabel(total.status)}>unavailable</Absent>
  const range = total.least === total.most ? '' : `, up to ${total.most} if all platforms could be asked`
  return <span title={`${statusLabel(total.status)}${range}; ${choicesText(total)}`}>{total.total}</span>
}

function Absent({ title, children }: { title: string; children: string }) {
  return (
    <span className="text-12 text-muted" title={title}>
      {children}
    </span>
  )
}
