import { useParams } from '@tanstack/react-router'
import { ArrowLeft, Hourglass, Undo2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { SourceBadge } from '../../ui/passport.tsx'
import { useRead } from '../../ui/queries.ts'
import { EmptyState, ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useView } from '../../ui/view.ts'
import { useMay, useWorkspace } from '../../ui/workspace.ts'
import { ChangeDialog, type Wish } from './change-dialog.tsx'
import type { ModelOverview, ModelVersion, VersionsResponse } from './contract.ts'
import { Decisions } from './decisions.tsx'
import { DriftCard } from './drift-card.tsx'
import { pathOf, readAgain, TrainButton, TrainingProgress } from './training.tsx'
import { VersionView } from './version-view.tsx'
import { VersionsTable } from './versions-table.tsx'
import { bestRule, estimateText, everyText, figureLabel, figureText, isUnderWay } from './words.ts'

export function ModelPage() {
  const { name } = useParams({ strict: false }) as { name: string }
  const workspace = useWorkspace()
  const read = useRead<VersionsResponse>(
    `${pathOf(name)}/versions`,
    { workspace_id: workspace.id },
    { every: (data) => readAgain(isUnderWay(data?.model.training ?? null)) },
  )
  const back = (
    <PageLink to="/models" className="mb-2 inline-flex items-center gap-1 rounded-4 text-12 text-muted hover:text-text">
      <ArrowLeft className="size-3.5" aria-hidden="true" /> Models
    </PageLink>
  )
  if (read.data) return <Model data={read.data} back={back} />
  if (!read.error)
    return (
      <Loading what="the model">
        {back}
        <Skeleton className="h-7 w-64" />
        <Skeleton className="mt-2 h-4 w-96 max-w-full" />
        <Skeleton className="mt-5 h-72 w-full" />
      </Loading>
    )
  const missing = read.error.code === 'not_found'
  return (
    <>
      {back}
      <ErrorState
        what={missing ? `There is no model “${name}”` : 'This model could not be loaded'}
        error={read.error}
        {...(!missing && { onRetry: () => read.refetch() })}
      />
    </>
  )
}

function Model({ data: { model, versions, decisions }, back }: { data: VersionsResponse; back: ReactNode }) {
  const workspace = useWorkspace()
  const view = useView()
  const [wish, setWish] = useState<Wish>()
  const asked = Number(view.words.version)
  const shown = versions.find(({ version }) => version === asked) ?? versions.find(({ state }) => state === 'live') ?? versions[0]
  return (
    <>
      <PageHeader title={model.name} eyebrow={back} actions={<Actions model={model} before={versionBefore(versions)} onWish={setWish} />}>
        <p data-sentence>{sentenceOf(model)}</p>
      </PageHeader>
      <TrainingProgress training={model.training} />
      {shown === undefined ? (
        <NoVersion model={model} />
      ) : (
        <>
          <VersionView name={model.name} version={shown.version} onWish={setWish} />
          <div className="mt-4 grid grid-cols-1 gap-4 xl:grid-cols-2">
            {model.live !== null && <DriftCard name={model.name} task={model.task} />}
            <Decisions decisions={decisions} timeZone={workspace.time_zone} />
          </div>
          <VersionsTable versions={versions} shown={shown.version} onShow={(version) => view.change({ version: String(version) })} />
        </>
      )}
      {wish && <ChangeDialog name={model.name} wish={wish} live={model.live?.version ?? null} onClose={() => setWish(undefined)} />}
    </>
  )
}

/** The version that rolling back goes back to; undefined where there is none, or where it cannot. */
function versionBefore(versions: readonly ModelVersion[]): ModelVersion | undefined {
  const liveSince = versions.find(({ state }) => state === 'live')?.promoted_at ?? ''
  const earlier = versions.filter(({ retired_for, promoted_at }) => retired_for === 'replaced' && (promoted_at ?? '') < liveSince)
  const [before] = earlier.sort((one, other) => ((one.promoted_at ?? '') < (other.promoted_at ?? '') ? 1 : -1))
  return before?.has_document && before.marked_at === null ? before : undefined
}

function sentenceOf({ about, live, newest, every_hours }: ModelOverview): string {
  if (live === null) return `${about} No version is live, so nothing is foretold.${waitingText(newest)} ${everyText(every_hours)}.`
  const estimate = live.figures[live.judged_by]
  const rule = bestRule(live)
  const beside = rule === undefined ? '' : `; the rule “${rule.name}” has ${figureText(rule.estimate.value)}`
  const figure = estimate === undefined ? '' : ` ${figureLabel(live.judged_by)} ${estimateText(estimate)}${beside}.`
  return `${about} Version ${live.version} is live.${figure} ${everyText(every_hours)}.`
}

function waitingText(newest: ModelOverview['newest']): string {
  if (newest?.state !== 'candidate') return ''
  if (!newest.suspicious) return ` Version ${newest.version} was kept back; the decisions say why.`
  return ` Version ${newest.version} is too good to be believed: look at what it leans on before you promote it.`
}

interface ActionsProps {
  readonly model: ModelOverview
  readonly before: ModelVersion | undefined
  readonly onWish: (wish: Wish) => void
}

function Actions({ model, before, onWish }: ActionsProps) {
  const { provenance } = useWorkspace()
  const may = useMay()('manage_models')
  return (
    <>
      {provenance === 'simulated' && <SourceBadge source="simulated" />}
      {model.live?.marked_at != null && <Badge tone="warning">To be learned anew</Badge>}
      {may && before !== undefined && (
        <Button onClick={() => onWish({ kind: 'roll_back', version: before })}>
          <Undo2 aria-hidden="true" /> Roll back…
        </Button>
      )}
      <TrainButton model={model} />
    </>
  )
}

function NoVersion({ model: { target } }: { model: ModelOverview }) {
  return (
    <Card>
      <EmptyState
        icon={Hourglass}
        title="No version yet"
        action={
          <PageLink to="/connections" className={buttonClass({ look: 'primary' })}>
            Get posts in
          </PageLink>
        }
      >
        Its versions will stand here, each with how good it is beside simple rules. It foretells: {target}. It learns by itself as soon as
        the outcomes of enough posts are known.
      </EmptyState>
    </Card>
  )
}
