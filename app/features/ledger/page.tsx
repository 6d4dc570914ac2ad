import { Plug, Scale } from 'lucide-react'
import { useMemo } from 'react'
import { buttonClass } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { ChartCard, ChartSkeleton } from '../../ui/chart-card.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { ExportAll } from '../../ui/export/export-all.tsx'
import { counted, exact, momentLabel, rejectionText, sentenceCase, share } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { PassportBadge } from '../../ui/passport.tsx'
import { useRead } from '../../ui/queries.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { EmptyState, ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useView } from '../../ui/view.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import { countsOf, hoursOf, ledgerOption } from './chart.ts'
import type { LedgerResponse } from './contract.ts'
import { RESULT_NAMES, RESULTS } from './results.ts'

const SPANS = { '24': '24 hours', '168': '7 days' } as const
type Span = keyof typeof SPANS
const EVERY_MILLISECONDS = 5000

function LedgerPage() {
  const view = useView()
  const span: Span = view.words.hours === '168' ? '168' : '24'
  const ledger = useRead<LedgerResponse>('/v1/ledger', { workspace_id: view.workspace, hours: Number(span) }, { every: EVERY_MILLISECONDS })
  const data = ledger.data
  return (
    <>
      <PageHeader
        title="Ledger"
        actions={
          <>
            {data && <PassportBadge label="Ledger" passport={data.passport} />}
            <Segmented
              label="Span"
              value={span}
              choices={Object.entries(SPANS).map(([value, label]) => ({ value: value as Span, label }))}
              onChange={(next) => view.change({ hours: next === '24' ? undefined : next }, { replace: true })}
            />
            <ExportAll what="ledger" asked={{ workspace_id: view.workspace, hours: Number(span) }} />
          </>
        }
      >
        {data ? (
          <p>
            <Equation data={data} />
          </p>
        ) : (
          !ledger.error && <Skeleton className="h-4 w-96 max-w-full" />
        )}
      </PageHeader>
      {ledger.error && !data ? (
        <ErrorState what="The ledger could not be read" error={ledger.error} onRetry={() => ledger.refetch()} />
      ) : !data ? (
        <Loading what="the ledger">
          <ChartSkeleton />
          <Skeleton className="mt-4 h-64 w-full" />
        </Loading>
      ) : data.received === 0 ? (
        <Card>
          <EmptyState icon={Scale} title={`Nothing arrived in the last ${SPANS[span]}`} action={<SendEvents />}>
            Every event that arrives is counted here by what became of it, whether it was kept or not.
          </EmptyState>
        </Card>
      ) : (
        <div className="space-y-4">
          <Hours data={data} span={span} />
          <Lines data={data} />
        </div>
      )}
    </>
  )
}

function SendEvents() {
  return (
    <PageLink to="/connections" className={buttonClass({ look: 'primary' })}>
      <Plug aria-hidden="true" /> Send events
    </PageLink>
  )
}

/** received = stored + duplicate + rejected + suppressed + bot. */
function Equation({ data }: { data: LedgerResponse }) {
  const counts = countsOf(data.lines)
  return (
    <>
      <strong className="font-semibold text-text figures">{counted(data.received, 'event')}</strong> received
      {data.received > 0 && (
        <span data-equation="">
          {' = '}
          {RESULT_NAMES.map((name) => `${exact(counts[name])} ${RESULTS[name].label.toLowerCase()}`).join(' + ')}
        </span>
      )}
      . Nothing is dropped without being counted.
    </>
  )
}

function Hours({ data, span }: { data: LedgerResponse; span: Span }) {
  const { time_zone } = useWorkspace()
  const hours = useMemo(() => hoursOf(data), [data])
  const kept = countsOf(data.lines).stored
  return (
    <ChartCard
      id="ledger"
      title="What became of the events of each hour"
      subtitle={`By hour of arrival, the last ${SPANS[span]}; times in ${time_zone}; what was not stored stands on top`}
      finding={`${share(kept, data.received)} of ${exact(data.received)} events were stored.`}
      option={useMemo(() => (colours) => ledgerOption(hours, (hour) => momentLabel(hour, time_zone), colours), [hours, time_zone])}
      table={useMemo(
        () => ({
          columns: ['Hour (UTC)', 'Received', ...RESULT_NAMES.map((name) => RESULTS[name].label)],
          rows: hours.map(({ hour, received, counts }) => [hour, received, ...RESULT_NAMES.map((name) => counts[name])]),
        }),
        [hours],
      )}
    />
  )
}

type Line = LedgerResponse['lines'][number]

function Lines({ data }: { data: LedgerResponse }) {
  const columns: Column<Line>[] = [
    { id: 'result', header: 'What became of them', cell: ({ result }) => RESULTS[result].label },
    { id: 'why', header: 'Why', grows: true, width: 240, cell: (line) => <Why line={line} /> },
    { id: 'events', header: 'Events', numeric: true, cell: ({ events }) => exact(events) },
    { id: 'share', header: 'Share', numeric: true, cell: ({ events }) => share(events, data.received) },
  ]
  return (
    <Card className="overflow-hidden">
      <CardHeader title="By reason" subtitle={`${counted(data.received, 'event')}, most frequent first`} />
      <DataTable
        stacks
        caption="Events by what became of them and why"
        columns={columns}
        rows={data.lines}
        rowKey={({ result, reason }) => `${result} ${reason}`}
      />
    </Card>
  )
}

function Why({ line: { result, reason } }: { line: Line }) {
  if (result !== 'rejected')
    return <span className="text-muted">{reason === '' || result === 'duplicate' ? RESULTS[result].about : sentenceCase(reason)}</span>
  return (
    <PageLink to="/quarantine" words={{ reason }} className="hover:underline" title={rejectionText(reason)}>
      {sentenceCase(reason)}
    </PageLink>
  )
}

export const page = {
  path: '/ledger',
  title: 'Ledger',
  group: 'Data',
  order: 4,
  needs: 'read_figures',
  icon: Scale,
  component: LedgerPage,
} satisfies Page
