import { useQueryClient } from '@tanstack/react-query'
import { UsersRound } from 'lucide-react'
import { useState } from 'react'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { change } from '../../ui/client.ts'
import { FormProblem } from '../../ui/form-error.tsx'
import { durationLabel, exact } from '../../ui/format.ts'
import { PageLink } from '../../ui/page-link.tsx'
import { Progress } from '../../ui/progress.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { useMay } from '../../ui/workspace.ts'
import type { Simulation } from './contract.ts'

export const SIMULATIONS = '/v1/customers/simulations'
const COUNT = 10_000

/** What would be here, and the two ways to fill it. */
export function NoCustomers({ workspace }: { workspace: string }) {
  const may = useMay()('manage_imports')
  return (
    <Card>
      <EmptyState
        icon={UsersRound}
        title="No customers yet"
        action={
          may && (
            <>
              <PageLink to="/imports" className={buttonClass({ look: 'primary' })}>
                Import a table
              </PageLink>
              <SimulateButton workspace={workspace} />
            </>
          )
        }
      >
        A table of customers – CSV, NDJSON or Parquet, one row for each – shows who they are, how they live with the app and what they
        bring. Or look around with customers that are nobody.
      </EmptyState>
    </Card>
  )
}

/** Makes customers in the background; the page shows them when they are there. */
export function SimulateButton({ workspace }: { workspace: string }) {
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>()
  const begin = async () => {
    setError(undefined)
    await change<Simulation>('POST', SIMULATIONS, { workspace_id: workspace, count: COUNT }).catch(setError)
    void queries.invalidateQueries({ queryKey: [SIMULATIONS] })
  }
  return (
    <>
      <Button onClick={() => void begin()}>Make {exact(COUNT)} simulated customers</Button>
      {error !== undefined && <FormProblem what="The simulation could not be begun" error={error} />}
    </>
  )
}

/** How far a simulation is, and the way to stop it. */
export function SimulationProgress({ simulation }: { simulation: Simulation }) {
  const queries = useQueryClient()
  const { id, done, count, rate, eta_seconds: left } = simulation
  const cancel = async () => {
    await change('POST', `${SIMULATIONS}/${id}/cancel`).catch(() => undefined)
    void queries.invalidateQueries()
  }
  return (
    <Card className="mb-4 px-5 py-4">
      <div className="mb-2 flex items-center justify-between gap-3">
        <p className="text-14 font-medium">Making {exact(count)} simulated customers</p>
        <Button size="small" onClick={() => void cancel()}>
          Cancel
        </Button>
      </div>
      <Progress label="Making simulated customers" share={done / count} />
      <p className="mt-1.5 text-12 text-muted figures">
        {exact(done)} of {exact(count)}
        {rate !== null && ` · ${exact(Math.round(rate))} a second`}
        {left !== null && ` · ${durationLabel(left)} left`}
      </p>
    </Card>
  )
}
