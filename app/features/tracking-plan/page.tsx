import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CheckCheck, ListChecks } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { brief, counted, exact, momentLabel } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { useRead } from '../../ui/queries.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { EmptyState, ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { TrackingPlanResponse } from './contract.ts'

const PATH = '/v1/privacy/tracking-plan'

type Mode = TrackingPlanResponse['mode']
type Property = TrackingPlanResponse['properties'][number]

const MODES = {
  off: { label: 'Off', about: 'Every property is kept, and none is looked at.' },
  learning: { label: 'Learning', about: 'What comes is listed here and kept, but for what you drop.' },
  enforced: { label: 'Enforced', about: 'Only what you allow is kept; everything else is dropped before it reaches a disk.' },
} as const satisfies Record<Mode, { label: string; about: string }>

interface Wanted {
  readonly mode?: Mode
  readonly allow_seen?: boolean
  readonly properties?: readonly { event_type: string; property: string; decision: 'allow' | 'drop' }[]
}

function TrackingPlanPage() {
  const workspace = useWorkspace()
  const plan = useRead<TrackingPlanResponse>(PATH, { workspace_id: workspace.id }, { every: 10_000 })
  const decide = useDecide(workspace.id)
  const data = plan.data
  return (
    <>
      <PageHeader
        title="Tracking plan"
        actions={
          data && (
            <Segmented
              label="Mode of the plan"
              value={data.mode}
              choices={Object.entries(MODES).map(([value, { label }]) => ({ value: value as Mode, label }))}
              onChange={(mode) => decide.mutate({ mode })}
            />
          )
        }
      >
        <p>{data ? <Sentence data={data} /> : <span className="skeleton block h-4 w-80" />}</p>
      </PageHeader>
      <FormError error={decide.error} />
      {plan.error && !data ? (
        <ErrorState what="The tracking plan could not be read" error={plan.error} onRetry={() => plan.refetch()} />
      ) : !data ? (
        <Loading what="the tracking plan">
          <Skeleton className="h-64 w-full" />
        </Loading>
      ) : data.properties.length === 0 ? (
        <Nothing mode={data.mode} onLearn={() => decide.mutate({ mode: 'learning' })} />
      ) : (
        <Properties data={data} onDecide={decide.mutate} busy={decide.isPending} />
      )}
    </>
  )
}

function useDecide(workspace_id: string) {
  const queries = useQueryClient()
  return useMutation<TrackingPlanResponse, Problem, Wanted>({
    mutationFn: (wanted) => change('PUT', PATH, { workspace_id, ...wanted }),
    onSuccess: (state) => queries.setQueryData([PATH, { workspace_id }], state),
  })
}

function Sentence({ data: { mode, properties, is_full } }: { data: TrackingPlanResponse }) {
  const open = properties.filter(({ decision }) => decision === null).length
  return (
    <>
      <strong className="font-semibold text-text">{MODES[mode].label}.</strong> {MODES[mode].about}{' '}
      {open > 0 && `${counted(open, 'property', 'properties')} not decided on yet.`}
      {is_full && ' The plan is full: further names are not listed.'}
    </>
  )
}

function Nothing({ mode, onLearn }: { mode: Mode; onLearn: () => void }) {
  const action = (
    <Button look="primary" onClick={onLearn}>
      Start learning
    </Button>
  )
  return (
    <Card>
      <EmptyState icon={ListChecks} title={mode === 'off' ? 'The plan is off' : 'Nothing came yet'} {...(mode === 'off' && { action })}>
        {mode === 'off'
          ? 'While it learns, the names of properties that senders use are listed here; nothing is dropped.'
          : 'The properties of the next events are listed here within seconds.'}
      </EmptyState>
    </Card>
  )
}

interface PropertiesProps {
  readonly data: TrackingPlanResponse
  readonly onDecide: (wanted: Wanted) => void
  readonly busy: boolean
}

function Properties({ data, onDecide, busy }: PropertiesProps) {
  const workspace = useWorkspace()
  const open = data.properties.filter(({ decision }) => decision === null).length
  const columns: readonly Column<Property>[] = [
    { id: 'type', header: 'Type of event', width: 150, cell: ({ event_type }) => <span className="font-mono text-12">{event_type}</span> },
    { id: 'property', header: 'Property', width: 170, grows: true, cell: (row) => <Name row={row} mode={data.mode} /> },
    { id: 'events', header: 'Events', numeric: true, cell: ({ events }) => <span title={exact(events)}>{brief(events)}</span> },
    {
      id: 'last',
      header: 'Last seen',
      width: 150,
      cell: ({ last_seen, events }) => (events === 0 ? '–' : momentLabel(last_seen, workspace.time_zone)),
    },
    { id: 'decision', header: 'Decision', width: 130, cell: (row) => <Choice row={row} onDecide={onDecide} /> },
  ]
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Properties" subtitle={`${counted(data.properties.length, 'property', 'properties')}, most frequent first`}>
        {open > 0 && (
          <Button size="small" disabled={busy} onClick={() => onDecide({ allow_seen: true })}>
            <CheckCheck aria-hidden="true" /> Allow the {open} open
          </Button>
        )}
      </CardHeader>
      <DataTable
        caption="Properties of events and what becomes of them"
        columns={columns}
        rows={data.properties}
        rowKey={({ event_type, property }) => `${event_type} ${property}`}
      />
    </Card>
  )
}

function Name({ row: { property, decision }, mode }: { row: Property; mode: Mode }) {
  const dropped = decision === 'drop' || (decision === null && mode === 'enforced')
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="truncate font-medium">{property}</span>
      {dropped && mode !== 'off' && <Badge tone="negative">Dropped</Badge>}
      {decision === null && mode !== 'enforced' && <Badge>Open</Badge>}
    </span>
  )
}

function Choice({ row: { event_type, property, decision }, onDecide }: { row: Property; onDecide: PropertiesProps['onDecide'] }) {
  return (
    <Segmented
      label={`Decision on ${property} of ${event_type}`}
      value={decision ?? ''}
      choices={[
        { value: 'allow', label: 'Allow' },
        { value: 'drop', label: 'Drop' },
      ]}
      onChange={(next) => next !== '' && onDecide({ properties: [{ event_type, property, decision: next }] })}
    />
  )
}

export const page = {
  path: '/tracking-plan',
  title: 'Tracking plan',
  group: 'Trust',
  order: 5,
  needs: 'manage_privacy',
  icon: ListChecks,
  component: TrackingPlanPage,
} satisfies Page
