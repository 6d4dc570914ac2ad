import { RETENTION_CLASSES } from '@trill/contract/retention'
import { CircleCheck, Hourglass, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { type Column, DataTable, TableSkeleton } from '../../ui/data-table.tsx'
import { counted, exact, momentLabel } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { useRead } from '../../ui/queries.ts'
import { ErrorState } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import { ChangeDaysDialog } from './change-days.tsx'
import type { ClassState, DataRetentionResponse } from './contract.ts'

const PATH = '/v1/privacy/data-retention'
/** While a change is applied the page looks again after so many milliseconds. */
const LOOK_AGAIN = 2000

const STATES = {
  ok: { label: 'In time', tone: 'positive', icon: CircleCheck },
  applying: { label: 'Being applied', tone: 'info', icon: Hourglass },
  late: { label: 'Late', tone: 'negative', icon: TriangleAlert },
} as const

function DataRetentionPage() {
  const { id, name } = useWorkspace()
  const state = useRead<DataRetentionResponse>(
    PATH,
    { workspace_id: id },
    { every: (data) => (data?.state === 'applying' ? LOOK_AGAIN : false) },
  )
  return (
    <>
      <PageHeader title="Data retention">
        <p>
          {state.data ? answerOf(state.data) : 'How long each kind of data is kept'} in{' '}
          <strong className="font-semibold text-text">{name}</strong>.
        </p>
      </PageHeader>
      {state.error && !state.data ? (
        <ErrorState what="What is stored could not be looked through" error={state.error} onRetry={() => state.refetch()} />
      ) : !state.data ? (
        <Card>
          <TableSkeleton what="data retention" />
        </Card>
      ) : (
        <div className="space-y-4">
          {(state.data.state === 'late' || state.data.trouble !== '') && <Alert state={state.data} />}
          <Classes state={state.data} />
        </div>
      )}
    </>
  )
}

function answerOf({ state, classes }: DataRetentionResponse): string {
  const late = classes.filter((one) => one.state === 'late').length
  if (state === 'late') return `${counted(late, 'kind')} of data ${late === 1 ? 'is' : 'are'} stored longer than allowed`
  return state === 'applying' ? 'A change is being applied to what is stored' : 'Nothing is stored longer than allowed'
}

function Alert({ state: { classes, trouble } }: { state: DataRetentionResponse }) {
  const late = classes.filter((one) => one.state === 'late')
  return (
    <div role="alert" className="flex items-start gap-3 rounded-12 bg-negative-soft px-5 py-4 text-14 text-negative">
      <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
      <div className="min-w-0 space-y-1 break-words">
        {late.map(({ class: name, overdue, places }) => (
          <p key={name}>
            <strong className="font-semibold">{RETENTION_CLASSES[name].label}:</strong> {counted(overdue, unitOf(name))}{' '}
            {overdue === 1 ? 'is' : 'are'} still stored that should have been deleted more than a day ago (
            {places.flatMap((place) => (place.overdue > 0 ? [place.place] : [])).join(', ')}).
          </p>
        ))}
        {trouble !== '' && <p>What is due could not be deleted the last time: {trouble}</p>}
      </div>
    </div>
  )
}

function Classes({ state }: { state: DataRetentionResponse }) {
  const { time_zone: timeZone, permissions } = useWorkspace()
  const [changing, setChanging] = useState<ClassState>()
  const mayChange = permissions.includes('manage_privacy')
  const moment = (at: string | null) => (
    <span className="text-12 whitespace-nowrap text-muted figures">{at === null ? '–' : momentLabel(at, timeZone, 'day')}</span>
  )
  const columns: readonly Column<ClassState>[] = [
    {
      id: 'class',
      header: 'Kind of data',
      width: 160,
      value: ({ class: name }) => RETENTION_CLASSES[name].label,
      cell: ({ class: name }) => (
        <span className="block py-1">
          <span className="font-medium">{RETENTION_CLASSES[name].label}</span>
          <span className="block max-w-[52ch] text-12 text-muted">{RETENTION_CLASSES[name].about}</span>
        </span>
      ),
    },
    {
      id: 'days',
      header: 'Kept',
      unit: 'days',
      numeric: true,
      width: 84,
      cell: ({ class: name, days }) => <span title={`From ${RETENTION_CLASSES[name].from}`}>{exact(days)}</span>,
    },
    { id: 'state', header: 'State', width: 116, value: ({ state: name }) => STATES[name].label, cell: (one) => <StateBadge state={one} /> },
    { id: 'rows', header: 'Stored', numeric: true, width: 100, cell: ({ class: name, rows }) => counted(rows, unitOf(name)) },
    { id: 'overdue', header: 'Overdue', inFilesOnly: true, cell: ({ overdue }) => exact(overdue) },
    { id: 'oldest', header: 'Oldest', width: 104, value: ({ oldest_at: at }) => at, cell: ({ oldest_at }) => moment(oldest_at) },
    { id: 'next', header: 'Next deletion', width: 104, value: ({ next_at: at }) => at, cell: ({ next_at }) => moment(next_at) },
    ...(mayChange
      ? [
          {
            id: 'change',
            header: '',
            width: 84,
            numeric: true,
            cell: (one: ClassState) => (
              <Button
                size="small"
                aria-label={`Change how long to keep: ${RETENTION_CLASSES[one.class].label}`}
                onClick={() => setChanging(one)}
              >
                Change
              </Button>
            ),
          },
        ]
      : []),
  ]
  const swept = state.swept_at === null ? 'not yet' : momentLabel(state.swept_at, timeZone)
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Kinds of data" subtitle={`Last deletion ${swept}; looked through ${momentLabel(state.checked_at, timeZone)}`} />
      <DataTable stacks caption="Kinds of data" columns={columns} rows={state.classes} rowKey={(one) => one.class} />
      {changing && <ChangeDaysDialog state={changing} path={PATH} onClose={() => setChanging(undefined)} />}
    </Card>
  )
}

function unitOf(name: ClassState['class']): string {
  return name === 'import_files' ? 'file' : 'row'
}

function StateBadge({ state: { state, overdue, rows } }: { state: ClassState }) {
  if (rows === 0 && state === 'ok') return <Badge>Nothing stored</Badge>
  const { label, tone, icon: Icon } = STATES[state]
  return (
    <Badge tone={tone}>
      <Icon aria-hidden="true" className="size-3" /> {label}
      {overdue > 0 && `, ${exact(overdue)}`}
    </Badge>
  )
}

export const page = {
  path: '/data-retention',
  title: 'Data retention',
  group: 'Trust',
  order: 1,
  icon: Hourglass,
  component: DataRetentionPage,
} satisfies Page
