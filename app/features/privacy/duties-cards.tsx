import { CircleCheck, CircleHelp, Hourglass, ShieldCheck, TriangleAlert } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { buttonClass } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { counted, deadlineLabel, exact, momentLabel, sentenceCase } from '../../ui/format.ts'
import { PageLink } from '../../ui/page-link.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { CheckedClass, OpenRequests } from './contract.ts'

type OpenRequest = OpenRequests['next'][number]

const KINDS = { erasure: 'Erasure', export: 'Access and portability', rectification: 'Rectification' } as const

/** Requests of people that are not answered yet, those due first. */
export function RequestsCard({ requests }: { requests: OpenRequests }) {
  const { time_zone: timeZone } = useWorkspace()
  const columns: readonly Column<OpenRequest>[] = [
    { id: 'kind', header: 'Request', width: 150, cell: ({ kind }) => <span className="font-medium">{KINDS[kind]}</span> },
    {
      id: 'left',
      header: 'Time left',
      width: 120,
      cell: ({ days_left }) => (
        <Badge tone={days_left < 0 ? 'negative' : 'neutral'}>
          {days_left < 0 && <TriangleAlert aria-hidden="true" className="size-3" />} {deadlineLabel(days_left)}
        </Badge>
      ),
    },
    {
      id: 'due',
      header: 'Due',
      width: 110,
      cell: ({ due_at }) => <span className="text-12 whitespace-nowrap text-muted figures">{momentLabel(due_at, timeZone, 'day')}</span>,
    },
    { id: 'state', header: 'State', width: 90, cell: ({ state }) => sentenceCase(state) },
  ]
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Next deadlines" subtitle={countsOf(requests)}>
        <PageLink to="/data-subject-requests" className={buttonClass({ size: 'small' })}>
          Answer requests
        </PageLink>
      </CardHeader>
      {requests.next.length === 0 ? (
        <EmptyState icon={ShieldCheck} title="No request is open">
          When somebody asks what is held of them or wants it erased, look them up under Data subject requests. It has to be answered within
          one month.
        </EmptyState>
      ) : (
        <DataTable stacks caption="Requests that are due next" columns={columns} rows={requests.next} rowKey={({ id }) => id} />
      )}
    </Card>
  )
}

/** `2 erasures proving, 1 export failed`. */
function countsOf({ counts, open, next }: OpenRequests): string {
  if (open === 0) return 'Erasures, archives and corrections that people asked for'
  const words = counts.map(({ kind, state, requests }) => `${counted(requests, kind)} ${sentenceCase(state).toLowerCase()}`).join(', ')
  return open > next.length ? `${words}; the first ${next.length} of ${exact(open)}` : words
}

const VERDICTS = {
  in_time: { label: 'In time', tone: 'positive', icon: CircleCheck },
  applying: { label: 'Being applied', tone: 'info', icon: Hourglass },
  late: { label: 'Late', tone: 'negative', icon: TriangleAlert },
  stale: { label: 'Not searched lately', tone: 'warning', icon: TriangleAlert },
  never: { label: 'Not searched yet', tone: 'neutral', icon: CircleHelp },
} as const

/** What the last search for rows stored too long found. */
export function ChecksCard({ checks }: { checks: readonly CheckedClass[] }) {
  const { time_zone: timeZone } = useWorkspace()
  const searched = checks.flatMap(({ checked_at }) => checked_at ?? []).sort()[0]
  const columns: readonly Column<CheckedClass>[] = [
    { id: 'class', header: 'Kind of data', width: 130, cell: ({ label }) => <span className="font-medium">{label}</span> },
    { id: 'verdict', header: 'Verdict', width: 140, cell: ({ verdict }) => <Verdict verdict={verdict} /> },
    {
      id: 'oldest',
      header: 'Oldest row',
      width: 104,
      cell: ({ oldest_at }) => (
        <span className="text-12 whitespace-nowrap text-muted figures">
          {oldest_at === null ? '–' : momentLabel(oldest_at, timeZone, 'day')}
        </span>
      ),
    },
    { id: 'overdue', header: 'Overdue', numeric: true, width: 84, cell: ({ overdue }) => exact(overdue) },
    { id: 'days', header: 'Kept', unit: 'days', numeric: true, width: 84, cell: ({ days }) => exact(days) },
  ]
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title="Oldest rows"
        subtitle={
          searched === undefined
            ? 'Searched every hour; the first search comes by itself'
            : `Searched ${momentLabel(searched, timeZone)}; every hour`
        }
      >
        <PageLink to="/data-retention" className={buttonClass({ size: 'small' })}>
          Data retention
        </PageLink>
      </CardHeader>
      <DataTable stacks caption="Oldest rows" columns={columns} rows={checks} rowKey={(one) => one.class} />
    </Card>
  )
}

function Verdict({ verdict }: { verdict: CheckedClass['verdict'] }) {
  const { label, tone, icon: Icon } = VERDICTS[verdict]
  return (
    <Badge tone={tone}>
      <Icon aria-hidden="true" className="size-3" /> {label}
    </Badge>
  )
}
