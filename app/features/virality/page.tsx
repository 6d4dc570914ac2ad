import { Rocket } from 'lucide-react'
import { useMemo } from 'react'
import { buttonClass } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ChartCard, ChartSkeleton } from '../../ui/chart-card.tsx'
import { type Column, DataTable, TableSkeleton } from '../../ui/data-table.tsx'
import { FiguresFrom } from '../../ui/export/page-facts.tsx'
import { counted, exact, momentLabel, sentenceCase } from '../../ui/format.ts'
import { intervalOption } from '../../ui/interval-chart.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { PassportBadge } from '../../ui/passport.tsx'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { useRead } from '../../ui/queries.ts'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { useView } from '../../ui/view.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import { baseRateOf, lackingWords, percent, probabilityRows } from './chart.ts'
import type { GrowthResponse, InFlightResponse, Prediction } from './contract.ts'
import { GrowthChart } from './growth-chart.tsx'

/** More would be a list nobody reads to its end, and a very long one on a phone. */
const SHOWN = 20
const AGES: Readonly<Record<string, string>> = { '15m': '15 min', '1h': '1 h', '2h': '2 h', '6h': '6 h', '24h': '24 h' }

function PredictionsPage() {
  const view = useView()
  const workspace = useWorkspace()
  const asked = { workspace_id: view.workspace, limit: SHOWN }
  const read = useRead<InFlightResponse>('/v1/predictions/virality', asked)
  const { data } = read
  return (
    <FiguresFrom passport={data?.passport}>
      <PageHeader title="Predictions" actions={data && <PassportBadge label="Predictions" passport={data.passport} />}>
        {data ? <Sentence data={data} /> : <span className="skeleton block h-4 w-80" />}
      </PageHeader>
      {data && data.items.length > 0 && (
        <>
          <Comparison items={data.items} />
          <Growth post={data.items.find(({ content_id }) => content_id === view.words.post) ?? (data.items[0] as Prediction)} />
        </>
      )}
      <Card aria-busy={read.isFetching}>
        {read.error && !data ? (
          <ErrorState what="The predictions could not be loaded" error={read.error} onRetry={() => read.refetch()} />
        ) : !data ? (
          <TableSkeleton what="the predictions" />
        ) : data.items.length === 0 ? (
          <NothingInFlight data={data} />
        ) : (
          <DataTable
            caption="Posts in flight"
            columns={columnsOf(workspace.time_zone, (post) => view.change({ post }))}
            rows={data.items}
            rowKey={({ content_id }) => content_id}
            stacks
          />
        )}
      </Card>
      {data && <Notes data={data} />}
    </FiguresFrom>
  )
}

function Sentence({ data }: { data: InFlightResponse }) {
  const [first] = data.items
  if (first === undefined) return <p>Posts of the last 7 days, by how probably they end in the top tenth of their platform and category.</p>
  return (
    <p>
      Of <strong className="font-semibold text-text figures">{counted(data.total, 'post')}</strong> of the last 7 days,{' '}
      <strong className="font-semibold text-text">{first.title || first.content_id}</strong> most probably ends in the top tenth:{' '}
      {percent(first.probability)} ({percent(first.probability_lower)} to {percent(first.probability_upper)}), where{' '}
      {percent(first.base_rate)} of past posts did.
    </p>
  )
}

function Comparison({ items }: { items: readonly Prediction[] }) {
  const rows = useMemo(() => probabilityRows(items), [items])
  const usual = baseRateOf(items)
  return (
    <ChartCard
      id="predictions"
      className="mb-4"
      title="Probability of ending in the top tenth"
      subtitle="Per cent; bars hold eight in ten, from past posts that looked alike"
      finding={rows
        .map(({ label, value, lower, upper }) => `${label} ${value.toFixed(0)} % (${lower?.toFixed(0)} to ${upper?.toFixed(0)})`)
        .join(', ')}
      height={Math.max(120, rows.length * 28 + 60)}
      option={useMemo(
        () => (colours) =>
          intervalOption(
            rows,
            {
              name: 'Probability',
              nOf: 'Shares so far',
              format: (value) => `${value.toFixed(0)} %`,
              reference: { value: usual, label: 'usual' },
            },
            colours,
          ),
        [rows, usual],
      )}
      table={useMemo(
        () => ({
          columns: ['Post', 'Probability, %', 'Lower end, %', 'Upper end, %', 'Shares and comments so far'],
          rows: rows.map(({ label, value, lower, upper, n }) => [label, value, lower, upper, n]),
        }),
        [rows],
      )}
      placeOf={(point) => ({ seriesIndex: 2, dataIndex: point })}
    />
  )
}

/** How one post grew, and where the forecast sees it end. */
function Growth({ post }: { post: Prediction }) {
  const workspace = useWorkspace()
  const read = useRead<GrowthResponse>('/v1/predictions/virality/growth', { workspace_id: workspace.id, content_id: post.content_id })
  const { data } = read
  if (read.error && !data)
    return <ErrorState className="mb-4" what="The growth could not be loaded" error={read.error} onRetry={() => read.refetch()} />
  return data === undefined ? (
    <ChartSkeleton height={240} />
  ) : (
    <GrowthChart growth={data} title={`Growth of ${post.title || post.content_id}`} />
  )
}

function columnsOf(timeZone: string, onGrowth: (contentId: string) => void): readonly Column<Prediction>[] {
  return [
    { id: 'post', header: 'Post', width: 180, grows: true, cell: (row) => <PostCell row={row} onGrowth={onGrowth} /> },
    {
      id: 'probability',
      header: 'Top tenth',
      width: 148,
      cell: (row) => (
        <span title={`${percent(row.base_rate)} of past posts ended there`}>
          <strong className="font-semibold">{percent(row.probability)}</strong>{' '}
          <span className="text-12 text-muted">
            {percent(row.probability_lower)}–{percent(row.probability_upper)}
          </span>
        </span>
      ),
    },
    {
      id: 'size',
      header: 'Size at 7 days',
      width: 126,
      cell: ({ size, nodes }) => (
        <span title={`${exact(nodes)} so far; the top tenth begins above ${exact(Math.round(size.threshold))}`}>
          <strong className="font-semibold">{exact(Math.round(size.median))}</strong>{' '}
          <span className="text-12 text-muted">
            {exact(Math.round(size.lower))}–{size.upper === null ? '?' : exact(Math.round(size.upper))}
          </span>
        </span>
      ),
    },
    {
      id: 'doubling',
      header: 'Doubles',
      width: 76,
      numeric: true,
      cell: ({ doubling }) => <span title={`${percent(doubling.base_rate)} of past posts did`}>{percent(doubling.probability)}</span>,
    },
    {
      id: 'peak',
      header: 'Fastest at',
      width: 108,
      cell: ({ peak_at }) => <span className="text-12 text-muted">{momentLabel(peak_at, timeZone)}</span>,
    },
    { id: 'reasons', header: 'Why', width: 216, cell: ({ reasons }) => <Lines lines={reasons.slice(0, 3).map(({ words }) => words)} /> },
    { id: 'actions', header: 'What to do', width: 196, cell: ({ actions }) => <Lines lines={actions} /> },
  ]
}

function PostCell({ row, onGrowth }: { row: Prediction; onGrowth: (contentId: string) => void }) {
  return (
    <span className="flex items-center gap-2">
      <span className="shrink-0">
        <PlatformMark platform={row.platform} />
      </span>
      <PageLink to="/content/$id" parameters={{ id: row.content_id }} className="truncate font-medium" title={row.title}>
        {row.title || row.content_id}
      </PageLink>
      <button
        type="button"
        className="shrink-0 rounded-4 text-12 text-muted underline hover:text-text"
        title={`Show how it grows: ${exact(row.nodes)} by the age of ${AGES[row.observed]}`}
        onClick={() => onGrowth(row.content_id)}
      >
        {exact(row.nodes)} by {AGES[row.observed]}
      </button>
    </span>
  )
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul className="text-12 text-muted">
      {lines.map((line) => (
        <li key={line}>{sentenceCase(line)}</li>
      ))}
    </ul>
  )
}

function NothingInFlight({ data }: { data: InFlightResponse }) {
  const hasModel = data.models.some(({ version }) => version !== null)
  return (
    <EmptyState
      icon={Rocket}
      title={hasModel ? 'No post of the last 7 days can be predicted yet' : 'No version of a model is live yet'}
      action={
        <PageLink to="/connections" className={buttonClass({ look: 'primary' })}>
          Get shares and comments in
        </PageLink>
      }
    >
      {hasModel
        ? 'Posts are listed from 15 minutes on, when they have two shares or comments. Send content_publish, share and comment events.'
        : lackingWords(data)}
    </EmptyState>
  )
}

function Notes({ data }: { data: InFlightResponse }) {
  const versions = data.models.filter(({ version }) => version !== null).map(({ name, version }) => `${name} version ${version}`)
  const parts = [
    data.total > data.items.length && `The ${data.items.length} most probable of ${counted(data.total, 'post')} are listed.`,
    versions.length > 0 && `Foretold by ${versions.join(', ')}.`,
    data.waiting > 0 &&
      `${counted(data.waiting, 'post')} ${data.waiting === 1 ? 'is' : 'are'} too young, or shared too little, to say anything.`,
    data.withheld > 0 && `${counted(data.withheld, 'post')} about too few people, or of creators nothing is predicted of.`,
    'Most of the variance of sizes is chance; reasons explain the model, not the world.',
  ].filter(Boolean)
  return <p className="mt-3 text-12 text-muted">{parts.join(' ')}</p>
}

export const page = {
  path: '/predictions',
  title: 'Predictions',
  group: 'Content',
  order: 7,
  icon: Rocket,
  component: PredictionsPage,
} satisfies Page
