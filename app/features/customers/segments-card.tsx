import { Card, CardHeader } from '../../ui/card.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { exact, share } from '../../ui/format.ts'
import type { View } from '../../ui/view.ts'
import type { CustomersResponse, SegmentFigures } from './contract.ts'

/** Groups by months since joining, engagement and revenue. */
export function SegmentsCard({ data, view }: { data: CustomersResponse; view: View }) {
  return (
    <Card className="mb-4">
      <CardHeader
        title="Segments"
        subtitle="Plain rules over months since joining, engagement and monthly revenue; the first that holds counts. Engagement of 0.5 and 0.3 are fixed bounds, high revenue is the highest quarter of this table."
      />
      <DataTable caption="Segments" columns={columnsOf(view)} rows={data.segments} rowKey={({ segment }) => segment} stacks />
    </Card>
  )
}

const some = (value: number | null, text: (value: number) => string) => (value === null ? '–' : text(value))

function columnsOf(view: View): readonly Column<SegmentFigures>[] {
  return [
    {
      id: 'segment',
      header: 'Segment',
      width: 170,
      grows: true,
      cell: ({ segment, label, about }) => (
        <button
          type="button"
          title={about}
          aria-pressed={view.words.segment === segment}
          onClick={() => view.change({ segment: view.words.segment === segment ? undefined : segment })}
          className="block max-w-full truncate rounded-4 text-left font-medium aria-pressed:text-accent"
        >
          {label} <span className="font-normal text-muted">{about}</span>
        </button>
      ),
    },
    {
      id: 'customers',
      header: 'Customers',
      numeric: true,
      cell: ({ customers }) => (customers === null ? <span className="text-muted">too few</span> : exact(customers)),
    },
    { id: 'share', header: 'Share', numeric: true, cell: (row) => some(row.share, (part) => share(part, 1)) },
    { id: 'tenure', header: 'Months', numeric: true, cell: ({ tenure }) => some(tenure, (value) => value.toFixed(1)) },
    { id: 'engagement', header: 'Engagement', numeric: true, cell: (row) => some(row.engagement, (value) => value.toFixed(2)) },
    { id: 'arpu', header: 'ARPU', unit: 'USD', numeric: true, cell: ({ arpu }) => some(arpu, (value) => value.toFixed(2)) },
    { id: 'revenue', header: 'Of revenue', numeric: true, cell: (row) => some(row.revenue_share, (part) => share(part, 1)) },
    { id: 'churn', header: 'Leave in 30 days', numeric: true, width: 130, cell: ({ churn }) => some(churn, (part) => share(part, 1)) },
  ]
}
