import { CalendarSearch, Gauge } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { ChartCard, ChartSkeleton } from '../../ui/chart-card.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { FiguresFrom } from '../../ui/export/page-facts.tsx'
import { FigureCard, type FigureFrame, FigureSkeleton } from '../../ui/figure-card.tsx'
import { brief, bucketLabel, changeOf, counted, dayLabel, definitionOf, exact, momentLabel, rangeLabel, share } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { SourceBadge } from '../../ui/passport.tsx'
import { daysIn } from '../../ui/period.ts'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { useRead } from '../../ui/queries.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { SmallGroups } from '../../ui/small-groups.tsx'
import { EmptyState, ErrorState, Loading } from '../../ui/states.tsx'
import { subtitleOf } from '../../ui/subtitle.ts'
import { periodParameters, useView, type View } from '../../ui/view.ts'
import { WaysIn } from '../../ui/ways-in.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import {
  type Bar,
  barsOf,
  bucketValue,
  byCategoryOption,
  byPlatformOption,
  overTimeOption,
  platformBars,
  SERIES_METRICS,
  type SeriesMetric,
} from './chart.ts'
import type { OverviewResponse } from './contract.ts'
import { HourOfWeek } from './hour-of-week.tsx'

const LARGE = ['views', 'interactions', 'engagement_rate_by_views', 'active_people']
const REFRESH = 60_000

function OverviewPage() {
  const view = useView()
  const overview = useRead<OverviewResponse>('/v1/overview', periodParameters(view), { every: REFRESH })
  if (overview.error && !overview.data)
    return <ErrorState what="The overview could not be loaded" error={overview.error} onRetry={() => overview.refetch()} />
  if (!overview.data) return <OverviewSkeleton />
  if (overview.data.provenance.length === 0) return <NothingHere data={overview.data} view={view} />
  return <Filled data={overview.data} view={view} seen={overview.dataUpdatedAt} />
}

function Filled({ data, view, seen }: { data: OverviewResponse; view: View; seen: number }) {
  const workspace = useWorkspace()
  const hindrance = view.compare ? hindranceOf(data) : undefined
  const comparable = view.compare && hindrance === undefined
  const frame: FigureFrame = {
    provenance: data.provenance,
    compare: comparable,
    before: beforeLabel(data),
    unfinished: data.unfinished,
    ...(data.smallest_group !== null && { absent: 'Nothing to say it from, or about too few people' }),
    seen: momentLabel(new Date(seen).toISOString(), workspace.time_zone, 'second'),
  }
  const ordered = (large: boolean) => data.figures.filter(({ metric }) => LARGE.includes(metric) === large)
  return (
    <FiguresFrom passport={data.passport}>
      <PageHeader title="Overview" actions={<SourceBadge source={data.passport.status} />}>
        <Sentence data={data} compare={comparable} hindrance={hindrance} />
        <SmallGroups group={data.smallest_group} />
      </PageHeader>
      <div className="grid grid-cols-1 gap-4 min-[440px]:grid-cols-2 xl:grid-cols-4">
        {ordered(true).map((figure) => (
          <FigureCard key={figure.metric} figure={figure} frame={frame} large />
        ))}
      </div>
      <div className="mt-4 grid grid-cols-2 gap-4 md:grid-cols-3 xl:grid-cols-6">
        {ordered(false).map((figure) => (
          <FigureCard key={figure.metric} figure={figure} frame={frame} />
        ))}
      </div>
      <div className="mt-4 grid grid-cols-1 gap-4 xl:grid-cols-2">
        <OverTime data={data} view={view} comparable={comparable} />
        <Bars data={data} view={view} by="platform" />
        <Bars data={data} view={view} by="category" />
        <TopContent data={data} view={view} />
        <HourOfWeek data={data} view={view} />
      </div>
    </FiguresFrom>
  )
}

/** The days that are compared with, and up to when they are counted. */
function beforeLabel({ previous_from, previous_to, previous_until: until }: OverviewResponse): string {
  if (until === null) return rangeLabel(previous_from, previous_to)
  return `${rangeLabel(previous_from, until.slice(0, 10))}, up to ${until.slice(11, 16)}`
}

/** Why the period before says nothing about this one; undefined when it does. */
function hindranceOf(data: OverviewResponse): string | undefined {
  if (data.data_from === null || data.data_from > data.previous_from)
    return 'The data does not reach back over a full period before, so nothing is compared.'
  return undefined
}

/** How did we do? */
function Sentence({ data, compare, hindrance }: { data: OverviewResponse; compare: boolean; hindrance: string | undefined }) {
  const figure = (metric: string) => data.figures.find((candidate) => candidate.metric === metric)
  const value = (metric: string) => figure(metric)?.value ?? 0
  const rate = figure('engagement_rate_by_views')?.value ?? null
  const change = changeOf('views', figure('views')?.value ?? null, figure('views')?.previous ?? null)
  const days = daysIn({ from: data.from, to: data.to })
  if (data.smallest_group !== null && figure('events')?.value === null)
    return <p>{rangeLabel(data.from, data.to)}: too few people were active for figures to be shown.</p>
  const before = days === 1 ? 'on the day before' : `in the ${days} days before`
  return (
    <p>
      {rangeLabel(data.from, data.to)}: <Said>{counted(value('active_content'), 'post')}</Said> brought{' '}
      <Said>{brief(value('views'))} views</Said>
      {compare && change.direction !== 'unknown' && (
        <>
          {change.direction === 'same'
            ? ', as many as '
            : change.words.endsWith('times as many')
              ? `, ${change.words} as `
              : `, ${change.words} than `}
          {before}
        </>
      )}
      , and <Said>{brief(value('interactions'))} interactions</Said>
      {rate !== null && ` – ${brief(rate)} for every 100 views`}
      {value('active_people') > 0 && (
        <>
          , from <Said>{brief(value('active_people'))} people</Said>
        </>
      )}
      .{data.previous_until !== null && ` ${unfinishedWords(data, compare)}`}
      {hindrance !== undefined && ` ${hindrance}`}
    </p>
  )
}

function unfinishedWords({ previous_until: until }: OverviewResponse, compare: boolean): string {
  if (until === null || !compare) return 'Today is not over yet.'
  return `Today is not over, so the days before are counted up to the same time: ${until.slice(11, 16)} on ${dayLabel(until.slice(0, 10))}.`
}

function Said({ children }: { children: ReactNode }) {
  return <strong className="font-semibold whitespace-nowrap text-text figures">{children}</strong>
}

function OverTime({ data, view, comparable }: { data: OverviewResponse; view: View; comparable: boolean }) {
  const metric = SERIES_METRICS.find((name) => name === view.words.metric) ?? busiestMetric(data)
  const previous = useMemo(() => (comparable ? data.previous_series : []), [comparable, data.previous_series])
  const { label } = definitionOf(metric)
  const values = data.series.map((bucket) => bucketValue(bucket, metric))
  const peak = data.series[values.indexOf(Math.max(...values.map((value) => value ?? 0)))]
  return (
    <ChartCard
      id="over-time"
      className="xl:col-span-2"
      title={`${label} over time`}
      subtitle={subtitleOf(
        view,
        `by ${data.interval}${previous.length > 0 ? ', thin line: the period before' : ''}${data.unfinished ? ', dashed: not finished' : ''}`,
      )}
      finding={`${exact(values.reduce<number>((sum, value) => sum + (value ?? 0), 0))} in all${values.includes(null) ? ' without what is about too few people' : ''}${peak ? `, most on ${bucketLabel(peak.at)} with ${exact(bucketValue(peak, metric))}` : ''}.`}
      option={useMemo(
        () => (colours) => overTimeOption({ metric, series: data.series, previous, unfinished: data.unfinished }, colours),
        [metric, data, previous],
      )}
      table={useMemo(
        () => ({
          columns: [data.interval === 'hour' ? 'Hour' : 'Day', label, ...(previous.length > 0 ? ['Period before'] : [])],
          rows: data.series.map((bucket, index) => [
            bucket.at,
            bucketValue(bucket, metric),
            ...(previous.length > 0 ? [previous[index] ? bucketValue(previous[index], metric) : null] : []),
          ]),
        }),
        [data, label, metric, previous],
      )}
      placeOf={(point) => ({ seriesIndex: data.unfinished && point === data.series.length - 1 ? 2 : 1, dataIndex: point })}
      controls={
        <Segmented
          label="Metric of the chart"
          value={metric}
          choices={SERIES_METRICS.map((value) => ({ value, label: definitionOf(value).label }))}
          onChange={(next: SeriesMetric) => view.change({ metric: next }, { replace: true })}
        />
      }
    />
  )
}

/** Views where there are any; an app without views is told by its events. */
function busiestMetric(data: OverviewResponse): SeriesMetric {
  return data.series.some(({ views }) => (views ?? 0) > 0) ? 'views' : 'events'
}

function Bars({ data, view, by }: { data: OverviewResponse; view: View; by: 'platform' | 'category' }) {
  const metric = busiestMetric(data) === 'views' ? 'views' : 'events'
  const rows = by === 'platform' ? data.by_platform : data.by_category
  const bars = useMemo(
    () => (by === 'platform' ? platformBars(rows, metric) : barsOf(rows, metric, (key) => key || 'No category')),
    [rows, metric, by],
  )
  const total = bars.reduce((sum, { value }) => sum + value, 0)
  const { label } = definitionOf(metric)
  const draw = by === 'platform' ? byPlatformOption : byCategoryOption
  return (
    <ChartCard
      id={`by-${by}`}
      title={`${label} by ${by}`}
      subtitle={subtitleOf(view, `n = ${brief(total)}${withheldWords(rows.filter((row) => row[metric] === null).length, by)}`)}
      finding={bars.map((bar) => `${bar.label} ${share(bar.value, total)}`).join(', ')}
      height={Math.max(bars.length, 3) * 30 + 16}
      option={useMemo(() => (colours) => draw(bars, label, colours), [bars, label, draw])}
      table={useMemo(() => breakdownTable(rows, bars, by, label), [rows, bars, by, label])}
      {...(by === 'platform' && { onOpen: (point: number) => view.change({ platform: bars[point]?.key || undefined }) })}
      empty={
        bars.length === 0 ? (
          <p className="px-5 pt-2 pb-6 text-14 text-muted">
            No {label.toLowerCase()} carry a {by} in this period.
          </p>
        ) : undefined
      }
    />
  )
}

function withheldWords(groups: number, by: 'platform' | 'category'): string {
  if (groups === 0) return ''
  return `, without ${counted(groups, by, by === 'platform' ? 'platforms' : 'categories')} about too few people`
}

function breakdownTable(rows: OverviewResponse['by_platform'], bars: readonly Bar[], by: string, label: string) {
  const known = new Map(rows.map((row) => [row.key, row]))
  return {
    columns: [by === 'platform' ? 'Platform' : 'Category', label, 'Interactions'],
    rows: bars.map((bar) => [bar.label, bar.value, bar.label.startsWith('Other (') ? null : (known.get(bar.key)?.interactions ?? null)]),
  }
}

const TOP_COLUMNS: readonly Column<OverviewResponse['top_content'][number]>[] = [
  {
    id: 'title',
    header: 'Title',
    width: 180,
    grows: true,
    cell: (row) => (
      <PageLink
        to="/content/$id"
        parameters={{ id: row.content_id }}
        className="block truncate font-medium after:absolute after:inset-0"
        title={row.title}
      >
        {row.title || row.content_id}
      </PageLink>
    ),
  },
  { id: 'platform', header: 'Platform', cell: (row) => <PlatformMark platform={row.platform} className="text-12 text-muted" /> },
  { id: 'views', header: 'Views', numeric: true, width: 72, cell: (row) => <span title={exact(row.views)}>{brief(row.views)}</span> },
  {
    id: 'interactions',
    header: 'Interactions',
    numeric: true,
    width: 72,
    cell: (row) => <span title={exact(row.interactions)}>{brief(row.interactions)}</span>,
  },
]

function TopContent({ data, view }: { data: OverviewResponse; view: View }) {
  const { top_content_withheld: withheld } = data
  return (
    <Card id="top-content">
      <CardHeader
        title="What was engaged with most"
        subtitle={subtitleOf(view, ...(withheld > 0 ? [`without ${counted(withheld, 'post')} about too few people`] : []))}
      >
        <PageLink to="/content" className={buttonClass({ look: 'quiet', size: 'small' })}>
          All content
        </PageLink>
      </CardHeader>
      {data.top_content.length === 0 ? (
        <p className="px-5 pb-6 text-14 text-muted">
          {withheld > 0
            ? 'No post reached enough people in this period for its figures to be shown.'
            : 'No event in this period names a post, video or page.'}
        </p>
      ) : (
        <DataTable caption="Top content" columns={TOP_COLUMNS} rows={data.top_content} rowKey={(row) => row.content_id} dense />
      )}
    </Card>
  )
}

function NothingHere({ data, view }: { data: OverviewResponse; view: View }) {
  const { data_from: from, data_to: to } = data
  const filtered = view.platforms.length > 0
  if (from === null || to === null) {
    return (
      <>
        <PageHeader title="Overview">
          How did we do? Nothing has arrived in this workspace yet. Figures, their course and the best content will stand here.
        </PageHeader>
        <WaysIn />
      </>
    )
  }
  return (
    <>
      <PageHeader title="Overview">
        {rangeLabel(view.period.from, view.period.to)}: nothing happened{filtered && ' on the chosen platforms'}.
      </PageHeader>
      <Card>
        <EmptyState
          icon={CalendarSearch}
          title={`This workspace has data for ${rangeLabel(from, to)}`}
          action={
            <>
              <Button look="primary" onClick={() => view.change({ from, to, period: undefined })}>
                Show {rangeLabel(from, to)}
              </Button>
              {filtered && <Button onClick={() => view.change({ platform: undefined })}>Show all platforms</Button>}
            </>
          }
        >
          Choose another period, or go where the data is.
        </EmptyState>
      </Card>
    </>
  )
}

function OverviewSkeleton() {
  return (
    <Loading what="the overview">
      <PageHeader title="Overview">
        <span className="skeleton mt-1 block h-4 w-[min(520px,80vw)]" />
      </PageHeader>
      <div className="grid grid-cols-1 gap-4 min-[440px]:grid-cols-2 xl:grid-cols-4">
        {LARGE.map((metric) => (
          <FigureSkeleton key={metric} large />
        ))}
      </div>
      <div className="mt-4 grid grid-cols-2 gap-4 md:grid-cols-3 xl:grid-cols-6">
        {['likes', 'comments', 'shares', 'saves', 'events', 'content'].map((name) => (
          <FigureSkeleton key={name} />
        ))}
      </div>
      <div className="mt-4 grid grid-cols-1 gap-4 xl:grid-cols-2">
        <ChartSkeleton className="xl:col-span-2" />
        <ChartSkeleton />
        <ChartSkeleton />
      </div>
    </Loading>
  )
}

export const page = {
  path: '/overview',
  title: 'Overview',
  group: 'Now',
  order: 1,
  icon: Gauge,
  filtered: true,
  component: OverviewPage,
} satisfies Page
