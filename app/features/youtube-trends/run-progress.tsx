import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { change, Problem } from '../../ui/client.ts'
import { brief, durationLabel, exact, sentence } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import { Progress } from '../../ui/progress.tsx'
import { useMay } from '../../ui/workspace.ts'
import type { RunState } from './contract.ts'

export const PATH = '/v1/youtube-trends'
const LABEL: Readonly<Record<RunState['kind'], string>> = { detection: 'Scoring the stored videos', analysis: 'Asking the platforms' }

/** Begins runs and brings what is shown up to date. */
export function useTrendRuns() {
  const queries = useQueryClient()
  const begin = async (what: 'detections' | 'analyses', body: object) => {
    try {
      await change<RunState>('POST', `${PATH}/${what}`, body)
    } catch (error) {
      notify(error instanceof Problem ? `${sentence(error.message)} ${error.remedy}` : 'It could not be begun; try again.')
    }
    await queries.invalidateQueries()
  }
  return { begin, may: useMay()('analyse_content') }
}

/** How often a page with runs reads again; milliseconds. */
export function readAgain(runs: readonly RunState[] | undefined): number {
  return runs?.some(({ status }) => status === 'running') === true ? 700 : 30_000
}

/** What is under way, how far it is, and what failed last. */
export function RunProgress({ runs }: { runs: readonly RunState[] }) {
  const running = runs.filter(({ status }) => status === 'running')
  const failed = runs[0]?.status === 'failed' ? runs[0] : undefined
  const incomplete = runs[0]?.status === 'done' && runs[0].error !== null ? runs[0].error : undefined
  useFreshFigures(running.length)
  if (running.length === 0 && failed === undefined && incomplete === undefined) return null
  return (
    <Card className="mb-4 space-y-3 px-5 py-4" aria-live="polite">
      {running.map((run) => (
        <Running key={run.id} run={run} />
      ))}
      {incomplete !== undefined && (
        <p className="text-14 text-warning">
          What is most popular on YouTube could not be read: {sentence(incomplete)} Stored videos are scored.
        </p>
      )}
      {failed !== undefined && (
        <p className="text-14 text-negative">
          {LABEL[failed.kind]} failed: {sentence(failed.error ?? 'the log of the server says why')} What was stored before it stays; begin
          it again.
        </p>
      )}
    </Card>
  )
}

function Running({ run }: { run: RunState }) {
  const queries = useQueryClient()
  const share = run.total === null || run.total === 0 ? undefined : run.done / run.total
  const cancel = async () => {
    await change('POST', `${PATH}/runs/${run.id}/cancel`).catch(() => notify('Cancelling did not succeed; try again.'))
    await queries.invalidateQueries()
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1">
        <Progress label={LABEL[run.kind]} share={share} />
        <p className="mt-1.5 text-12 text-muted figures">
          {LABEL[run.kind]}: {exact(run.done)} {run.total !== null && `of ${exact(run.total)} `}
          videos
          {run.per_second !== null && ` · ${brief(run.per_second)} videos/s`}
          {run.seconds_left !== null && ` · ${durationLabel(run.seconds_left)} left`}
        </p>
      </div>
      <Button size="small" onClick={cancel}>
        Cancel
      </Button>
    </div>
  )
}

/** A run that ends makes every figure old. */
function useFreshFigures(running: number) {
  const queries = useQueryClient()
  const before = useRef(running)
  useEffect(() => {
    if (running < before.current) void queries.invalidateQueries()
    before.current = running
  }, [running, queries])
}
