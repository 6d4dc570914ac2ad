import { Layers } from 'lucide-react'
import { useMemo } from 'react'
import { buttonClass } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { ChartCard, ChartSkeleton } from '../../ui/chart-card.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { FiguresFrom } from '../../ui/export/page-facts.tsx'
import { brief, counted, definitionOf, exact, platformLabel, rangeLabel } from '../../ui/format.ts'
import { type IntervalRow, intervalOption } from '../../ui/interval-chart.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { type ChartColours, platformColour } from '../../ui/palette.ts'
import { PassportBadge } from '../../ui/passport.tsx'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { useRead } from '../../ui/queries.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { SmallGroups } from '../../ui/small-groups.tsx'
import { Sparkline } from '../../ui/sparkline.tsx'
import { EmptyState, ErrorState, Loading } from '../../ui/states.tsx'
import { subtitleOf } from '../../ui/subtitle.ts'
import { periodParameters, useView, type View } from '../../ui/view.ts'
import { AnyMetric } from './any-metric.tsx'
import { DAILY_METRICS, type DailyMetric, dailyOption, drawnPlatforms } from './chart.ts'
import type { PlatformRow, PlatformsResponse } from './contract.ts'

const RATES = [
  { value: 'engagement_rate', label: 'Interactions' },
  { value: 'comment_rate', label: 'Comments' },
  { value: 'share_rate', label: 'Shares' },
] as const
type RateName = (typeof RATES)[number]['value']

function PlatformsPage() {
  const view = useView()
  const read = useRead<PlatformsResponse>('/v1/platforms', periodParameters(view))
  const data = read.data
  return (
    <FiguresFrom passport={data?.passport}>
      <PageHeader title="Platforms" actions={data && <PassportBadge label="Platforms" passport={data.passport} />}>
        {data ? <Sentence data={data} view={view} /> : <span className="skeleton block h-4 w-80" />}
      </PageHeader>
      {read.error && !data ? (
        <ErrorState what="The platforms could not be loaded" error={read.error} onRetry={() => read.refetch()} />
      ) : !data ? (
        <Loading what="the platforms">
          <ChartSkeleton height={300} />
        </Loading>
      ) : data.platforms.length === 0 ? (
        <NoPlatforms />
      ) : (
        <>
          <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
            <Daily data={data} view={view} />
            <Rates data={data} view={view} />
          </div>
          <Card className="mt-4 overflow-hidden">
            <CardHeader title="Side by side" subtitle={subtitleOf(view, 'rates for every 100 views, with the interval of nine in ten')} />
            <DataTable caption="Platforms" columns={COLUMNS} rows={data.platforms} rowKey={(row) => row.platform} stacks />
          </Card>
          <AnyMetric view={view} />
          <p className="mt-3 text-12 text-muted">
            {definitionOf('views').caveat} Intervals take posts for their units; how fast is told of the middle post published in the
            period.
          </p>
        </>
      )}
    </FiguresFrom>
  )
}

function Sentence({ data, view }: { data: PlatformsResponse; view: View }) {
  const shown = data.platforms.filter(({ withheld }) => !withheld)
  const [first] = shown
  const sure = [...shown]
    .filter(({ engagement_rate: { lower } }) => lower !== null)
    .sort((one, other) => (other.engagement_rate.lower ?? 0) - (one.engagement_rate.lower ?? 0))[0]
  return (
    <p>
      {rangeLabel(view.period.from, view.period.to)}: {counted(data.platforms.length, 'platform')}
      {first && first.views !== null && first.views > 0 && (
        <>
          , most views on <strong className="font-semibold text-text">{platformLabel(first.platform)}</strong> ({brief(first.views)})
        </>
      )}
      {sure && (
        <>
          ; of 100 views most become interactions on <strong className="font-semibold text-text">{platformLabel(sure.platform)}</strong> (
          {brief(sure.engagement_rate.value)}, n = {counted(sure.engagement_rate.posts, 'post')})
        </>
      )}
      .<SmallGroups group={data.smallest_group} />
    </p>
  )
}

function Daily({ data, view }: { data: PlatformsResponse; view: View }) {
  const metric = DAILY_METRICS.find((name) => name === view.words.metric) ?? 'views'
  const rows = useMemo(() => drawnPlatforms(data.platforms, metric), [data.platforms, metric])
  const { label } = definitionOf(metric)
  return (
    <ChartCard
      id="daily"
      title={`${label} by platform`}
      subtitle={subtitleOf(view, `by day, the first five${data.unfinished ? ', dashed: not finished' : ''}`)}
      finding={rows
        .map(({ platform, daily }) => `${platformLabel(platform)} ${exact(daily.reduce((sum, day) => sum + day[metric], 0))}`)
        .join(', ')}
      height={300}
      option={useMemo(() => (colours) => dailyOption(rows, metric, data.unfinished, colours), [rows, metric, data.unfinished])}
      table={useMemo(
        () => ({
          columns: ['Day', ...rows.map(({ platform }) => platformLabel(platform))],
          rows: (rows[0]?.daily ?? []).map(({ day }, i) => [day, ...rows.map(({ daily }) => daily[i]?.[metric] ?? null)]),
        }),
        [rows, metric],
      )}
      controls={
        <Segmented
          label="Metric of the chart"
          value={metric}
          choices={DAILY_METRICS.map((value) => ({ value, label: definitionOf(value).label }))}
          onChange={(next: DailyMetric) => view.change({ metric: next === 'views' ? undefined : next }, { replace: true })}
        />
      }
      empty={
        rows.length === 0 ? (
          <p className="px-5 pb-6 text-14 text-muted">
            {data.smallest_group === null ? `No ${label.toLowerCase()} in this period.` : 'Days may be about too few people to be shown.'}
          </p>
        ) : undefined
      }
    />
  )
}

function Rates({ data, view }: { data: PlatformsResponse; view: View }) {
  const name = RATES.find(({ value }) => value === view.words.rate)?.value ?? 'engagement_rate'
  const rows = useMemo(() => rateRows(data.platforms, name), [data.platforms, name])
  const label = RATES.find(({ value }) => value === name)?.label ?? ''
  return (
    <ChartCard
      id="rates"
      title={`${label} for every 100 views`}
      subtitle={subtitleOf(view, 'ratios of sums; bars hold nine in ten, posts are the units')}
      finding={rows
        .map(({ label: platform, value, lower, upper, n }) => `${platform} ${brief(value)} (${brief(lower)} to ${brief(upper)}, n = ${n})`)
        .join(', ')}
      height={300}
      option={useMemo(
        () => (colours) => intervalOption(coloured(rows, colours), { name: label, nOf: 'Posts', format: (value) => brief(value) }, colours),
        [rows, label],
      )}
      table={useMemo(
        () => ({
          columns: ['Platform', 'Rate in %', 'Lower end', 'Upper end', 'Posts'],
          rows: rows.map(({ label: platform, value, lower, upper, n }) => [platform, value, lower, upper, n]),
        }),
        [rows],
      )}
      placeOf={(point) => ({ seriesIndex: 2, dataIndex: point })}
      controls={
        <Segmented
          label="Rate of the chart"
          value={name}
          choices={RATES}
          onChange={(next: RateName) => view.change({ rate: next === 'engagement_rate' ? undefined : next }, { replace: true })}
        />
      }
      empty={rows.length === 0 ? <p className="px-5 pb-6 text-14 text-muted">No platform reports views in this period.</p> : undefined}
    />
  )
}

interface RateRow extends IntervalRow {
  readonly platform: string
}

function rateRows(platforms: readonly PlatformRow[], name: RateName): RateRow[] {
  return platforms.flatMap((row) => {
    const { value, lower, upper, posts } = row[name]
    return value === null ? [] : [{ platform: row.platform, label: platformLabel(row.platform), value, lower, upper, n: posts }]
  })
}

function coloured(rows: readonly RateRow[], colours: ChartColours): IntervalRow[] {
  return rows.map((row) => ({ ...row, colour: platformColour(row.platform, colours) }))
}

const COLUMNS: readonly Column<PlatformRow>[] = [
  {
    id: 'platform',
    header: 'Platform',
    width: 130,
    grows: true,
    cell: (row) => <PlatformMark platform={row.platform} className="font-medium" />,
  },
  { id: 'posts', header: 'Published', numeric: true, width: 84, cell: (row) => exact(row.posts) },
  { id: 'views', header: 'Views', numeric: true, width: 84, cell: (row) => <Amount row={row} value={row.views} /> },
  { id: 'interactions', header: 'Interactions', numeric: true, width: 92, cell: (row) => <Amount row={row} value={row.interactions} /> },
  { id: 'rate', header: 'Interactions', unit: '%', numeric: true, width: 150, cell: (row) => <Rate rate={row.engagement_rate} /> },
  { id: 'shares', header: 'Shares', unit: '%', numeric: true, width: 140, cell: (row) => <Rate rate={row.share_rate} /> },
  {
    id: 'speed',
    header: 'Per hour',
    unit: 'first day',
    numeric: true,
    width: 120,
    cell: (row) => <span title={`Interactions an hour of the middle post, n = ${row.speed.posts}`}>{brief(row.speed.per_hour)}</span>,
  },
  {
    id: 'peak',
    header: 'To peak',
    unit: 'h',
    numeric: true,
    width: 92,
    cell: (row) => <span title={`Of the middle post, n = ${row.speed.posts}`}>{brief(row.speed.hours_to_peak)}</span>,
  },
  { id: 'trend', header: 'Course', width: 190, cell: (row) => <Trend row={row} /> },
]

function Amount({ row, value }: { row: PlatformRow; value: number | null }) {
  if (value !== null) return <span title={exact(value)}>{brief(value)}</span>
  return row.withheld ? <span title="About too few people to be shown">too few</span> : '–'
}

function Rate({ rate: { value, lower, upper, posts } }: { rate: PlatformRow['engagement_rate'] }) {
  if (value === null) return <span title="No views are reported">–</span>
  return (
    <span title={`n = ${counted(posts, 'post')}`}>
      {brief(value)}{' '}
      {lower !== null && upper !== null && (
        <span className="text-12 text-muted">
          {brief(lower)}–{brief(upper)}
        </span>
      )}
    </span>
  )
}

/** The days, and how the second half compares with the first. */
function Trend({ row }: { row: PlatformRow }) {
  const metric = row.daily.some(({ views }) => views > 0) ? 'views' : 'interactions'
  return (
    <span className="flex items-center gap-2">
      <Sparkline values={row.daily.map((day) => day[metric])} className="h-6 w-20 shrink-0" />
      {row.trend !== null && (
        <span className="text-12 whitespace-nowrap text-muted" title="The second half of the period against the first">
          {trendWords(row.trend)}
        </span>
      )}
    </span>
  )
}

function trendWords(trend: number): string {
  if (trend >= 2) return `↑ ${brief(trend)} times as many`
  const percent = Math.round(Math.abs(trend - 1) * 100)
  if (percent === 0) return 'as many'
  return trend > 1 ? `↑ ${percent} % more` : `↓ ${percent} % fewer`
}

function NoPlatforms() {
  return (
    <EmptyState
      icon={Layers}
      title="Nothing to compare in this period"
      action={
        <PageLink to="/connections" className={buttonClass({ look: 'primary' })}>
          Get posts in
        </PageLink>
      }
    >
      Platforms stand side by side here as soon as posts, events or counters of them are in the period. Choose a longer one, send events,
      import files, or connect a platform.
    </EmptyState>
  )
}

export const page = {
  path: '/platforms',
  title: 'Platforms',
  group: 'Content',
  order: 6,
  icon: Layers,
  filtered: true,
  component: PlatformsPage,
} satisfies Page
