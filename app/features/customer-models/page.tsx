import { modelFigure } from '@trill/contract/model-figures'
import { UserSearch } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { type Column, DataTable, TableSkeleton } from '../../ui/data-table.tsx'
import { exact, share } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { PassportBadge } from '../../ui/passport.tsx'
import { useRead } from '../../ui/queries.ts'
import { ErrorState } from '../../ui/states.tsx'
import { useMay, useWorkspace } from '../../ui/workspace.ts'
import type { CustomerModelEntry, ModelsResponse } from './contract.ts'
import { PredictionList } from './prediction-list.tsx'

/** Whose customers are shown first. */
const FIRST = 'churn'

function CustomerModelsPage() {
  const workspace = useWorkspace()
  const may = useMay()('read_events')
  const [chosen, choose] = useState<string>()
  const read = useRead<ModelsResponse>('/v1/customer-models', { workspace_id: workspace.id })
  const items = read.data?.items
  const live = (items ?? []).filter(({ status }) => status === 'live')
  const shown = items?.find(({ model }) => model === chosen) ?? live.find(({ model }) => model === FIRST) ?? live[0]
  return (
    <>
      <PageHeader title="Customer models">
        {items ? <p data-sentence>{sentenceOf(items)}</p> : <span className="skeleton block h-4 w-80" />}
      </PageHeader>
      <Card aria-busy={read.isFetching} className="mb-4">
        <CardHeader title="What can be foretold" subtitle="Judged on customers that were not learned from, beside always saying the mean" />
        {read.error && !items ? (
          <ErrorState what="The models could not be loaded" error={read.error} onRetry={() => read.refetch()} />
        ) : items ? (
          <DataTable
            caption="Customer models"
            columns={columnsOf(may ? choose : undefined, shown)}
            rows={items}
            rowKey={({ model }) => model}
            stacks
          />
        ) : (
          <TableSkeleton what="the models" />
        )}
      </Card>
      {may && shown?.status === 'live' && <PredictionList key={shown.model} entry={shown} />}
    </>
  )
}

function sentenceOf(items: readonly CustomerModelEntry[]): string {
  const live = items.filter(({ status }) => status === 'live').length
  const noise = items.filter(({ findings }) => findings?.noise.verdict === 'unlearnable')
  if (items.every(({ status }) => status === 'not_trained'))
    return 'None of the eight models has learned yet; what each lacks stands beside it.'
  const known = `${live} of ${items.length} models answer`
  return noise.length === 0
    ? `${known}.`
    : `${known}; ${noise.map(({ title }) => title.toLowerCase()).join(', ')} cannot be told from these columns.`
}

function columnsOf(choose: ((model: string) => void) | undefined, shown: CustomerModelEntry | undefined): Column<CustomerModelEntry>[] {
  return [
    { id: 'model', header: 'Model', width: 220, cell: (entry) => <NameCell entry={entry} /> },
    { id: 'state', header: 'State', width: 120, cell: (entry) => <StateBadge entry={entry} /> },
    { id: 'figure', header: 'How good', width: 220, cell: (entry) => <FigureCell entry={entry} /> },
    { id: 'gains', header: 'Top tenth', width: 130, cell: (entry) => <GainsCell entry={entry} /> },
    { id: 'left', header: 'Left out as leaks', width: 220, cell: (entry) => <LeftOutCell entry={entry} /> },
    ...(choose === undefined
      ? []
      : [
          {
            id: 'list',
            header: 'Customers',
            width: 110,
            cell: ({ model, status, title }: CustomerModelEntry) =>
              status === 'live' && (
                <Button
                  size="small"
                  aria-pressed={shown?.model === model}
                  aria-label={`Show customers: ${title}`}
                  onClick={() => choose(model)}
                >
                  {shown?.model === model ? 'Shown below' : 'Show'}
                </Button>
              ),
          },
        ]),
  ]
}

function NameCell({ entry: { model, title, about, status, version, says } }: { entry: CustomerModelEntry }) {
  return (
    <div className="min-w-0 py-1 text-left whitespace-normal">
      <PageLink to="/models/$name" parameters={{ name: model }} className="font-medium hover:text-accent hover:underline">
        {title}
      </PageLink>
      <p className="text-12 text-muted">{status === 'live' && version !== null ? about : `${about} ${says}`}</p>
    </div>
  )
}

function StateBadge({ entry: { status, version, findings } }: { entry: CustomerModelEntry }) {
  if (status === 'live')
    return (
      <span className="inline-flex flex-wrap items-center gap-1.5">
        <Badge tone="positive">Version {version}</Badge>
      </span>
    )
  if (findings?.noise.verdict === 'unlearnable') return <Badge tone="warning">Not learnable</Badge>
  if (findings?.suspicious) return <Badge tone="warning">Too good to be believed</Badge>
  return <span className="text-muted">{status === 'not_live' ? 'Not live' : 'Not learned'}</span>
}

function FigureCell({ entry: { task, title, about, status, passport, figures, findings } }: { entry: CustomerModelEntry }) {
  const name = task === 'binary' ? 'rocAuc' : 'rSquared'
  const figure = figures[name]
  if (figure?.value == null) return <span className="text-muted">–</span>
  const ceiling = task === 'binary' ? findings?.ceiling?.roc_auc : null
  return (
    <span className="figures">
      <span className="inline-flex flex-wrap items-center gap-x-2">
        {figure.value.toFixed(3)}
        {passport && <PassportBadge label={title} passport={passport} about={about} />}
      </span>
      <span className="block text-12 text-muted">
        {modelFigure(name)?.label} {figure.lower?.toFixed(3)} – {figure.upper?.toFixed(3)}
        {ceiling == null ? '' : `, at best ${ceiling.toFixed(3)}`}
        {status === 'live' && findings?.suspicious && <span className="block text-warning">Too good to be believed</span>}
      </span>
    </span>
  )
}

function GainsCell({ entry: { task, findings } }: { entry: CustomerModelEntry }) {
  const first = findings?.gains[0]
  if (first === undefined || task !== 'binary') return <span className="text-muted">–</span>
  return (
    <span className="figures">
      {share(first.mean, 1)}
      <span className="block text-12 text-muted">
        {first.lift === null ? '' : `${first.lift.toFixed(1)} times the mean · `}n = {exact(first.rows)}
      </span>
    </span>
  )
}

function LeftOutCell({ entry: { findings } }: { entry: CustomerModelEntry }) {
  const names = findings?.leaks.flatMap(({ columns }) => columns) ?? []
  if (findings === null) return <span className="text-muted">–</span>
  return <span className="text-12 break-words whitespace-normal text-muted">{names.length === 0 ? 'None found' : names.join(', ')}</span>
}

export const page = {
  path: '/customer-models',
  title: 'Customer models',
  group: 'People',
  order: 6,
  icon: UserSearch,
  component: CustomerModelsPage,
} satisfies Page
