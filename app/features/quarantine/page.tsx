import { useMutation, useQueryClient } from '@tanstack/react-query'
import { RotateCw, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { classNames } from '../../ui/class-names.ts'
import { change, type Problem } from '../../ui/client.ts'
import { CodeBlock } from '../../ui/copy.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { counted, exact, momentLabel, rejectionText, sentenceCase } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { Pager } from '../../ui/pager.tsx'
import { useRead } from '../../ui/queries.ts'
import { EmptyState, ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useView } from '../../ui/view.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import type { QuarantineItem, QuarantineResponse, ReplayResponse } from './contract.ts'

const PATH = '/v1/quarantine'
const PAGE_SIZE = 100

function QuarantinePage() {
  const view = useView()
  const reason = view.words.reason
  const offset = (Math.max(1, Number.parseInt(view.words.page ?? '1', 10) || 1) - 1) * PAGE_SIZE
  const quarantine = useRead<QuarantineResponse>(PATH, { workspace_id: view.workspace, reason, limit: PAGE_SIZE, offset })
  const [opened, setOpened] = useState<QuarantineItem | undefined>()
  const replay = useReplay(view.workspace)
  const data = quarantine.data
  const total = data?.by_reason.reduce((sum, { count }) => sum + count, 0) ?? 0
  return (
    <>
      <PageHeader
        title="Quarantine"
        actions={
          data !== undefined &&
          data.total > 0 && (
            <Button look="primary" disabled={replay.isPending} onClick={() => replay.mutate(reason === undefined ? {} : { reason })}>
              <RotateCw className={replay.isPending ? 'animate-spin' : ''} aria-hidden="true" />
              Replay {reason === undefined ? 'all' : 'these'} {exact(data.total)}
            </Button>
          )
        }
      >
        <p>
          {data === undefined && quarantine.error ? (
            'Events that could not be accepted are kept here.'
          ) : data === undefined ? (
            <span className="skeleton block h-4 w-80 max-w-full" />
          ) : total === 0 ? (
            'Nothing waits here.'
          ) : (
            <>
              <strong className="font-semibold text-text figures">{counted(total, 'event')}</strong> could not be accepted and{' '}
              {total === 1 ? 'is' : 'are'} kept. Mend what was wrong – a sender, a clock, a rule – and replay them; those that pass now are
              counted as of when they happened.
            </>
          )}
        </p>
      </PageHeader>
      {replay.data && <Outcome outcome={replay.data} />}
      {replay.error && (
        <ErrorState
          what="The replay did not succeed; the events are still here"
          error={replay.error}
          className="mb-4 rounded-12 border bg-raised"
        />
      )}
      {quarantine.error && !data ? (
        <ErrorState what="The quarantine could not be read" error={quarantine.error} onRetry={() => quarantine.refetch()} />
      ) : !data ? (
        <Loading what="the quarantine">
          <Skeleton className="h-96 w-full" />
        </Loading>
      ) : total === 0 ? (
        <Card>
          <EmptyState icon={ShieldCheck} title="Every event could be read">
            Events that cannot be accepted are kept here with the reason, instead of being dropped.
          </EmptyState>
        </Card>
      ) : (
        <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[280px_minmax(0,1fr)]">
          <Reasons data={data} chosen={reason} onChoose={(next) => view.change({ reason: next, page: undefined })} />
          <Card className="overflow-hidden">
            <Events items={data.items} onOpen={setOpened} />
            <Pager
              offset={offset}
              shown={data.items.length}
              total={data.total}
              onMove={(direction) => view.change({ page: String(offset / PAGE_SIZE + 1 + direction) })}
            />
          </Card>
        </div>
      )}
      {opened && <Opened item={opened} onClose={() => setOpened(undefined)} onReplay={() => replay.mutate({ ids: [opened.id] })} />}
    </>
  )
}

function useReplay(workspace: string) {
  const queries = useQueryClient()
  return useMutation<ReplayResponse, Problem, { reason?: string; ids?: string[] }>({
    mutationFn: (which) => change('POST', `${PATH}/replay`, { workspace_id: workspace, ...which }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [PATH] }),
  })
}

function Outcome({ outcome }: { outcome: ReplayResponse }) {
  return (
    <p role="status" className="mb-4 rounded-12 border bg-raised px-5 py-3 text-14">
      {counted(outcome.replayed, 'event')} replayed: <strong className="font-semibold">{exact(outcome.accepted)} accepted</strong>
      {outcome.suppressed > 0 && `, ${exact(outcome.suppressed)} suppressed, because their people may not be stored`}
      {outcome.rejected > 0 ? `, ${exact(outcome.rejected)} refused again and kept.` : '.'}
    </p>
  )
}

function Reasons({
  data,
  chosen,
  onChoose,
}: {
  data: QuarantineResponse
  chosen: string | undefined
  onChoose: (reason: string | undefined) => void
}) {
  const all = data.by_reason.reduce((sum, { count }) => sum + count, 0)
  const rows = [{ reason: undefined, count: all }, ...data.by_reason]
  return (
    <Card>
      <CardHeader title="Why" subtitle="Choose a reason to see its events" />
      <ul className="px-2 pb-2">
        {rows.map(({ reason, count }) => (
          <li key={reason ?? ''}>
            <button
              type="button"
              aria-pressed={reason === chosen}
              onClick={() => onChoose(reason)}
              className={classNames(
                'flex w-full items-start justify-between gap-3 rounded-8 px-3 py-1.5 text-left hover:bg-sunken',
                reason === chosen && 'bg-accent-soft',
              )}
            >
              <span className="min-w-0">
                <span className={classNames('block text-14', reason === chosen && 'font-medium text-accent')}>
                  {reason === undefined ? 'Every reason' : sentenceCase(reason)}
                </span>
                {reason !== undefined && <span className="block text-12 text-muted">{rejectionText(reason)}</span>}
              </span>
              <span className="text-14 font-medium figures">{exact(count)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Events({ items, onOpen }: { items: readonly QuarantineItem[]; onOpen: (item: QuarantineItem) => void }) {
  const { time_zone: timeZone } = useWorkspace()
  const columns: readonly Column<QuarantineItem>[] = [
    {
      id: 'received',
      header: 'Received',
      width: 150,
      value: ({ received_at }) => received_at,
      cell: (item) => (
        <button
          type="button"
          onClick={() => onOpen(item)}
          aria-label={`Open the event received ${momentLabel(item.received_at, timeZone, 'second')}`}
          className="whitespace-nowrap figures after:absolute after:inset-0 after:content-['']"
        >
          {momentLabel(item.received_at, timeZone)}
        </button>
      ),
    },
    { id: 'reason', header: 'Reason', width: 130, cell: (item) => <span className="whitespace-nowrap">{sentenceCase(item.reason)}</span> },
    { id: 'field', header: 'Field', cell: (item) => <code className="font-mono text-12">{item.field || '–'}</code> },
    {
      id: 'message',
      header: 'What was wrong',
      width: 240,
      grows: true,
      cell: (item) => (
        <span title={item.message} className="block truncate text-12 text-muted">
          {item.message}
        </span>
      ),
    },
    { id: 'endpoint', header: 'Sent to', cell: (item) => <code className="font-mono text-12 text-muted">{item.endpoint}</code> },
  ]
  return <DataTable stacks caption="Events in quarantine" columns={columns} rows={items} rowKey={(item) => item.id} />
}

function Opened({ item, onClose, onReplay }: { item: QuarantineItem; onClose: () => void; onReplay: () => void }) {
  const { time_zone: timeZone } = useWorkspace()
  const replayAndClose = () => {
    onReplay()
    onClose()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={sentenceCase(item.reason)} about={item.message}>
      <CodeBlock code={indented(item.payload)} what="the event as it came" />
      <div className="mt-4 flex items-center justify-between gap-3">
        <p className="text-12 text-muted">Received {momentLabel(item.received_at, timeZone, 'second')}</p>
        <Button look="primary" onClick={replayAndClose}>
          <RotateCw aria-hidden="true" /> Replay this event
        </Button>
      </div>
    </Dialog>
  )
}

function indented(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), undefined, 2)
  } catch {
    return payload
  }
}

export const page = {
  path: '/quarantine',
  title: 'Quarantine',
  group: 'Data',
  order: 3,
  needs: 'read_quarantine',
  icon: ShieldCheck,
  component: QuarantinePage,
} satisfies Page
