import { useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { Card, CardHeader } from '../../ui/card.tsx'
import { ChartCard, ChartSkeleton } from '../../ui/chart-card.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { FigureTile } from '../../ui/figure-card.tsx'
import { brief, counted, exact, momentLabel, platformLabel, share, wallClock } from '../../ui/format.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { SourceBadge } from '../../ui/passport.tsx'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { useRead } from '../../ui/queries.ts'
import { SmallGroups } from '../../ui/small-groups.tsx'
import { EmptyState, ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { subtitleOf } from '../../ui/subtitle.ts'
import { periodParameters, useView, type View } from '../../ui/view.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import { burstDays, platformsOption, usageDays, usageOption } from './chart.ts'
import type { TopicResponse } from './contract.ts'
import { lastDayWords, objectionWords } from './score-words.tsx'

export function TopicPage() {
  const { topic } = useParams({ strict: false }) as { topic: string }
  const view = useView()
  const read = useRead<TopicResponse>(`/v1/trends/${encodeURIComponent(topic)}`, periodParameters(view))
  const back = (
    <PageLink to="/trends" className="mb-2 inline-flex items-center gap-1 rounded-4 text-12 text-muted hover:text-text">
      <ArrowLeft className="size-3.5" aria-hidden="true" /> Trends
    </PageLink>
  )
  if (read.error && !read.data) {
    const missing = read.error.code === 'not_found'
    return (
      <>
        {back}
        <ErrorState
          what={missing ? `No post has “${topic}”` : 'This topic could not be loaded'}
          error={read.error}
          {...(!missing && { onRetry: () => read.refetch() })}
        />
      </>
    )
  }
  return read.data ? <Topic data={read.data} view={view} back={back} /> : <TopicSkeleton back={back} />
}

function Topic({ data, view, back }: { data: TopicResponse; view: View; back: ReactNode }) {
  const workspace = useWorkspace()
  const { time_zone: zone } = workspace
  return (
    <>
      <PageHeader title={data.topic} eyebrow={back} actions={workspace.provenance === 'simulated' && <SourceBadge source="simulated" />}>
        <p>
          {lastDayWords(data)}
          {data.first_seen_at !== null && `; first seen on ${momentLabel(data.first_seen_at, zone, 'day')}`}
          {data.score === null && objectionWords(data) !== '' && `. No score: ${objectionWords(data)}`}.
          <SmallGroups group={data.smallest_group} />
        </p>
      </PageHeader>
      <Card className="mb-4">
        <dl className="grid grid-cols-2 sm:grid-cols-3 lg:grid-cols-6">
          <FigureTile
            label="Trend score"
            value={data.score}
            about="0 – 100, 50 at three deviations above its own last week"
            absent="not enough data"
          />
          <FigureTile
            label="Usual a day"
            value={data.baseline_per_day}
            about="Posts a day expected from the six days before"
            absent="not enough data"
          />
          <FigureTile label="Last 24 hours" value={data.uses_24h} about="Posts in the last 24 full hours of the period" />
          <FigureTile label="Last 7 days" value={data.uses_7d} about="Posts in the last 7 days of the period" />
          <FigureTile label="In the period" value={data.uses} about="Posts in the period" />
          <FigureTile label="Creators" value={data.authors} about="Different creators in the last 7 days" absent="not reported" />
        </dl>
      </Card>
      <div className="grid grid-cols-1 gap-4 xl:grid-cols-3">
        <UsageChart data={data} view={view} zone={zone} />
        <PlatformsChart data={data} view={view} />
        <Creators data={data} />
        <Together data={data} />
        <Categories data={data} />
      </div>
      <Posts data={data} zone={zone} />
    </>
  )
}

function UsageChart({ data, view, zone }: { data: TopicResponse; view: View; zone: string }) {
  const days = useMemo(() => usageDays(data), [data])
  const dayOf = useMemo(() => (at: string) => new Date(wallClock(at, zone)).toISOString().slice(0, 10), [zone])
  const bursts = useMemo(() => burstDays(data.bursts, days, dayOf), [data.bursts, days, dayOf])
  const { outlook } = data
  const expected = outlook.days.reduce((sum, day) => sum + day.expected, 0)
  const [first] = outlook.days
  const words =
    first !== undefined
      ? `About ${brief(Math.round(expected))} posts are to be expected in the next 72 hours, ${brief(Math.round(first.lower))} to ${brief(Math.ceil(first.upper))} of them in the first 24`
      : `No outlook: not enough data (n = ${exact(outlook.seen)} days, needs ${exact(outlook.needed)})`
  const burstWords = data.bursts.length === 0 ? 'no burst' : counted(data.bursts.length, 'burst')
  return (
    <ChartCard
      id="usage"
      className="xl:col-span-2"
      title="Posts a day"
      subtitle={subtitleOf(
        view,
        `n = ${exact(data.uses)}, ${burstWords}${first ? ', dashed: outlook with the interval of nine in ten' : ''}`,
      )}
      finding={`${counted(data.uses, 'post')}, ${burstWords}. ${words}.`}
      height={300}
      option={useMemo(() => (colours) => usageOption(data, bursts, colours), [data, bursts])}
      table={useMemo(
        () => ({
          columns: ['Day', 'Posts', 'Expected', 'Lower end', 'Upper end'],
          rows: days.map(({ day, uses, expected: mean, lower, upper }) => [day, uses, mean, lower, upper]),
        }),
        [days],
      )}
      placeOf={(point) => ({ seriesIndex: 2, dataIndex: point })}
      footer={<p className="px-5 pb-4 text-12 text-muted">{words}.</p>}
    />
  )
}

function PlatformsChart({ data, view }: { data: TopicResponse; view: View }) {
  const { platforms } = data
  return (
    <ChartCard
      id="platforms"
      title="Where it is used"
      subtitle={subtitleOf(view, `posts by platform, n = ${exact(data.uses)}`)}
      finding={platforms.map(({ key, posts }) => `${platformLabel(key)} ${exact(posts)}`).join(', ')}
      height={Math.max(96, platforms.length * 30 + 16)}
      option={useMemo(() => (colours) => platformsOption(platforms, colours), [platforms])}
      table={useMemo(
        () => ({ columns: ['Platform', 'Posts'], rows: platforms.map(({ key, posts }) => [platformLabel(key), posts]) }),
        [platforms],
      )}
      empty={platforms.length === 0 ? <p className="px-5 pb-6 text-14 text-muted">No post in this period.</p> : undefined}
    />
  )
}

function Creators({ data }: { data: TopicResponse }) {
  return (
    <List title="Who uses it most" subtitle={`Creators by posts, n = ${exact(data.uses)}`} empty="No post says who published it.">
      {data.creators.map((creator) => (
        <Line key={creator.creator_id} amount={counted(creator.posts, 'post')}>
          <span className="truncate">{creator.creator_name || creator.creator_id}</span>
          <PlatformMark platform={creator.platform} className="text-12 text-muted" />
        </Line>
      ))}
    </List>
  )
}

function Together({ data }: { data: TopicResponse }) {
  return (
    <List
      title="Used together with"
      subtitle="Hashtags of the same posts; how many times as often as by chance"
      empty="No other hashtag is in two of the posts."
    >
      {data.together.map(({ hashtag, posts, lift }) => (
        <Line key={hashtag} amount={`${counted(posts, 'post')} · ${brief(lift)}×`}>
          <PageLink to="/trends/$topic" parameters={{ topic: hashtag }} className="truncate text-accent hover:underline">
            {hashtag}
          </PageLink>
        </Line>
      ))}
    </List>
  )
}

function Categories({ data }: { data: TopicResponse }) {
  const all = data.categories.reduce((sum, { posts }) => sum + posts, 0)
  return (
    <List title="Categories" subtitle={`Posts by category, n = ${exact(all)}`} empty="No post in this period.">
      {data.categories.map(({ key, posts }) => (
        <Line key={key} amount={`${counted(posts, 'post')} · ${share(posts, all)}`}>
          <span className="truncate">{key || 'No category'}</span>
        </Line>
      ))}
    </List>
  )
}

function List({ title, subtitle, empty, children }: { title: string; subtitle: string; empty: string; children: ReactNode[] }) {
  return (
    <Card className="min-w-0">
      <CardHeader title={title} subtitle={subtitle} />
      {children.length === 0 ? <p className="px-5 pb-6 text-14 text-muted">{empty}</p> : <ul className="px-5 pb-4">{children}</ul>}
    </Card>
  )
}

function Line({ amount, children }: { amount: string; children: ReactNode }) {
  return (
    <li className="flex min-h-8 items-center justify-between gap-3 text-14">
      <span className="flex min-w-0 items-center gap-2">{children}</span>
      <span className="shrink-0 text-12 text-muted figures">{amount}</span>
    </li>
  )
}

type Post = TopicResponse['posts'][number]

function Posts({ data, zone }: { data: TopicResponse; zone: string }) {
  const columns = useMemo(() => postColumns(zone), [zone])
  return (
    <Card className="mt-4 overflow-hidden">
      <CardHeader
        title="Posts with it"
        subtitle={`The ${exact(data.posts.length)} with the most views up to now, of ${exact(data.uses)}`}
      />
      {data.posts.length === 0 ? (
        <EmptyState icon={ArrowLeft} title="No post in this period">
          Choose a longer period above.
        </EmptyState>
      ) : (
        <DataTable caption="Posts" columns={columns} rows={data.posts} rowKey={(row) => row.content_id} dense stacks />
      )}
    </Card>
  )
}

function postColumns(zone: string): readonly Column<Post>[] {
  const amount = (row: Post, value: number | null) => (value === null ? (row.withheld ? 'too few' : '–') : brief(value))
  return [
    {
      id: 'title',
      header: 'Title',
      width: 180,
      grows: true,
      cell: (row) => (
        <PageLink to="/content/$id" parameters={{ id: row.content_id }} className="block truncate font-medium" title={row.title}>
          {row.title || row.content_id}
        </PageLink>
      ),
    },
    { id: 'platform', header: 'Platform', cell: (row) => <PlatformMark platform={row.platform} className="text-12 text-muted" /> },
    { id: 'creator', header: 'Creator', width: 120, cell: (row) => <span className="text-12 text-muted">{row.creator_name || '–'}</span> },
    { id: 'views', header: 'Views', numeric: true, width: 72, cell: (row) => amount(row, row.views) },
    { id: 'interactions', header: 'Interactions', numeric: true, width: 72, cell: (row) => amount(row, row.interactions) },
    {
      id: 'published',
      header: 'Published',
      width: 116,
      cell: (row) => <span className="text-12 whitespace-nowrap text-muted figures">{momentLabel(row.published_at, zone)}</span>,
    },
  ]
}

function TopicSkeleton({ back }: { back: ReactNode }) {
  return (
    <Loading what="the topic">
      {back}
      <Skeleton className="h-7 w-64 max-w-full" />
      <Skeleton className="mt-2 mb-5 h-5 w-96 max-w-full" />
      <Skeleton className="mb-4 h-[74px] w-full" />
      <ChartSkeleton height={300} />
    </Loading>
  )
}
