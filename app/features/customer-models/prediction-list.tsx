import { useState } from 'react'
import { Card, CardHeader } from '../../ui/card.tsx'
import { type Column, DataTable, TableSkeleton } from '../../ui/data-table.tsx'
import { counted, exact } from '../../ui/format.ts'
import { foretoldText, ModelReasons } from '../../ui/model-reasons.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { PassportBadge } from '../../ui/passport.tsx'
import { useRead } from '../../ui/queries.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { CustomerModelEntry, Prediction, PredictionsResponse } from './contract.ts'

/** Customers that are shown; the API gives more. */
const SHOWN = '20'
const ENDS = ['highest', 'lowest'] as const

/** Customers of whom a model says the most, or the least, with its reasons. */
export function PredictionList({ entry }: { entry: CustomerModelEntry }) {
  const { model, title, lists } = entry
  const workspace = useWorkspace()
  const [order, setOrder] = useState<(typeof ENDS)[number]>('highest')
  const read = useRead<PredictionsResponse>(`/v1/customer-models/${model}/predictions`, { workspace_id: workspace.id, order, limit: SHOWN })
  const data = read.data
  return (
    <Card aria-busy={read.isFetching}>
      <CardHeader title={`${title}: ${lists[order].toLowerCase()}`} subtitle={data ? subtitleOf(data, entry) : 'Customers with reasons'}>
        {data?.passport && <PassportBadge label={title} passport={data.passport} about={entry.about} />}
        <Segmented
          label="Which customers"
          value={order}
          choices={ENDS.map((value) => ({ value, label: lists[value] }))}
          onChange={setOrder}
        />
      </CardHeader>
      {read.error && !data ? (
        <ErrorState what="The customers could not be loaded" error={read.error} onRetry={() => read.refetch()} />
      ) : !data ? (
        <TableSkeleton what="the customers" />
      ) : data.items.length === 0 ? (
        <p className="px-5 pb-5 text-14 text-muted">{data.says ?? 'Nothing may be said of any of these customers.'}</p>
      ) : (
        <DataTable caption={lists[order]} columns={columnsOf(entry)} rows={data.items} rowKey={({ customer_id }) => customer_id} stacks />
      )}
    </Card>
  )
}

function subtitleOf({ predicted, withheld, mean }: PredictionsResponse, entry: CustomerModelEntry): string {
  const whom = `${counted(predicted, 'customer')} looked at${mean === null ? '' : `, ${foretoldText(entry, mean)} on average among those learned from`}`
  const others = withheld === 0 ? '' : `; of ${exact(withheld)} nothing is said, since they did not consent to profiling or may be minors`
  return `${whom}${others}. Reasons explain the model; they are no causes.`
}

function columnsOf(entry: CustomerModelEntry): Column<Prediction>[] {
  return [
    {
      id: 'customer',
      header: 'Customer',
      width: 150,
      cell: ({ customer_id: id }) => (
        <PageLink to="/customers/$id" parameters={{ id }} className="font-medium hover:text-accent hover:underline">
          {id}
        </PageLink>
      ),
    },
    {
      id: 'value',
      header: entry.task === 'binary' ? 'Probability' : 'Foretold',
      width: 150,
      cell: ({ value, lower, upper }) => (
        <span className="figures">
          {foretoldText(entry, value)}
          {lower !== null && upper !== null && (
            <span className="block text-12 text-muted">
              80 %: {foretoldText(entry, lower)} – {foretoldText(entry, upper)}
            </span>
          )}
        </span>
      ),
    },
    {
      id: 'reasons',
      header: 'Reasons',
      width: 420,
      cell: ({ reasons }) => <ModelReasons reasons={reasons} />,
    },
  ]
}
