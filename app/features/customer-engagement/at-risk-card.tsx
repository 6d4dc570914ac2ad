import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { Card, CardHeader } from '../../ui/card.tsx'
import { type Problem, read } from '../../ui/client.ts'
import { type CustomerScene, parametersOf } from '../../ui/customer-page.tsx'
import { groupLabel } from '../../ui/customer-words.ts'
import { type Column, DataTable, TableSkeleton } from '../../ui/data-table.tsx'
import { ExportAll } from '../../ui/export/export-all.tsx'
import { counted, exact } from '../../ui/format.ts'
import { PageLink } from '../../ui/page-link.tsx'
import { PassportBadge } from '../../ui/passport.tsx'
import { ReadOn } from '../../ui/read-on.tsx'
import { ErrorState } from '../../ui/states.tsx'
import type { AtRiskContent, AtRiskCustomer, AtRiskResponse } from './contract.ts'

const PATH = '/v1/customer-engagement/at-risk'
const PAGE_SIZE = 200
const THOUSANDTHS = new Intl.NumberFormat(undefined, { minimumFractionDigits: 3, maximumFractionDigits: 3 })

/** As many places in every row, so that they can be compared down the column. */
function thousandths(value: number | null): string {
  return value === null ? '–' : THOUSANDTHS.format(value)
}

const COLUMNS: readonly Column<AtRiskCustomer>[] = [
  {
    id: 'customer',
    header: 'Customer',
    grows: true,
    width: 160,
    cell: ({ customer_id: id }) => (
      <PageLink to="/customers/$id" parameters={{ id }} className="block truncate font-medium hover:text-accent hover:underline" title={id}>
        {id}
      </PageLink>
    ),
  },
  { id: 'churn', header: 'Probability of leaving', numeric: true, cell: (row) => thousandths(row.churn_probability) },
  { id: 'score', header: 'Engagement score', numeric: true, cell: (row) => thousandths(row.engagement_score) },
  { id: 'away', header: 'Last active', unit: 'days ago', numeric: true, cell: (row) => exact(row.days_since_last_active) },
  { id: 'tenure', header: 'Tenure', unit: 'months', numeric: true, cell: (row) => exact(row.tenure_months) },
  { id: 'account', header: 'Account', cell: (row) => groupLabel(row.account_type) },
  { id: 'platform', header: 'Kind of app', cell: (row) => <span className="whitespace-nowrap">{groupLabel(row.platform_primary)}</span> },
]

/** Who may leave, one by one; pages come from the server as they are asked for. */
export function AtRisk({ scene }: { scene: CustomerScene }) {
  const asked = parametersOf(scene.view)
  const list = useInfiniteQuery<AtRiskResponse, Problem>({
    queryKey: [PATH, asked],
    queryFn: ({ pageParam, signal }) =>
      read<AtRiskResponse>(PATH, { ...asked, limit: PAGE_SIZE, after: pageParam as string | undefined }, signal),
    initialPageParam: undefined,
    getNextPageParam: ({ content }) => content?.next ?? undefined,
  })
  const rows = list.data?.pages.flatMap(({ content }) => content?.customers ?? []) ?? []
  const first = list.data?.pages[0]?.content
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list
  const readMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  return (
    <Card id="at-risk" className="mt-4" aria-labelledby="at-risk-title" aria-busy={list.isFetching}>
      <CardHeader
        id="at-risk-title"
        title="Customers at risk"
        subtitle={first ? riskWords(first) : 'Engagement below 0.3 or likely to leave'}
      >
        {first && <PassportBadge label="Customers at risk" passport={first.passport} />}
        {first && rows.length > 0 && <ExportAll what="customers_at_risk" asked={asked} />}
      </CardHeader>
      {list.error && rows.length === 0 ? (
        <ErrorState what="The list could not be loaded" error={list.error} onRetry={() => list.refetch()} />
      ) : list.isPending ? (
        <TableSkeleton what="customers at risk" />
      ) : rows.length === 0 ? (
        <p className="px-5 pb-6 text-14 text-muted">Nobody who may be named.</p>
      ) : (
        <>
          <DataTable
            caption="Customers at risk"
            columns={COLUMNS}
            rows={rows}
            rowKey={(row) => row.customer_id}
            maxHeight={480}
            onNearEnd={hasNextPage && !isFetchingNextPage && !isFetchNextPageError ? readMore : undefined}
          />
          <ReadOn
            words={`${exact(rows.length)} of ${counted(first?.named ?? rows.length, 'customer')} read${hasNextPage ? '; more are read as you scroll' : ''}`}
            failed={isFetchNextPageError}
            onRetry={readMore}
          />
        </>
      )}
    </Card>
  )
}

function riskWords({ total, named }: AtRiskContent): string {
  const criterion = 'with an engagement score below 0.3 or a probability of leaving from 0.7 on'
  if (total === null) return `Too few to be counted ${criterion}`
  const unnamed = total > (named ?? 0) ? `; ${exact(total - (named ?? 0))} are not named: they did not consent to profiling` : ''
  return `${counted(total, 'customer')} ${criterion}${unnamed}`
}
