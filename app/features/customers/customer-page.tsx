import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { CUSTOMER_COLUMNS, CUSTOMER_SEGMENTS, type CustomerColumnName } from '@trill/contract/customers'
import { ArrowLeft } from 'lucide-react'
import { Card, CardHeader } from '../../ui/card.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { counted, dayLabel, exact, momentLabel, sentenceCase } from '../../ui/format.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { PassportBadge } from '../../ui/passport.tsx'
import { ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useView } from '../../ui/view.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import type { CustomerResponse } from './contract.ts'
import { SayingsCard } from './sayings-card.tsx'

type ColumnValue = CustomerResponse['columns'][number]

/** Everything a table says of one customer, and where they stand among all. */
export function CustomerPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { workspace, words } = useView()
  const asked = { workspace_id: workspace, customer_id: id, provenance: words.provenance, observed_on: words.observed_on }
  const read = useQuery<CustomerResponse, Problem>({
    queryKey: ['/v1/customers/one', asked],
    queryFn: () => change<CustomerResponse>('POST', '/v1/customers/one', asked),
  })
  const back = (
    <PageLink to="/customers" className="mb-2 inline-flex items-center gap-1 rounded-4 text-12 text-muted hover:text-text">
      <ArrowLeft className="size-3.5" aria-hidden="true" /> Customers
    </PageLink>
  )
  if (read.error && !read.data)
    return (
      <>
        {back}
        <ErrorState
          what={read.error.code === 'not_found' ? 'There is no such customer in this table' : 'This customer could not be loaded'}
          error={read.error}
          {...(read.error.code !== 'not_found' && { onRetry: () => read.refetch() })}
        />
      </>
    )
  if (read.data === undefined)
    return (
      <>
        {back}
        <Loading what="the customer" className="space-y-4">
          <Skeleton className="h-8 w-60" />
          <Skeleton className="h-72" />
        </Loading>
      </>
    )
  const { customer_id, passport, columns, withheld } = read.data
  const groups = [...new Set(columns.map(({ group }) => group))]
  return (
    <>
      <PageHeader title={customer_id} eyebrow={back} actions={<PassportBadge label={customer_id} passport={passport} />}>
        <Sentence data={read.data} />
      </PageHeader>
      {withheld === null && <SayingsCard asked={asked} />}
      <div className="gap-4 lg:columns-2">
        {groups.map((group) => (
          <Card key={group} className="mb-4 break-inside-avoid">
            <CardHeader title={sentenceCase(group)} />
            <dl className="border-t">
              {columns
                .filter((column) => column.group === group)
                .map((column) => (
                  <Value key={column.name} column={column} isWithheld={withheld !== null && column.of === null} />
                ))}
            </dl>
          </Card>
        ))}
      </div>
    </>
  )
}

function Sentence({ data: { segment, snapshot, withheld, activity } }: { data: CustomerResponse }) {
  const { time_zone: zone } = useWorkspace()
  return (
    <p>
      {segment !== null && (
        <>
          <strong className="font-semibold text-text">{CUSTOMER_SEGMENTS[segment].label}</strong>:{' '}
          {CUSTOMER_SEGMENTS[segment].about.replace(/\.$/, '')},{' '}
        </>
      )}
      {segment === null ? 'As' : 'as'} of {dayLabel(snapshot.observed_on, 'long')}, among {counted(snapshot.customers, 'customer')}.{' '}
      {activity === null
        ? 'No event bears this identifier.'
        : `Events: ${exact(activity.events)} on ${counted(activity.days, 'day')}, the last ${momentLabel(activity.last_at, zone)}.`}
      {withheld !== null && (
        <span data-withheld> Segment, predictions and places among all are not told without consent to profiling: {withheld}</span>
      )}
    </p>
  )
}

function Value({ column, isWithheld }: { column: ColumnValue; isWithheld: boolean }) {
  const { name, about, unit, value, percentile, of } = column
  const absent = isWithheld ? 'not told' : 'not known'
  const words = value === null ? absent : typeof value === 'string' ? value.replaceAll('_', ' ') : numberWords(name, value)
  return (
    <div data-column={name} className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 border-b px-5 py-2 text-14 last:border-b-0">
      <dt className="min-w-0 text-muted">{about}</dt>
      <dd className={value === null ? 'text-right text-muted' : 'text-right font-medium figures'}>
        {words}
        {value !== null && unit !== '' && <span className="ml-1 text-12 font-normal text-muted">{unit}</span>}
      </dd>
      {percentile !== null && of !== null && (
        <dd className="col-span-2 text-right text-12 text-muted figures">
          above {Math.round(percentile)} % of {exact(of)}
        </dd>
      )}
    </div>
  )
}

/** With as many places as the column has. */
function numberWords(name: string, value: number): string {
  const digits = CUSTOMER_COLUMNS[name as CustomerColumnName].decimals ?? 0
  return new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
}
