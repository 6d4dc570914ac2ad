import { BrainCircuit } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { buttonClass } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { type Column, DataTable, TableSkeleton } from '../../ui/data-table.tsx'
import { counted, momentLabel } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { PassportBadge, SourceBadge } from '../../ui/passport.tsx'
import { useRead } from '../../ui/queries.ts'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { ModelOverview, ModelsResponse } from './contract.ts'
import { ModelPage } from './model-page.tsx'
import { MODELS, readAgain } from './training.tsx'
import { bestRule, DRIFT, estimateText, figureLabel, figureText, isUnderWay, trainingText } from './words.ts'

function ModelsPage() {
  const workspace = useWorkspace()
  const models = useRead<ModelsResponse>(
    MODELS,
    { workspace_id: workspace.id },
    { every: (data) => readAgain(data?.models.some(({ training }) => isUnderWay(training))) },
  )
  const data = models.data
  return (
    <>
      <PageHeader title="Models" actions={workspace.provenance === 'simulated' && <SourceBadge source="simulated" />}>
        {data ? <p data-sentence>{sentenceOf(data.models)}</p> : <span className="skeleton block h-4 w-80" />}
      </PageHeader>
      <Card aria-busy={models.isFetching}>
        {models.error && !data ? (
          <ErrorState what="The models could not be loaded" error={models.error} onRetry={() => models.refetch()} />
        ) : !data ? (
          <TableSkeleton what="the models" />
        ) : data.models.length === 0 ? (
          <NothingLearns />
        ) : (
          <DataTable caption="Models" columns={columnsOf(workspace.time_zone)} rows={data.models} rowKey={({ name }) => name} stacks />
        )}
      </Card>
      {data && data.models.length > 0 && data.models.every(({ live, newest }) => live === null && newest === null) && <HowToBegin />}
    </>
  )
}

function sentenceOf(models: readonly ModelOverview[]): string {
  if (models.length === 0) return 'Nothing learns from this workspace.'
  const live = models.filter((model) => model.live !== null)
  const drifted = live.filter(({ drift }) => drift === 'drifted').length
  const known = `${live.length} of ${counted(models.length, 'model')} ${live.length === 1 ? 'is' : 'are'} live`
  if (live.length === 0) return `None of ${counted(models.length, 'model')} is live yet.`
  return drifted === 0 ? `${known}; none has drifted.` : `${known}; ${drifted} ${drifted === 1 ? 'has' : 'have'} drifted.`
}

function columnsOf(timeZone: string): Column<ModelOverview>[] {
  return [
    { id: 'name', header: 'Model', width: 160, cell: (model) => <NameCell model={model} /> },
    {
      id: 'live',
      header: 'Live',
      width: 150,
      cell: (model) => <LiveCell model={model} />,
    },
    { id: 'figure', header: 'How good', width: 200, cell: ({ live, newest }) => <FigureCell version={live ?? newest} /> },
    { id: 'rule', header: 'Best simple rule', width: 140, cell: ({ live, newest }) => <RuleCell version={live ?? newest} /> },
    {
      id: 'drift',
      header: 'Drift',
      cell: ({ drift }) =>
        drift === null ? <span className="text-muted">–</span> : <Badge tone={DRIFT[drift].tone}>{DRIFT[drift].label}</Badge>,
    },
    {
      id: 'training',
      header: 'Last training',
      width: 180,
      cell: ({ training }) => <TrainingCell training={training} timeZone={timeZone} />,
    },
  ]
}

function NameCell({ model: { name, target } }: { model: ModelOverview }) {
  return (
    <div className="min-w-0 py-1 text-left">
      <PageLink to="/models/$name" parameters={{ name }} className="font-medium hover:text-accent hover:underline">
        {name}
      </PageLink>
      <p className="text-12 text-muted">{target}</p>
    </div>
  )
}

/** Which version answers, and where none does, whether one waits for somebody to look at it. */
function LiveCell({ model: { live, newest } }: { model: ModelOverview }) {
  if (live !== null)
    return (
      <span className="inline-flex flex-wrap gap-1">
        <Badge tone="positive">Version {live.version}</Badge>
        {live.suspicious && <Badge tone="warning">Too good to be believed</Badge>}
      </span>
    )
  if (newest?.state !== 'candidate') return <span className="text-muted">None</span>
  return (
    <span className="whitespace-normal">
      <span className="text-muted">None</span>
      <span className={`block text-12 ${newest.suspicious ? 'text-warning' : 'text-muted'}`}>
        Version {newest.version} {newest.suspicious ? 'is too good to be believed' : 'was kept back'}
      </span>
    </span>
  )
}

function FigureCell({ version }: { version: ModelOverview['live'] }) {
  if (version === null) return <span className="text-muted">–</span>
  const estimate = version.figures[version.judged_by]
  return (
    <span className="figures">
      <span className="inline-flex flex-wrap items-center gap-x-2">
        {estimate === undefined ? '–' : estimateText(estimate)}
        <PassportBadge label={version.name} passport={version.passport} about={version.target} />
      </span>
      <span className="block text-12 text-muted">
        {figureLabel(version.judged_by)}
        {version.state !== 'live' && `, version ${version.version}`}
      </span>
    </span>
  )
}

function RuleCell({ version }: { version: ModelOverview['live'] }) {
  const rule = version === null ? undefined : bestRule(version)
  if (rule === undefined) return <span className="text-muted">–</span>
  return (
    <span className="figures">
      {figureText(rule.estimate.value)}
      <span className="block text-12 text-muted">{rule.name}</span>
    </span>
  )
}

function TrainingCell({ training, timeZone }: { training: ModelOverview['training']; timeZone: string }) {
  if (training === null) return <span className="text-muted">Never</span>
  return (
    <span>
      {trainingText(training)}
      <span className="block text-12 text-muted">
        {training.outcome === 'insufficient_data' ? training.error : momentLabel(training.finished_at ?? training.created_at, timeZone)}
      </span>
    </span>
  )
}

function NothingLearns() {
  return (
    <EmptyState
      icon={BrainCircuit}
      title="Nothing learns here yet"
      action={
        <PageLink to="/connections" className={buttonClass({ look: 'primary' })}>
          Get posts in
        </PageLink>
      }
    >
      Models foretell how posts will do, from how earlier ones did. Each of their versions is listed here, with how good it is beside simple
      rules, and what was decided about it.
    </EmptyState>
  )
}

function HowToBegin() {
  return (
    <p className="mt-3 max-w-[78ch] text-12 text-muted">
      A model learns by itself as soon as the outcomes of enough posts are known.{' '}
      <PageLink to="/connections" className="underline">
        Connect a platform
      </PageLink>{' '}
      or{' '}
      <PageLink to="/imports" className="underline">
        import files
      </PageLink>{' '}
      to get there sooner; how many it needs stands beside its last training.
    </p>
  )
}

export const page = {
  path: '/models',
  title: 'Models',
  group: 'Data',
  order: 5,
  icon: BrainCircuit,
  component: ModelsPage,
} satisfies Page

export const modelPage = {
  path: '/models/$name',
  title: 'Model',
  component: ModelPage,
} satisfies Page
