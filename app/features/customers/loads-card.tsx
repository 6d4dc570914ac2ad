import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { change } from '../../ui/client.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { FormProblem } from '../../ui/form-error.tsx'
import { counted, dayLabel, momentLabel } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import { useRead } from '../../ui/queries.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import type { Load, LoadsResponse } from './contract.ts'
import { SimulateButton } from './no-customers.tsx'

const PATH = '/v1/customers/loads'

/** Files and simulations that the customers come from; each can be removed. */
export function LoadsCard() {
  const workspace = useWorkspace()
  const [asked, setAsked] = useState<Load | undefined>()
  const { data } = useRead<LoadsResponse>(PATH, { workspace_id: workspace.id })
  if (data === undefined) return null
  return (
    <Card className="mt-4">
      <CardHeader title="Where they come from" subtitle="Files and simulations; what is removed is deleted and recorded">
        <SimulateButton workspace={workspace.id} />
      </CardHeader>
      <ul className="border-t">
        {data.loads.map((load) => (
          <li
            key={`${load.id} ${load.observed_on}`}
            className="flex flex-wrap items-center justify-between gap-2 border-b px-5 py-3 last:border-b-0"
          >
            <div className="min-w-0 text-14">
              <p>
                {counted(load.customers, 'customer')}, {load.provenance}, as of {dayLabel(load.observed_on, 'long')}
              </p>
              <p className="text-12 text-muted">
                Loaded {momentLabel(load.loaded_at, workspace.time_zone)} · <span className="font-mono">{load.id.slice(0, 8)}</span>
              </p>
            </div>
            <Button size="small" onClick={() => setAsked(load)}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {asked && <RemoveDialog load={asked} workspace={workspace.id} onClose={() => setAsked(undefined)} />}
    </Card>
  )
}

function RemoveDialog({ load, workspace, onClose }: { load: Load; workspace: string; onClose: () => void }) {
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>()
  const remove = async () => {
    try {
      await change('POST', `${PATH}/remove`, { workspace_id: workspace, load_id: load.id })
      notify('The customers are removed')
      onClose()
    } catch (problem) {
      setError(problem)
    }
    void queries.invalidateQueries()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Remove these customers?"
      about={`${counted(load.customers, 'customer')} of ${dayLabel(load.observed_on, 'long')} are deleted, on all days of the same load. The file can be imported again.`}
    >
      {error !== undefined && <FormProblem what="They could not be removed" error={error} />}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>Keep</Button>
        <Button look="primary" onClick={() => void remove()}>
          Remove
        </Button>
      </div>
    </Dialog>
  )
}
