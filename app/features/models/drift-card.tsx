import { useMemo } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { ChartCard, ChartSkeleton } from '../../ui/chart-card.tsx'
import { counted, exact, momentLabel, share } from '../../ui/format.ts'
import { useRead } from '../../ui/queries.ts'
import { ErrorState } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import { driftOption } from './chart.ts'
import type { DriftResponse, ModelOverview } from './contract.ts'
import { pathOf } from './training.tsx'
import { DRIFT } from './words.ts'

type Task = ModelOverview['task']

/** Columns that are drawn; the table has all. */
const SHOWN = 20

/** Whether what the live version is given has moved from what it learned from. */
export function DriftCard({ name, task }: { name: string; task: Task }) {
  const workspace = useWorkspace()
  const read = useRead<DriftResponse>(`${pathOf(name)}/drift`, { workspace_id: workspace.id })
  if (read.data) return <Drift drift={read.data} task={task} timeZone={workspace.time_zone} />
  if (!read.error) return <ChartSkeleton />
  return (
    <Card>
      <ErrorState what="Drift could not be loaded" error={read.error} onRetry={() => read.refetch()} />
    </Card>
  )
}

function Drift({ drift, task, timeZone }: { drift: DriftResponse; task: Task; timeZone: string }) {
  const { features, predictions, limits, rows, version, checked_at } = drift
  const all = useMemo(() => [...features, ...(predictions === null ? [] : [predictions])], [features, predictions])
  const drawn = useMemo(() => all.slice(0, SHOWN), [all])
  const option = useMemo(
    () => (colours: Parameters<typeof driftOption>[2]) => driftOption(drawn, limits.stability_index, colours),
    [drawn, limits],
  )
  const table = useMemo(
    () => ({
      columns: ['Column', 'Stability index', 'KS distance', 'Missing then', 'Missing now', 'Drifted'],
      rows: all.map((column) => [
        column.name,
        column.stability_index,
        column.distance,
        column.missing_before,
        column.missing_now,
        column.drifted ? 'yes' : 'no',
      ]),
    }),
    [all],
  )
  if (features.length === 0)
    return (
      <Card>
        <CardHeader title="Drift" subtitle="What the live version is given, against what it learned from" />
        <p className="px-5 pb-5 text-14 text-muted">
          {drift.says} Looked at once an hour, from {exact(drift.needed)} predictions of the last seven days on.{' '}
          {calibrationText(drift, task)}
        </p>
      </Card>
    )
  return (
    <ChartCard
      id="drift"
      title="Drift"
      subtitle={`Stability index by column, those that moved most first · version ${version} · last 7 days · n = ${exact(rows)} · looked at ${momentLabel(checked_at, timeZone)}`}
      finding={drift.says}
      height={Math.max(140, drawn.length * 26 + 56)}
      option={option}
      table={table}
      controls={<State status={drift.status} />}
      footer={<Footer drift={drift} task={task} />}
    />
  )
}

function State({ status }: { status: DriftResponse['status'] }) {
  if (status === 'nothing_live' || status === 'not_checked') return null
  return <Badge tone={DRIFT[status].tone}>{DRIFT[status].label}</Badge>
}

function Footer({ drift, task }: { drift: DriftResponse; task: Task }) {
  return (
    <p className="px-5 pt-1 pb-4 text-12 text-muted">
      {drift.says} {calibrationText(drift, task)}
    </p>
  )
}

function calibrationText({ calibration, resolved, resolved_needed }: DriftResponse, task: Task): string {
  if (task !== 'binary') return ''
  if (calibration === null) return `Calibration: not enough outcomes are known (n = ${exact(resolved)}, needs ${exact(resolved_needed)}).`
  const { predicted, observed, rows, drifted } = calibration
  const found = `${share(predicted, 1)} was said on average and ${share(observed, 1)} came true, of ${counted(rows, 'forecast')}`
  return `Calibration: ${found}${drifted ? '; that has drifted' : ''}.`
}
