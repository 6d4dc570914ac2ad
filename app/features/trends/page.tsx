import { Flame, Hash, SearchX } from 'lucide-react'
import { useMemo } from 'react'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CategoryField } from '../../ui/category-field.tsx'
import { type Column, DataTable, TableSkeleton } from '../../ui/data-table.tsx'
import { FiguresFrom } from '../../ui/export/page-facts.tsx'
import { counted, exact, momentLabel, platformLabel, rangeLabel } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { Pager } from '../../ui/pager.tsx'
import { PassportBadge } from '../../ui/passport.tsx'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { useRead } from '../../ui/queries.ts'
import { SearchBox } from '../../ui/search-box.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Sparkline } from '../../ui/sparkline.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { periodParameters, useView, type View } from '../../ui/view.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import type { TrendRow, TrendsResponse } from './contract.ts'
import { isSurprising, ScoreCell, SurpriseBadge } from './score-words.tsx'
import { TopicPage } from './topic-page.tsx'

const PAGE_SIZE = 50
const RANKED_MAX = 500
const REFRESH = 60_000
const PLATFORMS_SHOWN = 1

const KINDS = [
  { value: 'all', label: 'All' },
  { value: 'hashtag', label: 'Hashtags' },
  { value: 'topic', label: 'Topics' },
] as const
const SORTS = ['score', 'uses_24h', 'uses_7d', 'uses']

function TrendsPage() {
  const view = useView()
  const { sort, offset, parameters } = asked(view)
  const trends = useRead<TrendsResponse>('/v1/trends', { ...parameters, limit: PAGE_SIZE, offset }, { every: REFRESH })
  const workspace = useWorkspace()
  const columns = useMemo(() => columnsIn(workspace.time_zone), [workspace.time_zone])
  const data = trends.data
  const move = (direction: -1 | 1) => {
    const page = offset / PAGE_SIZE + 1 + direction
    view.change({ page: page > 1 ? String(page) : undefined })
  }
  return (
    <FiguresFrom passport={data?.passport}>
      <PageHeader title="Trends" actions={data && <PassportBadge label="Trends" passport={data.passport} />}>
        {data ? <Sentence data={data} view={view} /> : <span className="skeleton block h-4 w-80" />}
      </PageHeader>
      <Card aria-busy={trends.isFetching}>
        <Filters view={view} categories={data?.categories ?? []} />
        {trends.error && !data ? (
          <ErrorState what="The trends could not be loaded" error={trends.error} onRetry={() => trends.refetch()} />
        ) : !data ? (
          <TableSkeleton what="the trends" />
        ) : data.items.length === 0 ? (
          <NoTrends data={data} view={view} />
        ) : (
          <>
            <DataTable
              caption="Trends"
              columns={columns}
              rows={data.items}
              rowKey={(row) => row.topic}
              sort={{ id: sort, order: 'desc' }}
              onSort={(id) => view.change({ sort: id === 'score' ? undefined : id, page: undefined })}
              stacks
            />
            <Pager offset={offset} shown={data.items.length} total={Math.min(data.total, RANKED_MAX)} onMove={move} />
          </>
        )}
      </Card>
      {data && <Coverage data={data} />}
    </FiguresFrom>
  )
}

function asked(view: View) {
  const { kind, category, search } = view.words
  const sort = SORTS.includes(view.words.sort ?? '') ? (view.words.sort as string) : 'score'
  const page = Math.max(1, Number.parseInt(view.words.page ?? '1', 10) || 1)
  const offset = Math.min((page - 1) * PAGE_SIZE, RANKED_MAX)
  const known = kind === 'hashtag' || kind === 'topic' ? kind : undefined
  return { sort, offset, parameters: { ...periodParameters(view), kind: known, category, search, sort } }
}

function Sentence({ data, view }: { data: TrendsResponse; view: View }) {
  const period = rangeLabel(view.period.from, view.period.to)
  const rising = data.items.filter((item) => item.score !== null && isSurprising(item))
  const [first] = rising
  if (data.posts === 0) return <p>{period}: no posts whose hashtags and titles could be counted.</p>
  return (
    <p>
      {period}:{' '}
      <strong className="font-semibold text-text figures">{counted(data.total, 'hashtag or topic', 'hashtags and topics')}</strong> in{' '}
      {counted(data.posts, 'post')}
      {first ? (
        <>
          ; <strong className="font-semibold text-text">{first.topic}</strong> is used {exact(first.uses_24h)} times in the last 24 hours,
          where {exact(first.expected_24h)} are usual
        </>
      ) : (
        '; none is used more in the last 24 hours than chance explains'
      )}
      .{data.history_hours < 192 && ' There is less than a week of posts to compare with yet.'}
      {!data.complete && ' Posts that arrived just now are still being counted.'}
    </p>
  )
}

function Filters({ view, categories }: { view: View; categories: readonly string[] }) {
  const { kind = 'all', search = '' } = view.words
  return (
    <div className="flex flex-wrap items-center gap-2 border-b px-5 py-3">
      <SearchBox
        label="Hashtag or topic"
        value={search}
        onSearch={(text) => view.change({ search: text || undefined, page: undefined }, { replace: true })}
      />
      <Segmented
        label="What is listed"
        value={KINDS.find(({ value }) => value === kind)?.value ?? 'all'}
        choices={KINDS}
        onChange={(next) => view.change({ kind: next === 'all' ? undefined : next, page: undefined })}
      />
      <CategoryField view={view} categories={categories} />
    </div>
  )
}

function columnsIn(timeZone: string): readonly Column<TrendRow>[] {
  const day = (at: string | null) => (
    <span className="text-12 whitespace-nowrap text-muted figures" title={momentLabel(at, timeZone)}>
      {momentLabel(at, timeZone, 'day')}
    </span>
  )
  return [
    { id: 'topic', header: 'Topic', width: 180, grows: true, cell: (row) => <TopicCell row={row} /> },
    { id: 'score', header: 'Score', unit: '0 – 100', sortable: true, numeric: true, width: 132, cell: (row) => <ScoreCell row={row} /> },
    {
      id: 'course',
      header: '14 days',
      width: 108,
      cell: (row) => <Sparkline values={row.daily} className="h-6 w-24" />,
    },
    { id: 'uses_24h', header: '24 hours', sortable: true, numeric: true, width: 84, cell: (row) => exact(row.uses_24h) },
    { id: 'uses_7d', header: '7 days', sortable: true, numeric: true, width: 76, cell: (row) => exact(row.uses_7d) },
    { id: 'uses', header: 'Period', sortable: true, numeric: true, width: 76, cell: (row) => exact(row.uses) },
    { id: 'burst', header: 'Burst since', width: 108, cell: (row) => day(row.burst_since) },
    { id: 'first', header: 'First seen', width: 108, cell: (row) => day(row.first_seen_at) },
    { id: 'platforms', header: 'Platforms', width: 120, cell: (row) => <Platforms platforms={row.platforms} /> },
  ]
}

function TopicCell({ row }: { row: TrendRow }) {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 py-1.5">
      <PageLink
        to="/trends/$topic"
        parameters={{ topic: row.topic }}
        className="block max-w-full truncate font-medium after:absolute after:inset-0"
        title={row.topic}
      >
        {row.topic}
      </PageLink>
      <SurpriseBadge row={row} />
    </div>
  )
}

function Platforms({ platforms }: { platforms: readonly string[] }) {
  const more = platforms.length - PLATFORMS_SHOWN
  return (
    <span className="flex gap-x-2 text-12 whitespace-nowrap text-muted" title={platforms.map(platformLabel).join(', ')}>
      {platforms.slice(0, PLATFORMS_SHOWN).map((platform) => (
        <PlatformMark key={platform} platform={platform} />
      ))}
      {more > 0 && `+${more}`}
    </span>
  )
}

function NoTrends({ data, view }: { data: TrendsResponse; view: View }) {
  const { search, category, kind } = view.words
  const narrowed = [search, category, kind].some((word) => word !== undefined) || view.platforms.length > 0
  if (narrowed)
    return (
      <EmptyState
        icon={SearchX}
        title="Nothing matches"
        action={
          <Button
            onClick={() => view.change({ search: undefined, category: undefined, kind: undefined, platform: undefined, page: undefined })}
          >
            Show everything in this period
          </Button>
        }
      >
        No hashtag or topic that fits is in at least three posts of this period.
      </EmptyState>
    )
  return (
    <EmptyState
      icon={Hash}
      title={data.rare > 0 ? 'Nothing is in three posts yet' : 'No posts to look at'}
      action={
        <PageLink to="/connections" className={buttonClass({ look: 'primary' })}>
          Get posts in
        </PageLink>
      }
    >
      {data.rare > 0
        ? `${counted(data.rare, 'hashtag or topic', 'hashtags and topics')} of this period are in one or two posts; they are listed from the third on.`
        : 'Hashtags and topics of posts with a title or tags are listed here, with which of them come up. Send content_publish events, import posts, or connect a platform.'}
    </EmptyState>
  )
}

/** What the table does not show, with the reason. */
function Coverage({ data }: { data: TrendsResponse }) {
  if (data.rare === 0 && data.left_out.length === 0) return null
  return (
    <p className="mt-3 text-12 text-muted" data-left-out>
      {data.rare > 0 && `${counted(data.rare, 'hashtag or topic', 'hashtags and topics')} in fewer than three posts are not listed. `}
      {data.left_out.map(({ about, posts }) => `${counted(posts, 'post')}: ${about}`).join(' ')}
    </p>
  )
}

export const page = {
  path: '/trends',
  title: 'Trends',
  group: 'Content',
  order: 3,
  icon: Flame,
  filtered: true,
  component: TrendsPage,
} satisfies Page

export const topicPage = {
  path: '/trends/$topic',
  title: 'Topic',
  filtered: true,
  component: TopicPage,
} satisfies Page
