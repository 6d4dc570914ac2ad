import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ListChecks } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { TableSkeleton } from '../../ui/data-table.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { counted } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { useRead } from '../../ui/queries.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { TrackingPlanResponse } from './contract.ts'
import { EnforceDialog } from './enforce-dialog.tsx'
import { isOpen, type Mode, type Wanted } from './plan.ts'
import { Properties } from './properties.tsx'

const PATH = '/v1/privacy/tracking-plan'

const MODES = {
  off: { label: 'Off', about: 'Every property is kept, and none is looked at.' },
  learning: { label: 'Learning', about: 'What senders send is listed here and kept, except what you drop.' },
  enforced: { label: 'Enforced', about: 'Only what you allow is kept; everything else is dropped before it is stored.' },
} as const satisfies Record<Mode, { label: string; about: string }>

function TrackingPlanPage() {
  const workspace = useWorkspace()
  const plan = useRead<TrackingPlanResponse>(PATH, { workspace_id: workspace.id }, { every: 10_000 })
  const decide = useDecide(workspace.id)
  const [enforcing, setEnforcing] = useState(false)
  const data = plan.data
  const open = data?.properties.filter(isOpen).length ?? 0
  const chooseMode = (mode: Mode) => (mode === 'enforced' && open > 0 ? setEnforcing(true) : decide.mutate({ mode }))
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
              onChange={chooseMode}
            />
          )
        }
      >
        {data ? (
          <p>
            <Sentence data={data} open={open} />
          </p>
        ) : (
          !plan.error && <Skeleton className="h-4 w-80 max-w-full" />
        )}
      </PageHeader>
      {decide.error && (
        <div className="mb-4">
          <FormError error={decide.error} />
        </div>
      )}
      {plan.error && !data ? (
        <ErrorState what="The tracking plan could not be read" error={plan.error} onRetry={() => plan.refetch()} />
      ) : !data ? (
        <Card>
          <TableSkeleton what="the tracking plan" />
        </Card>
      ) : data.properties.length === 0 ? (
        <Nothing mode={data.mode} onLearn={() => decide.mutate({ mode: 'learning' })} />
      ) : (
        <Properties data={data} onDecide={decide.mutate} busy={decide.isPending} />
      )}
      {enforcing && <EnforceDialog open={open} onChoose={decide.mutate} onClose={() => setEnforcing(false)} />}
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

function Sentence({ data: { mode, is_full }, open }: { data: TrackingPlanResponse; open: number }) {
  return (
    <>
      <strong className="font-semibold text-text">{MODES[mode].label}.</strong> {MODES[mode].about}{' '}
      {open > 0 && `${counted(open, 'property', 'properties')} ${open === 1 ? 'is' : 'are'} not decided on yet.`}
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
      <EmptyState
        icon={ListChecks}
        title={mode === 'off' ? 'The plan is off' : 'No property has come yet'}
        {...(mode === 'off' && { action })}
      >
        {mode === 'off'
          ? 'While it learns, the names of properties that senders use are listed here; nothing is dropped.'
          : 'The properties of the next events are listed here within seconds.'}
      </EmptyState>
    </Card>
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
