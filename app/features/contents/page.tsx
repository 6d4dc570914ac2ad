import { useParams } from '@tanstack/react-router'
import { SNAPSHOT_COUNTERS, type SnapshotCounter } from '@trill/contract/content'
import { ArrowLeft, Download, FileVideo, Plug, SearchX } from 'lucide-react'
import { type ReactNode, Suspense, useMemo } from 'react'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { ChartCard, ChartSkeleton } from '../../ui/chart-card.tsx'
import { addressOf } from '../../ui/client.ts'
import { ContentFacts } from '../../ui/content-facts.tsx'
import { useContentPanels } from '../../ui/content-panel.ts'
import { type Column, DataTable, type Order, TableSkeleton } from '../../ui/data-table.tsx'
import { ExportAll } from '../../ui/export/export-all.tsx'
import { FiguresFrom } from '../../ui/export/page-facts.tsx'
import { FigureTile } from '../../ui/figure-card.tsx'
import { brief, counted, definitionOf, exact, momentLabel, platformLabel, rangeLabel, sentenceCase, share } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { Pager } from '../../ui/pager.tsx'
import { PassportBadge, SourceBadge, sourceOf } from '../../ui/passport.tsx'
import { useRead } from '../../ui/queries.ts'
import { SearchBox } from '../../ui/search-box.tsx'
import { EmptyState, ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { periodParameters, useView, type View } from '../../ui/view.ts'
import { usePlace, useWorkspace } from '../../ui/workspace.ts'
import { byTypeOption, GROWTH_METRICS, growthOption, reportedMetrics } from './chart.ts'
import { COUNTS, columnsIn } from './columns.tsx'
import { CONTENT_SORTS, type ContentResponse, type ContentsResponse } from './contract.ts'

const PAGE_SIZE = 50

const SORTS: readonly string[] = CONTENT_SORTS

function ContentPage() {
  const view = useView()
  const { sort, order, offset, parameters } = asked(view)
  const contents = useRead<ContentsResponse>('/v1/contents', { ...parameters, limit: PAGE_SIZE, offset })
  const workspace = useWorkspace()
  const search = view.words.search ?? ''
  const data = contents.data
  const columns = useMemo(() => columnsIn(workspace.time_zone, data?.items ?? []), [workspace.time_zone, data])
  const move = (direction: -1 | 1) => {
    const page = offset / PAGE_SIZE + 1 + direction
    view.change({ page: page > 1 ? String(page) : undefined })
  }
  return (
    <FiguresFrom passport={data?.passport}>
      <PageHeader title="Content" actions={data && <PassportBadge label="Content" passport={data.passport} />}>
        {data ? <Sentence data={data} view={view} sort={sort} order={order} /> : <span className="skeleton block h-4 w-80" />}
      </PageHeader>
      <Card aria-busy={contents.isFetching}>
        <div className="flex flex-wrap items-center justify-between gap-2 border-b px-5 py-3">
          <SearchBox
            label="Title, creator, tag or id"
            value={search}
            onSearch={(text) => view.change({ search: text || undefined, page: undefined }, { replace: true })}
          />
          {data !== undefined && data.total > 0 && (
            <div className="flex flex-wrap gap-2">
              <a href={addressOf('/v1/contents.csv', parameters)} download className={buttonClass()}>
                <Download aria-hidden="true" /> Export CSV
              </a>
              <ExportAll what="contents" asked={parameters} />
            </div>
          )}
        </div>
        {contents.error && !data ? (
          <ErrorState what="The content could not be loaded" error={contents.error} onRetry={() => contents.refetch()} />
        ) : !data ? (
          <TableSkeleton what="the content" />
        ) : data.items.length === 0 ? (
          <NoContent view={view} search={search} />
        ) : (
          <>
            <DataTable
              caption="Content"
              columns={columns}
              rows={data.items}
              rowKey={(row) => row.content_id}
              sort={{ id: sort, order }}
              onSort={(id, next) => view.change({ sort: id, order: next, page: undefined })}
            />
            <Pager offset={offset} shown={data.items.length} total={data.total} onMove={move} />
          </>
        )}
      </Card>
    </FiguresFrom>
  )
}

function asked(view: View) {
  const sort = SORTS.includes(view.words.sort ?? '') ? (view.words.sort as string) : 'views'
  const order: Order = view.words.order === 'asc' ? 'asc' : 'desc'
  const page = Math.max(1, Number.parseInt(view.words.page ?? '1', 10) || 1)
  return { sort, order, offset: (page - 1) * PAGE_SIZE, parameters: { ...periodParameters(view), search: view.words.search, sort, order } }
}

function Sentence({ data, view, sort, order }: { data: ContentsResponse; view: View; sort: string; order: Order }) {
  const first = data.items[0]
  const period = rangeLabel(view.period.from, view.period.to)
  if (data.total === 0 || first === undefined) return <p>{period}: nothing that names a post, video or page.</p>
  const led = sort === 'views' && order === 'desc' && view.words.page === undefined
  return (
    <p>
      {period}: <strong className="font-semibold text-text figures">{counted(data.total, 'post')}</strong>
      {view.words.search !== undefined && ` found for “${view.words.search}”`}
      {led && first.views !== null && first.views > 0 && (
        <>
          , led by <strong className="font-semibold text-text">{first.title || first.content_id}</strong> with{' '}
          {counted(first.views, 'view')}
        </>
      )}
      .
      {first.drawn !== null &&
        ' Ranked by what is certain of the rate: the fewer saw a post, the more its rate is drawn towards the usual one.'}
    </p>
  )
}

function NoContent({ view, search }: { view: View; search: string }) {
  const narrowed = search !== '' || view.platforms.length > 0
  const widen = () => view.change({ search: undefined, platform: undefined, page: undefined })
  return narrowed ? (
    <EmptyState icon={SearchX} title="Nothing matches" action={<Button onClick={widen}>Show everything in this period</Button>}>
      Nothing in this period has “{search || view.platforms.map(platformLabel).join(', ')}” in its title, creator, tags or id.
    </EmptyState>
  ) : (
    <EmptyState
      icon={FileVideo}
      title="No content in this period"
      action={
        <>
          <PageLink to="/overview" className={buttonClass({ look: 'primary' })}>
            See where the data is
          </PageLink>
          <PageLink to="/connections" className={buttonClass()}>
            <Plug aria-hidden="true" /> Get data in
          </PageLink>
        </>
      }
    >
      Posts, videos and pages that events or platform counters name are listed here, with what they brought.
    </EmptyState>
  )
}

function ItemPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const view = useView()
  const item = useRead<ContentResponse>(`/v1/contents/${encodeURIComponent(id)}`, { workspace_id: view.workspace })
  const back = (
    <PageLink to="/content" className="mb-2 inline-flex items-center gap-1 rounded-4 text-12 text-muted hover:text-text">
      <ArrowLeft className="size-3.5" aria-hidden="true" /> Content
    </PageLink>
  )
  if (item.error && !item.data) {
    const missing = item.error.code === 'not_found'
    return (
      <>
        {back}
        <ErrorState
          what={missing ? `Nothing is known about “${id}”` : 'This item could not be loaded'}
          error={item.error}
          {...(!missing && { onRetry: () => item.refetch() })}
        />
      </>
    )
  }
  return item.data ? <Item data={item.data} back={back} /> : <ItemSkeleton back={back} />
}

function Item({ data, back }: { data: ContentResponse; back: ReactNode }) {
  const { workspace } = usePlace()
  const { content, totals } = data
  const zone = workspace.time_zone
  const seen = `${momentLabel(data.first_seen_at, zone)} to ${momentLabel(data.last_seen_at, zone)}`
  const subtitle = `${seen}, ${zone}`
  const last = data.growth.at(-1)
  const reported = useMemo(() => reportedMetrics(data.growth), [data.growth])
  const types = useMemo(() => [...data.by_type].sort((one, other) => other.events - one.events), [data.by_type])
  return (
    <>
      <PageHeader title={content.title || content.content_id} eyebrow={back} actions={<SourceBadge source={sourceOf(data.provenance)} />}>
        <p>
          {data.withheld && 'Too few people did something with it here for figures to be shown; what platforms report stands below. '}
          {knownWords(totals)}
          {totals.engagement_rate !== null && `, ${brief(totals.engagement_rate)} for every 100 views`}
          {data.cascade && data.cascade.shares > 0 && `; shared ${counted(data.cascade.shares, 'time')}`}.
        </p>
        <ContentFacts content={content} timeZone={zone} />
      </PageHeader>
      <Card className="mb-4">
        <dl className="grid grid-cols-2 sm:grid-cols-3 lg:grid-cols-7">
          {COUNTS.map((metric) => (
            <FigureTile
              key={metric}
              label={definitionOf(metric).label}
              value={totals[metric]}
              about={definitionOf(metric).about}
              absent={data.withheld ? 'too few people' : 'not reported'}
            />
          ))}
          <FigureTile
            label="Engagement rate"
            value={totals.engagement_rate}
            unit="percent"
            about={definitionOf('engagement_rate_by_views').about}
          />
          <FigureTile label="Events" value={totals.events} about={definitionOf('events').about} />
        </dl>
      </Card>
      <div className="grid grid-cols-1 gap-4 xl:grid-cols-3">
        <ChartCard
          id="growth"
          className="xl:col-span-2"
          title="How it grew"
          subtitle={`Running totals, ${subtitle}`}
          finding={last ? reported.map((metric) => `${definitionOf(metric).label} ${exact(last[metric])}`).join(', ') : 'Nothing yet.'}
          height={380}
          option={useMemo(() => (colours) => growthOption(data.growth, reported, zone, colours), [data.growth, reported, zone])}
          table={useMemo(() => growthTable(data.growth), [data.growth])}
          empty={data.growth.length === 0 ? <p className="px-5 pb-6 text-14 text-muted">Nothing counted yet.</p> : undefined}
        />
        <div className="flex flex-col gap-4">
          <ChartCard
            id="by-type"
            title="What people did"
            subtitle={data.withheld ? 'Events by type' : `Events by type, n = ${brief(totals.events)}`}
            finding={data.by_type.map(({ type, events }) => `${sentenceCase(type)} ${exact(events)}`).join(', ')}
            height={Math.max(96, data.by_type.length * 30 + 16)}
            option={useMemo(() => (colours) => byTypeOption(types, colours), [types])}
            table={useMemo(() => ({ columns: ['Type', 'Events'], rows: types.map(({ type, events }) => [type, events]) }), [types])}
            empty={
              data.by_type.length === 0 ? (
                <p className="px-5 pb-6 text-14 text-muted">
                  {data.withheld ? 'Too few people to be shown.' : 'Known from platform counters only; no single events.'}
                </p>
              ) : undefined
            }
          />
          {data.cascade && <Cascade cascade={data.cascade} />}
        </div>
      </div>
      <Panels content={content} />
      {data.snapshots.length > 0 && <Snapshots snapshots={data.snapshots} timeZone={zone} />}
    </>
  )
}

/** What other features say of the post. */
function Panels({ content }: { content: ContentResponse['content'] }) {
  const panels = useContentPanels()
  return panels.map((Panel, place) => (
    <div key={String(place)} className="mt-4 empty:hidden">
      <Suspense fallback={null}>
        <Panel contentId={content.content_id} publishedAt={content.published_at} />
      </Suspense>
    </div>
  ))
}

/** What is known of it: a counter that is not reported is left out. */
function knownWords({ views, interactions }: ContentResponse['totals']): string {
  const known = [views !== null && counted(views, 'view'), interactions !== null && counted(interactions, 'interaction')].filter(Boolean)
  return known.length === 0 ? 'Neither views nor interactions are reported' : `${known.join(' and ')} so far`
}

function growthTable(growth: ContentResponse['growth']) {
  return {
    columns: ['Time (UTC)', ...GROWTH_METRICS.map((metric) => definitionOf(metric).label)],
    rows: growth.map((point) => [point.at, ...GROWTH_METRICS.map((metric) => point[metric])]),
  }
}

function Cascade({ cascade }: { cascade: NonNullable<ContentResponse['cascade']> }) {
  return (
    <Card>
      <CardHeader title="How it was passed on" subtitle={cascadeWords(cascade)} />
      <dl className="grid grid-cols-3">
        <FigureTile label="Shares" value={cascade.shares} />
        <FigureTile label="First shares" value={cascade.roots} about="Shares that no known share led to." />
        <FigureTile label="Sharers" value={cascade.sharers} unit="people" />
      </dl>
    </Card>
  )
}

function cascadeWords({ shares, roots, direct_share }: NonNullable<ContentResponse['cascade']>): string {
  const onward = shares - roots
  if (onward === 0) return 'No share came from another share'
  return `Of ${counted(onward, 'share')} that came from another share, ${share(direct_share, 1)} came straight from a first one`
}

type Snapshot = ContentResponse['snapshots'][number]
/** Counters that every platform’s table shows; others where they were ever reported. */
const USUAL: readonly SnapshotCounter[] = ['views', 'likes', 'dislikes', 'comments', 'shares', 'saves']

function Snapshots({ snapshots, timeZone }: { snapshots: readonly Snapshot[]; timeZone: string }) {
  const counters = SNAPSHOT_COUNTERS.filter((counter) => USUAL.includes(counter) || snapshots.some((row) => row[counter] !== null))
  const columns: readonly Column<Snapshot>[] = [
    {
      id: 'observed_at',
      header: 'Seen at',
      width: 160,
      cell: (row) => <span className="whitespace-nowrap figures">{momentLabel(row.observed_at, timeZone)}</span>,
    },
    ...counters.map((counter) => ({
      id: counter,
      header: sentenceCase(counter),
      numeric: true,
      cell: (row: Snapshot) => exact(row[counter]),
    })),
  ]
  return (
    <Card className="mt-4 overflow-hidden">
      <CardHeader
        title="What the platform reported"
        subtitle={`${counted(snapshots.length, 'reading')} of its counters; a dash is “not reported”`}
      />
      <DataTable caption="Counter readings" columns={columns} rows={snapshots} rowKey={(row) => row.observed_at} maxHeight={420} dense />
    </Card>
  )
}

function ItemSkeleton({ back }: { back: ReactNode }) {
  return (
    <Loading what="the item">
      {back}
      <Skeleton className="h-7 w-96 max-w-full" />
      <Skeleton className="mt-2 mb-5 h-5 w-72 max-w-full" />
      <Skeleton className="mb-4 h-[74px] w-full" />
      <ChartSkeleton height={380} />
    </Loading>
  )
}

export const page = {
  path: '/content',
  title: 'Content',
  group: 'Content',
  order: 1,
  icon: FileVideo,
  filtered: true,
  component: ContentPage,
} satisfies Page

export const itemPage = {
  path: '/content/$id',
  title: 'Content item',
  component: ItemPage,
} satisfies Page
