import { Hash, SearchX } from 'lucide-react'
import { useMemo } from 'react'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CategoryField } from '../../ui/category-field.tsx'
import { ChartCard } from '../../ui/chart-card.tsx'
import { type Column, DataTable, TableSkeleton } from '../../ui/data-table.tsx'
import { FiguresFrom } from '../../ui/export/page-facts.tsx'
import { brief, counted, exact, platformLabel, rangeLabel } from '../../ui/format.ts'
import { intervalOption } from '../../ui/interval-chart.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { Pager } from '../../ui/pager.tsx'
import { PassportBadge } from '../../ui/passport.tsx'
import { useRead } from '../../ui/queries.ts'
import { SearchBox } from '../../ui/search-box.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { subtitleOf } from '../../ui/subtitle.ts'
import { periodParameters, useView, type View } from '../../ui/view.ts'
import type { HashtagRow, HashtagsResponse } from './contract.ts'

const PAGE_SIZE = 50
const CHARTED = 15
const SORTS = ['posts', 'lift', 'lower']

function HashtagsPage() {
  const view = useView()
  const { sort, offset, parameters } = asked(view)
  const read = useRead<HashtagsResponse>('/v1/hashtags', { ...parameters, sort, limit: PAGE_SIZE, offset })
  const best = useRead<HashtagsResponse>('/v1/hashtags', { ...parameters, sort: 'lower', limit: CHARTED })
  const data = read.data
  const move = (direction: -1 | 1) => {
    const page = offset / PAGE_SIZE + 1 + direction
    view.change({ page: page > 1 ? String(page) : undefined })
  }
  return (
    <FiguresFrom passport={data?.passport}>
      <PageHeader title="Hashtags" actions={data && <PassportBadge label="Hashtags" passport={data.passport} />}>
        {data ? <Sentence data={data} best={best.data} view={view} /> : <span className="skeleton block h-4 w-80" />}
      </PageHeader>
      {best.data && data && data.total > 0 && <Comparison data={best.data} view={view} />}
      <Card aria-busy={read.isFetching}>
        <Filters view={view} categories={data?.categories ?? []} />
        {read.error && !data ? (
          <ErrorState what="The hashtags could not be loaded" error={read.error} onRetry={() => read.refetch()} />
        ) : !data ? (
          <TableSkeleton what="the hashtags" />
        ) : data.items.length === 0 ? (
          <NoHashtags view={view} />
        ) : (
          <>
            <DataTable
              caption="Hashtags"
              columns={columnsOf(data.needed)}
              rows={data.items}
              rowKey={(row) => row.hashtag}
              sort={{ id: sort, order: 'desc' }}
              onSort={(id) => view.change({ sort: id === 'posts' ? undefined : id, page: undefined })}
              stacks
            />
            <Pager offset={offset} shown={data.items.length} total={data.total} onMove={move} />
          </>
        )}
      </Card>
      {data && <Notes data={data} />}
    </FiguresFrom>
  )
}

function asked(view: View) {
  const { category, search } = view.words
  const sort = SORTS.includes(view.words.sort ?? '') ? (view.words.sort as string) : 'posts'
  const page = Math.max(1, Number.parseInt(view.words.page ?? '1', 10) || 1)
  return { sort, offset: (page - 1) * PAGE_SIZE, parameters: { ...periodParameters(view), category, search } }
}

function Sentence({ data, best, view }: { data: HashtagsResponse; best: HashtagsResponse | undefined; view: View }) {
  const [first] = (best?.items ?? []).filter(isBetter)
  return (
    <p>
      {rangeLabel(view.period.from, view.period.to)}:{' '}
      <strong className="font-semibold text-text figures">{counted(data.total, 'hashtag')}</strong> in {counted(data.posts, 'post')}
      {first?.lift ? (
        <>
          ; posts with <strong className="font-semibold text-text">{first.hashtag}</strong> have {times(first.lift)} the usual engagement of
          their platform ({times(first.lower)} to {times(first.upper)}, n = {exact(first.measured)})
        </>
      ) : (
        data.total > 0 && '; none goes with more engagement than is usual on its platform'
      )}
      .
    </p>
  )
}

function isBetter({ lower }: HashtagRow): boolean {
  return lower !== null && lower > 1
}

function times(lift: number | null): string {
  return lift === null ? '–' : `${lift.toFixed(2)}×`
}

/** The hashtags with the best lower ends, against the usual of their platforms. */
function Comparison({ data, view }: { data: HashtagsResponse; view: View }) {
  const rows = useMemo(
    () =>
      data.items.flatMap(({ hashtag, lift, lower, upper, measured }) =>
        lift === null ? [] : [{ label: hashtag, value: lift, lower, upper, n: measured }],
      ),
    [data.items],
  )
  return (
    <ChartCard
      id="hashtags"
      className="mb-4"
      title="Engagement of posts with a hashtag"
      subtitle={subtitleOf(view, 'times the usual of the platform, drawn towards it; bars hold nine in ten')}
      finding={rows.map(({ label, value, lower, upper }) => `${label} ${times(value)} (${times(lower)} to ${times(upper)})`).join(', ')}
      height={Math.max(120, rows.length * 28 + 60)}
      option={useMemo(
        () => (colours) =>
          intervalOption(
            rows,
            { name: 'Lift', nOf: 'Posts', format: (value) => `${value.toFixed(1)}×`, reference: { value: 1, label: 'usual' } },
            colours,
          ),
        [rows],
      )}
      table={useMemo(
        () => ({
          columns: ['Hashtag', 'Lift', 'Lower end', 'Upper end', 'Posts'],
          rows: rows.map(({ label, value, lower, upper, n }) => [label, value, lower, upper, n]),
        }),
        [rows],
      )}
      placeOf={(point) => ({ seriesIndex: 2, dataIndex: point })}
      empty={
        rows.length === 0 ? (
          <p className="px-5 pb-6 text-14 text-muted">
            No hashtag is on {exact(data.needed)} posts whose views and interactions are known: not enough to compare.
          </p>
        ) : undefined
      }
    />
  )
}

function Filters({ view, categories }: { view: View; categories: readonly string[] }) {
  const { search = '' } = view.words
  return (
    <div className="flex flex-wrap items-center gap-2 border-b px-5 py-3">
      <SearchBox
        label="Hashtag"
        value={search}
        onSearch={(text) => view.change({ search: text || undefined, page: undefined }, { replace: true })}
      />
      <CategoryField view={view} categories={categories} />
    </div>
  )
}

function columnsOf(needed: number): readonly Column<HashtagRow>[] {
  return [
    {
      id: 'hashtag',
      header: 'Hashtag',
      width: 160,
      grows: true,
      cell: (row) => (
        <PageLink
          to="/trends/$topic"
          parameters={{ topic: row.hashtag }}
          className="block truncate font-medium after:absolute after:inset-0"
          title={row.hashtag}
        >
          {row.hashtag}
        </PageLink>
      ),
    },
    { id: 'posts', header: 'Posts', sortable: true, numeric: true, width: 76, cell: (row) => exact(row.posts) },
    {
      id: 'median_rate',
      header: 'Middle rate',
      unit: '%',
      numeric: true,
      width: 116,
      cell: (row) => <span title={`Interactions for every 100 views, n = ${row.measured}`}>{brief(row.median_rate)}</span>,
    },
    {
      id: 'lift',
      header: 'Against platform',
      sortable: true,
      numeric: true,
      width: 220,
      cell: (row) => <LiftCell row={row} needed={needed} />,
    },
    {
      id: 'categories',
      header: 'Categories',
      width: 150,
      cell: (row) => <span className="text-12 text-muted">{row.categories.map(({ category }) => category).join(', ') || '–'}</span>,
    },
    {
      id: 'together',
      header: 'Used with',
      width: 180,
      cell: (row) => <span className="text-12 text-muted">{row.together.map(({ hashtag }) => hashtag).join(' ') || '–'}</span>,
    },
  ]
}

function LiftCell({ row, needed }: { row: HashtagRow; needed: number }) {
  if (row.lift === null)
    return (
      <span className="text-12 text-muted">
        Not enough data (n = {exact(row.measured)}, needs {exact(needed)})
      </span>
    )
  return (
    <span title={`n = ${row.measured}`}>
      <strong className="font-semibold">{times(row.lift)}</strong>{' '}
      <span className="text-12 text-muted">
        {times(row.lower)}–{times(row.upper)}
      </span>
    </span>
  )
}

function NoHashtags({ view }: { view: View }) {
  const { search, category } = view.words
  const narrowed = search !== undefined || category !== undefined || view.platforms.length > 0
  return narrowed ? (
    <EmptyState
      icon={SearchX}
      title="Nothing matches"
      action={
        <Button onClick={() => view.change({ search: undefined, category: undefined, platform: undefined, page: undefined })}>
          Show everything in this period
        </Button>
      }
    >
      No post of this period that fits has such a hashtag.
    </EmptyState>
  ) : (
    <EmptyState
      icon={Hash}
      title="No hashtags in this period"
      action={
        <PageLink to="/connections" className={buttonClass({ look: 'primary' })}>
          Get posts in
        </PageLink>
      }
    >
      Hashtags of the tags and titles of posts are listed here, with how their posts fare. Send content_publish events with tags, import
      posts, or connect a platform.
    </EmptyState>
  )
}

function Notes({ data }: { data: HashtagsResponse }) {
  const usual = data.platforms.map(({ platform, rate, posts }) => `${platformLabel(platform)} ${brief(rate)} % (n = ${exact(posts)})`)
  const parts = [
    usual.length > 0 && `Usual interactions for every 100 views: ${usual.join(', ')}.`,
    data.looked_at < data.posts && `Of ${exact(data.posts)} posts the latest ${exact(data.looked_at)} are looked at.`,
    data.withheld > 0 && `${counted(data.withheld, 'post')} about too few people ${data.withheld === 1 ? 'is' : 'are'} in no comparison.`,
  ].filter(Boolean)
  return parts.length === 0 ? null : <p className="mt-3 text-12 text-muted">{parts.join(' ')}</p>
}

export const page = {
  path: '/hashtags',
  title: 'Hashtags',
  group: 'Content',
  order: 4,
  icon: Hash,
  filtered: true,
  component: HashtagsPage,
} satisfies Page
