import { useQueryClient } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { change, Problem } from '../../ui/client.ts'
import { sentence } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import { Progress } from '../../ui/progress.tsx'
import { useMay, useWorkspace } from '../../ui/workspace.ts'
import type { ModelOverview, Training } from './contract.ts'
import { isUnderWay, trainingText } from './words.ts'

export const MODELS = '/v1/models'

/** How often a page reads again; milliseconds. */
export function readAgain(underWay: boolean | undefined): number {
  return underWay === true ? 700 : 30_000
}

/** Where a model’s addresses begin. */
export function pathOf(name: string): string {
  return `${MODELS}/${encodeURIComponent(name)}`
}

/** Has the model learn now, where something trains it and who asks may. */
export function TrainButton({ model: { name, every_hours, training } }: { model: ModelOverview }) {
  const queries = useQueryClient()
  const workspace = useWorkspace()
  if (!useMay()('manage_models') || every_hours === null) return null
  const begin = async () => {
    await change<Training>('POST', `${pathOf(name)}/train`, { workspace_id: workspace.id }).catch((error: unknown) =>
      notify(error instanceof Problem ? `${sentence(error.message)} ${error.remedy}` : 'It could not be begun; try again.'),
    )
    await queries.invalidateQueries()
  }
  return (
    <Button onClick={begin} disabled={isUnderWay(training)}>
      <RotateCw aria-hidden="true" /> Train now
    </Button>
  )
}

/** How far the training is; why the last one failed, or what it lacked. */
export function TrainingProgress({ training }: { training: Training | null }) {
  const queries = useQueryClient()
  const may = useMay()('manage_models')
  const wasUnderWay = useRef(false)
  const underWay = isUnderWay(training)
  useEffect(() => {
    if (wasUnderWay.current && !underWay) void queries.invalidateQueries()
    wasUnderWay.current = underWay
  }, [underWay, queries])
  if (training === null || (training.status === 'done' && training.outcome !== 'insufficient_data')) return null
  if (training.status === 'cancelled') return null
  const cancel = async () => {
    await change('POST', `${pathOf(training.name)}/trainings/${training.id}/cancel`).catch(() =>
      notify('It could not be stopped; try again.'),
    )
    await queries.invalidateQueries()
  }
  return (
    <Card className="mb-4 px-5 py-4" aria-live="polite">
      {underWay ? (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <div className="min-w-0 flex-1">
            <Progress
              label="Training"
              share={training.total === null || training.total === 0 ? undefined : training.done / training.total}
            />
            <p className="mt-1.5 text-12 text-muted">
              {trainingText(training)}; it goes on when the page is left. What comes of it goes live only if it is better.
            </p>
          </div>
          {may && (
            <Button size="small" onClick={cancel}>
              Stop
            </Button>
          )}
        </div>
      ) : training.status === 'failed' ? (
        <p className="text-14 text-negative">
          The last training failed: {sentence(training.error ?? 'the log of the server says why')} The live version stays.
        </p>
      ) : (
        <p className="text-14">{training.error}</p>
      )}
    </Card>
  )
}
