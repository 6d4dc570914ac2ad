import { CUSTOMER_COLUMN_NAMES, CUSTOMER_COLUMNS, isCustomerNumber } from '@trill/contract/customers'
import { useMemo } from 'react'
import { ChartCard, ChartSkeleton } from '../../ui/chart-card.tsx'
import { SelectField } from '../../ui/field.tsx'
import { brief, exact } from '../../ui/format.ts'
import { PassportBadge } from '../../ui/passport.tsx'
import { useRead } from '../../ui/queries.ts'
import { ErrorState } from '../../ui/states.tsx'
import type { View } from '../../ui/view.ts'
import { binLabel, distributionOption } from './chart.ts'
import type { CustomersResponse, DistributionResponse } from './contract.ts'
import { askedOf, filterWords } from './filters.tsx'

const COLUMNS = CUSTOMER_COLUMN_NAMES.filter(isCustomerNumber)
const GROUPS = ['customer', 'social', 'dating', 'revenue', 'engagement'] as const
const NOTHING: DistributionResponse['bins'] = []

/** How any column is spread over the customers of the filter. */
export function DistributionCard({ view, data }: { view: View; data: CustomersResponse }) {
  const column = COLUMNS.find((name) => name === view.words.column) ?? 'total_revenue_month_usd'
  const spread = useRead<DistributionResponse>('/v1/customers/distribution', { ...askedOf(view), column })
  if (spread.error && !spread.data)
    return <ErrorState what="The distribution could not be loaded" error={spread.error} onRetry={() => spread.refetch()} />
  if (spread.data === undefined) return <ChartSkeleton />
  const choice = (
    <SelectField label="Column" labelHidden value={column} onChange={(event) => view.change({ column: event.target.value })}>
      {GROUPS.map((group) => (
        <optgroup key={group} label={group}>
          {COLUMNS.filter((name) => CUSTOMER_COLUMNS[name].group === group).map((name) => (
            <option key={name} value={name} disabled={(data.columns[name] ?? 0) === 0}>
              {CUSTOMER_COLUMNS[name].about}
            </option>
          ))}
        </optgroup>
      ))}
    </SelectField>
  )
  return <Histogram spread={spread.data} filter={filterWords(view)} controls={choice} />
}

function Histogram({ spread, filter, controls }: { spread: DistributionResponse; filter: string; controls: React.ReactNode }) {
  const { column, unit, n, missing, mean, quantiles, status, needed, passport } = spread
  const { about } = CUSTOMER_COLUMNS[column as keyof typeof CUSTOMER_COLUMNS]
  const bins = status === 'known' ? spread.bins : NOTHING
  const said = (value: number | null | undefined) => `${brief(value)}${unit === '' ? '' : ` ${unit}`}`
  return (
    <ChartCard
      id="distribution"
      className="mb-4"
      title={about}
      subtitle={`${filter}; n = ${exact(n)}${missing > 0 ? `, of ${exact(missing)} it is not known` : ''}`}
      finding={
        status === 'known'
          ? `Half have ${said(quantiles['0.5'])} or less, nine in ten between ${said(quantiles['0.05'])} and ${said(quantiles['0.95'])}; the mean is ${said(mean)}.`
          : 'Not enough is known to draw it.'
      }
      controls={
        <>
          {passport !== null && <PassportBadge label={about} passport={passport} />}
          {controls}
        </>
      }
      option={useMemo(() => (colours) => distributionOption({ bins, unit }, colours), [bins, unit])}
      table={useMemo(
        () => ({
          columns: [unit === '' ? about : `${about}, ${unit}`, 'Customers'],
          rows: bins.map((bin) => [binLabel(bin), bin.customers]),
        }),
        [bins, unit, about],
      )}
      {...(status === 'known'
        ? {}
        : {
            empty: (
              <p className="px-5 pb-6 text-14 text-muted">
                Not available: it takes {exact(needed)} customers of whom this is known, and there are {exact(n)}.
              </p>
            ),
          })}
    />
  )
}
