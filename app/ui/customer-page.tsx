import { CUSTOMER_FILTER_NAMES, CUSTOMER_FILTERS } from '@trill/contract/customer-filters'
import { EyeOff, UsersRound } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import type { CustomerFigure, CustomerFrame, CustomerGroups, CustomerSteps } from '../platform/customers/contract.ts'
import { Button, buttonClass } from './button.tsx'
import { Card } from './card.tsx'
import { ChartCard, ChartSkeleton } from './chart-card.tsx'
import {
  customerGroupsFinding,
  customerGroupsOption,
  customerGroupsTable,
  customerStepsFinding,
  customerStepsOption,
} from './customer-chart.ts'
import { CustomerFigureCard } from './customer-figure.tsx'
import { customerMetric, groupLabel } from './customer-words.ts'
import { SelectField } from './field.tsx'
import { counted, exact, rangeLabel, sentenceCase } from './format.ts'
import { PageHeader } from './page-header.tsx'
import { PageLink } from './page-link.tsx'
import { SourceBadge } from './passport.tsx'
import { useRead } from './queries.ts'
import { EmptyState, ErrorState, Loading } from './states.tsx'
import { useView, type View } from './view.ts'

type Answer<Content> = CustomerFrame & { readonly content: Content | null }

/** What is said of the customers in sight, and how the frame of a chart about them is worded. */
export interface CustomerScene {
  /** `Imported customers of 21 Nov 2026 · Dating · n = 1,234`; of all in sight where no n is given, without one where it is null. */
  readonly about: (n?: number | null) => string
  /** The day compared with, in words; null where there is none. */
  readonly before: string | null
  readonly simulated: boolean
  readonly view: View
}

interface Props<Content> {
  readonly title: string
  readonly path: string
  readonly sentence: (content: Content, scene: CustomerScene) => ReactNode
  readonly children: (content: Content, scene: CustomerScene) => ReactNode
}

/** A page about the customers of one snapshot: the sentence, the filters, and what the page makes of them. */
export function CustomerPage<Content>({ title, path, sentence, children }: Props<Content>) {
  const view = useView()
  const answer = useRead<Answer<Content>>(path, parametersOf(view))
  const data = answer.data
  const scene = useMemo(() => (data === undefined ? undefined : sceneOf(data, view)), [data, view])
  const content = data?.content ?? null
  return (
    <>
      <PageHeader title={title} actions={data?.snapshot && <SourceBadge source={data.snapshot.provenance} />}>
        {content !== null && scene ? (
          <p data-answer>{sentence(content, scene)}</p>
        ) : (
          data === undefined && !answer.error && <span className="skeleton block h-4 w-80" />
        )}
      </PageHeader>
      {answer.error && !data ? (
        <ErrorState what={`${title} could not be loaded`} error={answer.error} onRetry={() => answer.refetch()} />
      ) : data === undefined || scene === undefined ? (
        <Loading what="the customers">
          <ChartSkeleton height={300} />
        </Loading>
      ) : data.status === 'no_customers' ? (
        <NoCustomers />
      ) : (
        <>
          <Filters data={data} view={view} />
          {content === null ? <TooFew view={view} /> : children(content, scene)}
          <Notes data={data} />
        </>
      )}
    </>
  )
}

/** Words of the address that the API is asked with. */
export function parametersOf(view: View): Record<string, string | undefined> {
  const filters = Object.fromEntries(CUSTOMER_FILTER_NAMES.map((name) => [name, view.words[name]]))
  return { workspace_id: view.workspace, provenance: view.words.provenance, observed_on: view.words.observed_on, ...filters }
}

function sceneOf({ snapshot }: CustomerFrame, view: View): CustomerScene {
  const words = CUSTOMER_FILTER_NAMES.flatMap((name) => view.words[name] ?? []).map(groupLabel)
  // A chart says by itself that what it shows is simulated.
  const kind = snapshot?.provenance === 'imported' ? 'Imported customers' : 'Customers'
  const table = snapshot === null ? '' : `${kind} of ${dayOf(snapshot.observed_on)}`
  return {
    about: (n = snapshot?.customers) =>
      [table, ...words, n === undefined || n === null ? '' : sampleWords(n)].filter((part) => part !== '').join(' · '),
    before: snapshot?.previous_on == null ? null : dayOf(snapshot.previous_on),
    simulated: snapshot?.provenance === 'simulated',
    view,
  }
}

/** On one line, however narrow the card. */
function sampleWords(n: number): string {
  return `n\u00a0=\u00a0${exact(n)}`
}

function Filters({ data, view }: { data: CustomerFrame; view: View }) {
  const { snapshot, snapshots, choices } = data
  const provenances = [...new Set(snapshots.map(({ provenance }) => provenance))].sort()
  const days = snapshots.filter(({ provenance }) => provenance === snapshot?.provenance)
  return (
    <Card className="mb-4">
      <div className="grid grid-cols-2 items-end gap-3 px-5 py-4 sm:flex sm:flex-wrap">
        {provenances.length > 1 && (
          <SelectField
            label="Customers"
            className="sm:w-36"
            value={snapshot?.provenance ?? ''}
            onChange={(event) => view.change({ provenance: event.target.value, observed_on: undefined })}
          >
            {provenances.map((name) => (
              <option key={name} value={name}>
                {sentenceCase(name)}
              </option>
            ))}
          </SelectField>
        )}
        <SelectField
          label="As of"
          className="sm:w-40"
          value={snapshot?.observed_on ?? ''}
          onChange={(event) => view.change({ observed_on: event.target.value === days[0]?.observed_on ? undefined : event.target.value })}
        >
          {days.map(({ observed_on }) => (
            <option key={observed_on} value={observed_on}>
              {dayOf(observed_on)}
            </option>
          ))}
        </SelectField>
        {choices.map(({ field, words }) => (
          <FilterField key={field} field={field} words={words} view={view} />
        ))}
      </div>
    </Card>
  )
}

function FilterField({ field, words, view }: { field: CustomerFrame['choices'][number]['field']; words: readonly string[]; view: View }) {
  const chosen = view.words[field] ?? ''
  const all = chosen === '' || words.includes(chosen) ? words : [chosen, ...words]
  return (
    <SelectField
      label={CUSTOMER_FILTERS[field]}
      className="max-w-full sm:w-40"
      value={chosen}
      onChange={(event) => view.change({ [field]: event.target.value || undefined })}
    >
      <option value="">All</option>
      {all.map((word) => (
        <option key={word} value={word}>
          {groupLabel(word)}
        </option>
      ))}
    </SelectField>
  )
}

/** Cards of the page’s figures. */
export function CustomerFigures({ figures, scene }: { figures: readonly CustomerFigure[]; scene: CustomerScene }) {
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-4">
      {figures.map((figure) => (
        <CustomerFigureCard key={figure.id} figure={figure} before={scene.before} />
      ))}
    </div>
  )
}

interface GroupsCardProps {
  readonly id: string
  readonly title: string
  readonly note?: string
  readonly groups: CustomerGroups
  readonly scene: CustomerScene
  readonly className?: string
}

/** A figure by group, as a card with a chart. */
export function CustomerGroupsCard({ id, title, note, groups, scene, className }: GroupsCardProps) {
  const n = groups.rows.reduce((sum, row) => sum + row.n, 0)
  const few = groups.few > 0 ? `${counted(groups.few, 'group')} of fewer than 30 not shown` : ''
  const withheld = groups.withheld > 0 ? `${counted(groups.withheld, 'group')} of too few people not shown` : ''
  return (
    <ChartCard
      id={id}
      {...(className !== undefined && { className })}
      title={title}
      subtitle={[note ?? '', customerMetric(groups.metric).unit, scene.about(n), few, withheld].filter((part) => part !== '').join(' · ')}
      finding={customerGroupsFinding(groups)}
      height={Math.max(140, groups.rows.length * 30 + 60)}
      option={useMemo(() => (colours) => customerGroupsOption(groups, colours), [groups])}
      table={useMemo(() => customerGroupsTable(groups), [groups])}
      placeOf={(point) => ({ seriesIndex: 2, dataIndex: point })}
      simulated={scene.simulated}
      empty={groups.rows.length === 0 ? <NothingKnown /> : undefined}
    />
  )
}

interface StepsCardProps {
  readonly id: string
  readonly title: string
  readonly note: string
  readonly unit: string
  /** Who is counted. */
  readonly of: string
  readonly steps: CustomerSteps
  readonly scene: CustomerScene
}

/** A distribution in steps that grow by the same factor, as a card with a chart. */
export function CustomerStepsCard({ id, title, note, unit, of, steps, scene }: StepsCardProps) {
  const n = steps.steps.reduce((sum, { customers }) => sum + customers, 0)
  const withheld = steps.withheld > 0 ? `${counted(steps.withheld, 'step')} not shown` : ''
  const about = [`${note}, ${unit}, in steps that grow by the same factor`, scene.about(n), withheld]
  return (
    <ChartCard
      id={id}
      title={title}
      subtitle={about.filter((part) => part !== '').join(' · ')}
      finding={customerStepsFinding(steps, unit)}
      height={260}
      option={useMemo(() => (colours) => customerStepsOption(steps, of, colours), [steps, of])}
      table={useMemo(
        () => ({
          columns: [`From (${unit})`, `To (${unit})`, of],
          rows: steps.steps.map(({ from, to, customers }) => [from, to ?? 0, customers]),
        }),
        [steps, unit, of],
      )}
      simulated={scene.simulated}
      empty={steps.steps.length === 0 ? <NothingKnown /> : undefined}
    />
  )
}

/** In place of a chart that has nothing to draw. */
export function NothingKnown() {
  return <p className="px-5 pb-6 text-14 text-muted">Nothing is known of it, or of too few people to be shown.</p>
}

function NoCustomers() {
  return (
    <EmptyState
      icon={UsersRound}
      title="No customers yet"
      action={
        <PageLink to="/customers" className={buttonClass({ look: 'primary' })}>
          Import customers or make simulated ones
        </PageLink>
      }
    >
      Here stands what a table of customers says, one row for each: import one of yours, or have one made up to see what the pages do.
    </EmptyState>
  )
}

function TooFew({ view }: { view: View }) {
  const everybody = Object.fromEntries(CUSTOMER_FILTER_NAMES.map((name) => [name, undefined]))
  return (
    <EmptyState icon={EyeOff} title="Too few customers" action={<Button onClick={() => view.change(everybody)}>Show all customers</Button>}>
      The filter leaves, or leaves out, so few people that figures about them would say something of single ones.
    </EmptyState>
  )
}

function Notes({ data: { smallest_group, snapshot } }: { data: CustomerFrame }) {
  return (
    <p className="mt-3 text-12 text-muted">
      {snapshot?.provenance === 'simulated'
        ? 'Simulated customers show what was put into them and are evidence of nothing. '
        : 'Differences between groups are associations, no causes. '}
      Intervals take customers for independent of each other.
      {smallest_group !== null && ` Groups of fewer than ${exact(smallest_group)} people are not shown, nor what would give them away.`}
    </p>
  )
}

function dayOf(day: string): string {
  return rangeLabel(day, day)
}
