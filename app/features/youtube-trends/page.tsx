import { Plug, SearchX, TrendingUp } from 'lucide-react'
import { useMemo } from 'react'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ChartCard } from '../../ui/chart-card.tsx'
import { type Order, TableSkeleton } from '../../ui/data-table.tsx'
import { FiguresFrom } from '../../ui/export/page-facts.tsx'
import { SelectField } from '../../ui/field.tsx'
import { counted, exact, momentLabel, share } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { Pager } from '../../ui/pager.tsx'
import { SourceBadge } from '../../ui/passport.tsx'
import { useRead } from '../../ui/queries.ts'
import { SearchBox } from '../../ui/search-box.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { useView, type View } from '../../ui/view.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import { AnalysisButton } from './analysis-choices.tsx'
import { bandLabel, scoreBands, spreadOption } from './chart.ts'
import type { TrendsResponse } from './contract.ts'
import { PATH, RunProgress, readAgain, useTrendRuns } from './run-progress.tsx'
import { TrendsTable } from './trends-table.tsx'
import { VideoPage } from './video-view.tsx'
import { VIRAL_CLASS, type ViralClass } from './words.ts'

const PAGE_SIZE = 50
const SORTS = ['calibrated', 'viral', 'engagement', 'velocity', 'views']

function YoutubeTrendsPage() {
  const view = useView()
  const workspace = useWorkspace()
  const { offset, sort, order, ...filter } = asked(view)
  const trends = useRead<TrendsResponse>(
    PATH,
    { workspace_id: workspace.id, ...filter, sort, order, limit: PAGE_SIZE, offset },
    { every: (data) => readAgain(data?.runs) },
  )
  const data = trends.data
  return (
    <FiguresFrom passport={data?.passport}>
      <PageHeader title="YouTube trends" actions={<Actions data={data} workspaceId={workspace.id} />}>
        {data ? <Sentence data={data} timeZone={workspace.time_zone} /> : <span className="skeleton block h-4 w-80" />}
      </PageHeader>
      {data && <RunProgress runs={data.runs} />}
      {trends.error && !data ? (
        <Card>
          <ErrorState what="The trends could not be loaded" error={trends.error} onRetry={() => trends.refetch()} />
        </Card>
      ) : !data ? (
        <Card>
          <TableSkeleton what="the trends" />
        </Card>
      ) : data.detected_at === null && isUnfiltered(view) ? (
        <Card>
          <NothingScored data={data} workspaceId={workspace.id} />
        </Card>
      ) : (
        <>
          <Spread data={data} />
          <Card aria-busy={trends.isFetching}>
            <Filters view={view} data={data} />
            {data.items.length === 0 ? (
              <NothingFound view={view} />
            ) : (
              <TrendsTable
                rows={data.items}
                timeZone={workspace.time_zone}
                sort={{ id: sort, order }}
                onSort={(id, next) => view.change({ sort: id, order: next, page: undefined })}
              />
            )}
            <Pager offset={offset} shown={data.items.length} total={data.total} onMove={(direction) => move(view, direction)} />
          </Card>
        </>
      )}
    </FiguresFrom>
  )
}

function asked(view: View) {
  const { words } = view
  const sort = SORTS.includes(words.sort ?? '') ? (words.sort as string) : 'calibrated'
  const order: Order = words.order === 'asc' ? 'asc' : 'desc'
  const name = words.class !== undefined && Object.hasOwn(VIRAL_CLASS, words.class) ? words.class : undefined
  return { search: words.search, category: words.category, class: name, sort, order, offset: (pageOf(view) - 1) * PAGE_SIZE }
}

function pageOf({ words }: View): number {
  return Math.max(1, Number.parseInt(words.page ?? '1', 10) || 1)
}

function move(view: View, direction: -1 | 1): void {
  const page = pageOf(view) + direction
  view.change({ page: page > 1 ? String(page) : undefined })
}

function isUnfiltered({ words }: View): boolean {
  return [words.search, words.category, words.class].every((word) => word === undefined)
}

function Actions({ data, workspaceId }: { data: TrendsResponse | undefined; workspaceId: string }) {
  const { begin, may } = useTrendRuns()
  const workspace = useWorkspace()
  const isRunning = (kind: string) => data?.runs.some((run) => run.kind === kind && run.status === 'running') === true
  return (
    <>
      {workspace.provenance === 'simulated' && <SourceBadge source="simulated" />}
      {may && data !== undefined && data.detected_at !== null && (
        <AnalysisButton disabled={isRunning('analysis')}>Cross-platform analysis of all</AnalysisButton>
      )}
      {may && data !== undefined && (data.stored_videos > 0 || data.is_connected) && (
        <Button look="primary" onClick={() => begin('detections', { workspace_id: workspaceId })} disabled={isRunning('detection')}>
          <TrendingUp aria-hidden="true" /> Detect trends
        </Button>
      )}
    </>
  )
}

function Sentence({ data, timeZone }: { data: TrendsResponse; timeZone: string }) {
  if (data.detected_at === null)
    return (
      <p>{data.stored_videos === 0 ? 'No video is stored yet.' : `${counted(data.stored_videos, 'video')} stored, none scored yet.`}</p>
    )
  const { viral, trending, moderate, low } = data.by_class
  const all = viral + trending + moderate + low
  return (
    <p>
      <strong className="font-semibold text-text figures">{counted(all, 'video')}</strong> scored on{' '}
      {momentLabel(data.detected_at, timeZone)}, <strong className="font-semibold text-text figures">{share(viral, all)}</strong> of them
      viral by the published score; the calibrated one compares each with videos like it.
      {data.without_views > 0 && ` ${counted(data.without_views, 'video')} without reported views cannot be scored.`}
    </p>
  )
}

function Spread({ data }: { data: TrendsResponse }) {
  const bands = useMemo(() => scoreBands(data.by_score), [data.by_score])
  const { viral, trending, moderate, low } = data.by_class
  const all = viral + trending + moderate + low
  return (
    <ChartCard
      id="spread"
      className="mb-4"
      title={`${share(viral, all)} of the videos reach “viral”, 80 points`}
      subtitle={`Videos by published score (version ${data.version}), n = ${exact(all)}; accented from 80`}
      finding={`Viral ${exact(viral)}, trending ${exact(trending)}, moderate ${exact(moderate)}, low ${exact(low)}.`}
      height={200}
      option={useMemo(() => (colours) => spreadOption(bands, colours), [bands])}
      table={useMemo(
        () => ({ columns: ['Published score', 'Videos'], rows: bands.map((band) => [bandLabel(band), band.videos]) }),
        [bands],
      )}
    />
  )
}

function Filters({ view, data }: { view: View; data: TrendsResponse }) {
  const set = (words: Readonly<Record<string, string | undefined>>) => view.change({ ...words, page: undefined }, { replace: true })
  return (
    <div className="flex flex-wrap items-end justify-between gap-3 border-b px-5 py-3">
      <SearchBox label="Title, channel or id" value={view.words.search ?? ''} onSearch={(text) => set({ search: text || undefined })} />
      <div className="flex max-w-full min-w-0 flex-wrap items-end gap-3">
        <SelectField
          label="Category"
          labelHidden
          className="w-48"
          value={view.words.category ?? ''}
          onChange={({ target }) => set({ category: target.value || undefined })}
        >
          <option value="">Every category</option>
          {data.categories.map(({ category }) => (
            <option key={category} value={category}>
              {category}
            </option>
          ))}
        </SelectField>
        <Segmented
          label="Class of the published score"
          value={(view.words.class ?? 'all') as ViralClass | 'all'}
          choices={[
            { value: 'all', label: 'All' },
            ...Object.entries(VIRAL_CLASS).map(([value, { label }]) => ({
              value: value as ViralClass,
              label: `${label} ${exact(data.by_class[value as ViralClass])}`,
            })),
          ]}
          onChange={(name) => set({ class: name === 'all' ? undefined : name })}
        />
      </div>
    </div>
  )
}

function NothingScored({ data, workspaceId }: { data: TrendsResponse; workspaceId: string }) {
  const { begin, may } = useTrendRuns()
  if (data.is_connected && data.stored_videos === 0)
    return (
      <EmptyState
        icon={TrendingUp}
        title="YouTube is connected"
        action={
          may && (
            <Button look="primary" onClick={() => begin('detections', { workspace_id: workspaceId })}>
              Detect trends
            </Button>
          )
        }
      >
        The most popular videos are read and scored, with the published score and their place among videos like them.
      </EmptyState>
    )
  if (data.stored_videos > data.without_views)
    return (
      <EmptyState
        icon={TrendingUp}
        title={`${counted(data.stored_videos, 'video')} waiting to be scored`}
        action={
          may && (
            <Button look="primary" onClick={() => begin('detections', { workspace_id: workspaceId })}>
              Detect trends
            </Button>
          )
        }
      >
        Each gets the published score with its components and, beside it, its place among videos of its age, category and channel size.
      </EmptyState>
    )
  return (
    <EmptyState
      icon={TrendingUp}
      title="No YouTube video is stored yet"
      action={
        <>
          <PageLink to="/imports" className={buttonClass({ look: 'primary' })}>
            Import a file
          </PageLink>
          <PageLink to="/connections" className={buttonClass()}>
            <Plug aria-hidden="true" /> Connect YouTube
          </PageLink>
        </>
      }
    >
      Videos with their views, likes and comments come from an import, such as lists of trending videos, or from a connection.
    </EmptyState>
  )
}

function NothingFound({ view }: { view: View }) {
  const widen = () => view.change({ search: undefined, category: undefined, class: undefined, page: undefined })
  return (
    <EmptyState icon={SearchX} title="Nothing matches" action={<Button onClick={widen}>Show every video</Button>}>
      No scored video fits the search, category and class.
    </EmptyState>
  )
}

export const page = {
  path: '/youtube-trends',
  title: 'YouTube trends',
  group: 'Content',
  order: 2,
  icon: TrendingUp,
  component: YoutubeTrendsPage,
} satisfies Page

export const videoPage = {
  path: '/youtube-trends/$id',
  title: 'YouTube video',
  component: VideoPage,
} satisfies Page
