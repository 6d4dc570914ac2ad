import { useInfiniteQuery } from '@tanstack/react-query'
import { CUSTOMER_SEGMENTS } from '@trill/contract/customers'
import { useCallback } from 'react'
import { Card, CardHeader } from '../../ui/card.tsx'
import { type Problem, read } from '../../ui/client.ts'
import { type Column, DataTable, type Order, TableSkeleton } from '../../ui/data-table.tsx'
import { counted, exact } from '../../ui/format.ts'
import { PageLink } from '../../ui/page-link.tsx'
import { ReadOn } from '../../ui/read-on.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { ErrorState } from '../../ui/states.tsx'
import type { View } from '../../ui/view.ts'
import type { ListedCustomer, ListResponse } from './contract.ts'
import { askedOf, filterWords } from './filters.tsx'

const PATH = '/v1/customers/list'
const PAGE_SIZE = 200

/** Customers one by one; pages come from the server as they are asked for. */
export function CustomerList({ view }: { view: View }) {
  const sort = view.words.sort ?? 'customer_id'
  const order: Order = view.words.order === 'desc' ? 'desc' : 'asc'
  const asked = { ...askedOf(view), sort, order, search: view.words.search, limit: PAGE_SIZE }
  const list = useInfiniteQuery<ListResponse, Problem>({
    queryKey: [PATH, asked],
    queryFn: ({ pageParam, signal }) => read<ListResponse>(PATH, { ...asked, after: pageParam as string | undefined }, signal),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const rows = list.data?.pages.flatMap(({ customers }) => customers) ?? []
  const total = list.data?.pages[0]?.total ?? 0
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list
  const readMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  return (
    <Card aria-busy={list.isFetching}>
      <CardHeader title="Customers one by one" subtitle={`${filterWords(view)}; who read the list is recorded`}>
        <SearchBox
          label="Beginning of a customer id"
          value={view.words.search ?? ''}
          onSearch={(text) => view.change({ search: text || undefined }, { replace: true })}
        />
      </CardHeader>
      {list.error && rows.length === 0 ? (
        <ErrorState what="The customers could not be listed" error={list.error} onRetry={() => list.refetch()} />
      ) : list.isPending ? (
        <TableSkeleton what="the customers" />
      ) : (
        <>
          <DataTable
            caption="Customers"
            columns={COLUMNS}
            rows={rows}
            rowKey={({ customer_id }) => customer_id}
            sort={{ id: sort, order }}
            onSort={(id, next) => view.change({ sort: id === 'customer_id' ? undefined : id, order: next === 'desc' ? 'desc' : undefined })}
            onNearEnd={hasNextPage && !isFetchingNextPage && !isFetchNextPageError ? readMore : undefined}
            maxHeight={560}
          />
          <ReadOn words={footWords(rows.length, total, hasNextPage)} failed={isFetchNextPageError} onRetry={readMore} />
        </>
      )}
    </Card>
  )
}

function footWords(listed: number, total: number, hasMore: boolean): string {
  if (total === 0) return 'No customer is like that.'
  const untold = !hasMore && listed < total ? '; of the others nothing may be told that the filter asks for' : ''
  return `${exact(listed)} of ${counted(total, 'customer')} of the filter read${hasMore ? '; more are read as you scroll' : untold}`
}

const number = (id: keyof ListedCustomer & string, header: string, unit?: string): Column<ListedCustomer> => ({
  ...{ id, header, numeric: true, sortable: true, width: 104 },
  ...(unit !== undefined && { unit }),
  cell: (row) => exact(row[id] as number | null),
})
const word = (id: keyof ListedCustomer & string, header: string): Column<ListedCustomer> => ({
  ...{ id, header, width: 104 },
  cell: (row) => <span className="whitespace-nowrap">{String(row[id] ?? '').replaceAll('_', ' ') || '–'}</span>,
})

const COLUMNS: readonly Column<ListedCustomer>[] = [
  {
    id: 'customer_id',
    header: 'Customer',
    sortable: true,
    width: 150,
    cell: ({ customer_id }) => (
      <PageLink
        to="/customers/$id"
        parameters={{ id: customer_id }}
        className="block max-w-48 truncate font-medium after:absolute after:inset-0"
        title={customer_id}
      >
        {customer_id}
      </PageLink>
    ),
  },
  {
    id: 'segment',
    header: 'Segment',
    width: 150,
    cell: ({ segment }) => <span className="whitespace-nowrap">{segment === null ? 'not told' : CUSTOMER_SEGMENTS[segment].label}</span>,
  },
  number('age', 'Age'),
  word('gender', 'Gender'),
  word('location', 'Location'),
  word('account_type', 'Account'),
  word('platform_primary', 'Kind of app'),
  number('tenure_months', 'Months'),
  number('followers_count', 'Followers'),
  number('sessions_last_7_days', 'Sessions', '7 days'),
  number('days_since_last_active', 'Days away'),
  number('total_revenue_month_usd', 'Revenue', 'USD a month'),
  number('lifetime_value_usd', 'Value', 'USD'),
]
