import { useQueryClient } from '@tanstack/react-query'
import { UsersRound } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { buttonClass } from '../../ui/button.tsx'
import { ExportAll } from '../../ui/export/export-all.tsx'
import { SelectField } from '../../ui/field.tsx'
import { brief, counted, dayLabel, share } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { SourceBadge } from '../../ui/passport.tsx'
import { useRead } from '../../ui/queries.ts'
import { ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useView, type View } from '../../ui/view.ts'
import { useMay } from '../../ui/workspace.ts'
import type { CustomersResponse, SimulationsResponse } from './contract.ts'
import { CustomerList } from './customer-list.tsx'
import { CustomerPage } from './customer-page.tsx'
import { DistributionCard } from './distribution-card.tsx'
import { FiguresCard } from './figures-card.tsx'
import { askedOf, Filters, filterWords, isFiltered } from './filters.tsx'
import { LoadsCard } from './loads-card.tsx'
import { NoCustomers, SIMULATIONS, SimulationProgress } from './no-customers.tsx'
import { SegmentsCard } from './segments-card.tsx'

function CustomersPage() {
  const view = useView()
  const may = useMay()
  const read = useRead<CustomersResponse>('/v1/customers', askedOf(view))
  const running = useRunningSimulation(view.workspace, may('manage_imports'))
  const data = read.data
  return (
    <>
      <PageHeader title="Customers" actions={data?.snapshot && <Actions data={data} view={view} />}>
        {data ? <Sentence data={data} view={view} /> : <span className="skeleton block h-4 w-80" />}
      </PageHeader>
      {running && <SimulationProgress simulation={running} />}
      {read.error && !data ? (
        <ErrorState what="The customers could not be loaded" error={read.error} onRetry={() => read.refetch()} />
      ) : !data ? (
        <Loading what="the customers" className="space-y-4">
          <Skeleton className="h-24" />
          <Skeleton className="h-72" />
        </Loading>
      ) : data.snapshot === null ? (
        running === undefined && <NoCustomers workspace={view.workspace} />
      ) : (
        <>
          <Filters view={view} data={data} />
          <FiguresCard data={data} />
          <Missing data={data} />
          <SegmentsCard data={data} view={view} />
          <DistributionCard view={view} data={data} />
          {may('read_events') && <CustomerList view={view} />}
          {may('manage_imports') && <LoadsCard />}
        </>
      )}
    </>
  )
}

/** The simulation that is under way; when it ends, every figure is read anew. */
function useRunningSimulation(workspace: string, enabled: boolean) {
  const queries = useQueryClient()
  const { data } = useRead<SimulationsResponse>(
    SIMULATIONS,
    { workspace_id: workspace },
    { enabled, every: (known) => (known?.simulations.some(({ status }) => status === 'running') ? 500 : false) },
  )
  const running = data?.simulations.find(({ status }) => status === 'running')
  const before = useRef(running?.id)
  useEffect(() => {
    if (before.current !== undefined && running === undefined) void queries.invalidateQueries()
    before.current = running?.id
  }, [running, queries])
  return running
}

function Sentence({ data, view }: { data: CustomersResponse; view: View }) {
  if (data.snapshot === null) return <p>Who the customers are, how they live with the app, and what they bring.</p>
  const { customers, observed_on } = data.snapshot
  const value = (id: string) => data.figures.find((figure) => figure.id === id)?.value ?? null
  const largest = [...data.segments].sort((one, other) => (other.customers ?? 0) - (one.customers ?? 0))[0]
  const [premium, arpu] = [value('premium_share'), value('arpu')]
  return (
    <p>
      As of {dayLabel(observed_on, 'long')}:{' '}
      <strong className="font-semibold text-text figures">{counted(isFiltered(view) ? data.filtered : customers, 'customer')}</strong>
      {isFiltered(view) && ` (${filterWords(view)})`}
      {premium !== null && `, ${brief(premium)} % of them with a subscription`}
      {arpu !== null && `, bringing $${brief(arpu)} a month each`}
      {largest?.share != null && !isFiltered(view) && `; the largest segment is ${largest.label} with ${share(largest.share, 1)}`}.
    </p>
  )
}

function Actions({ data, view }: { data: CustomersResponse; view: View }) {
  const may = useMay()
  const [mayImport, mayExport] = [may('manage_imports'), may('read_events')]
  if (data.snapshot === null) return null
  const { provenance, observed_on } = data.snapshot
  return (
    <>
      <SourceBadge source={provenance} />
      {data.snapshots.length > 1 && (
        <SelectField
          label="Table"
          labelHidden
          value={`${provenance} ${observed_on}`}
          onChange={(event) => {
            const [chosen, day] = event.target.value.split(' ')
            view.change({ provenance: chosen, observed_on: day })
          }}
        >
          {data.snapshots.toReversed().map((one) => (
            <option key={`${one.provenance} ${one.observed_on}`} value={`${one.provenance} ${one.observed_on}`}>
              {dayLabel(one.observed_on, 'long')}, {one.provenance}
            </option>
          ))}
        </SelectField>
      )}
      {mayExport && <ExportAll what="customers" asked={askedOf(view)} />}
      {mayImport && (
        <PageLink to="/imports" className={buttonClass()}>
          Import a table
        </PageLink>
      )}
    </>
  )
}

/** What the table lacks, and what is therefore not available. */
function Missing({ data: { unavailable } }: { data: CustomersResponse }) {
  if (unavailable.length === 0) return null
  return (
    <details className="mb-4 rounded-12 border bg-raised px-5 py-3 text-14">
      <summary className="cursor-pointer font-medium">{counted(unavailable.length, 'thing')} this table does not make available</summary>
      <ul className="mt-2 space-y-1 text-muted">
        {unavailable.map(({ what, missing }) => (
          <li key={what}>
            {what}: lacks <span className="font-mono text-12">{missing.join(', ')}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

export const page = {
  path: '/customers',
  title: 'Customers',
  group: 'People',
  order: 1,
  icon: UsersRound,
  component: CustomersPage,
} satisfies Page

export const customerPage = {
  path: '/customers/$id',
  title: 'Customer',
  needs: 'read_events',
  component: CustomerPage,
} satisfies Page
