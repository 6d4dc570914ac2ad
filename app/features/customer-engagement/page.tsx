import { Activity, Download } from 'lucide-react'
import { useMemo } from 'react'
import { buttonClass } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { ChartCard } from '../../ui/chart-card.tsx'
import { addressOf } from '../../ui/client.ts'
import {
  CustomerFigures,
  CustomerGroupsCard,
  CustomerPage,
  type CustomerScene,
  NothingKnown,
  parametersOf,
} from '../../ui/customer-page.tsx'
import { customerMetric, customerWords, groupLabel } from '../../ui/customer-words.ts'
import { type Column, DataTable, TableSkeleton } from '../../ui/data-table.tsx'
import { brief, counted, exact } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { useRead } from '../../ui/queries.ts'
import { ErrorState } from '../../ui/states.tsx'
import { useMay } from '../../ui/workspace.ts'
import { heatmapFinding, heatmapOption, scoresOption } from './chart.ts'
import type { AtRiskCustomer, AtRiskResponse, EngagementContent } from './contract.ts'

function EngagementPage() {
  const may = useMay()
  return (
    <CustomerPage<EngagementContent>
      title="Engagement"
      path="/v1/customer-engagement"
      sentence={(content) => <Sentence content={content} />}
    >
      {(content, scene) => (
        <>
          <CustomerFigures figures={content.figures} scene={scene} />
          <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
            <Heatmap heatmap={content.heatmap} scene={scene} />
            <Scores scores={content.scores} scene={scene} />
            <CustomerGroupsCard
              id="churn"
              title="Churn in 30 days by tenure"
              note="As the table foretells it"
              groups={content.churn_by_tenure}
              scene={scene}
            />
            <CustomerGroupsCard id="sessions" title="Sessions by kind of app" groups={content.sessions_by_platform} scene={scene} />
          </div>
          {may('read_events') && <AtRisk scene={scene} />}
        </>
      )}
    </CustomerPage>
  )
}

function Sentence({ content: { figures, churn_by_tenure: churn } }: { content: EngagementContent }) {
  const words = (id: string) => customerWords(id, figures.find((figure) => figure.id === id)?.value ?? null)
  const [most] = churn.rows.toSorted((one, other) => other.value - one.value)
  return (
    <>
      The mean score is <strong className="font-semibold text-text figures">{words('engagement_score')}</strong>, {words('at_risk_pct')} of
      customers are below 0.3; {words('churn_pct')} may leave within 30 days
      {most !== undefined && `, most of all those of ${most.group} (${brief(most.value)} %)`}.
    </>
  )
}

function Heatmap({ heatmap, scene }: { heatmap: EngagementContent['heatmap']; scene: CustomerScene }) {
  const { cells, withheld } = heatmap
  return (
    <ChartCard
      id="activities"
      className="xl:col-span-2"
      title="Activities by kind of app"
      subtitle={`Means; colours are standard deviations from the mean of all · ${scene.about()}${withheld > 0 ? ` · ${counted(withheld, 'cell')} not shown` : ''}`}
      finding={heatmapFinding(heatmap)}
      height={400}
      option={useMemo(() => (colours) => heatmapOption(heatmap, colours), [heatmap])}
      table={useMemo(
        () => ({
          columns: ['Activity', 'Kind of app', 'Mean', 'Unit', 'Deviations from the mean of all', 'Customers'],
          rows: cells.map(({ metric, group, value, standardised, n }) => [
            customerMetric(metric).label,
            groupLabel(group),
            value,
            customerMetric(metric).unit,
            standardised,
            n,
          ]),
        }),
        [cells],
      )}
      simulated={scene.simulated}
      empty={cells.length === 0 ? <NothingKnown /> : undefined}
    />
  )
}

function Scores({ scores, scene }: { scores: EngagementContent['scores']; scene: CustomerScene }) {
  const { steps, withheld } = scores
  const n = steps.reduce((sum, { customers }) => sum + customers, 0)
  const [fullest] = steps.toSorted((one, other) => other.customers - one.customers)
  return (
    <ChartCard
      id="scores"
      className="xl:col-span-2"
      title="Engagement scores"
      subtitle={`Customers by score · ${scene.about(n)}${withheld > 0 ? ` · ${counted(withheld, 'step')} not shown` : ''}`}
      finding={fullest === undefined ? '' : `Most customers are between ${brief(fullest.from)} and ${brief(fullest.to)}.`}
      height={240}
      option={useMemo(() => (colours) => scoresOption(scores, colours), [scores])}
      table={useMemo(
        () => ({ columns: ['From', 'To', 'Customers'], rows: steps.map(({ from, to, customers }) => [from, to, customers]) }),
        [steps],
      )}
      simulated={scene.simulated}
      empty={steps.length === 0 ? <NothingKnown /> : undefined}
    />
  )
}

const THOUSANDTHS = new Intl.NumberFormat(undefined, { minimumFractionDigits: 3, maximumFractionDigits: 3 })

/** As many places in every row, so that they can be compared down the column. */
function thousandths(value: number | null): string {
  return value === null ? '–' : THOUSANDTHS.format(value)
}

const COLUMNS: readonly Column<AtRiskCustomer>[] = [
  { id: 'customer', header: 'Customer', grows: true, width: 160, cell: (row) => <span className="block truncate">{row.customer_id}</span> },
  { id: 'churn', header: 'Probability of leaving', numeric: true, cell: (row) => thousandths(row.churn_probability) },
  { id: 'score', header: 'Engagement score', numeric: true, cell: (row) => thousandths(row.engagement_score) },
  { id: 'away', header: 'Last active', unit: 'days ago', numeric: true, cell: (row) => exact(row.days_since_last_active) },
  { id: 'tenure', header: 'Tenure', unit: 'months', numeric: true, cell: (row) => exact(row.tenure_months) },
  { id: 'account', header: 'Account', cell: (row) => groupLabel(row.account_type) },
  { id: 'platform', header: 'Kind of app', cell: (row) => <span className="whitespace-nowrap">{groupLabel(row.platform_primary)}</span> },
]

function AtRisk({ scene }: { scene: CustomerScene }) {
  const parameters = parametersOf(scene.view)
  const list = useRead<AtRiskResponse>('/v1/customer-engagement/at-risk', parameters)
  const content = list.data?.content
  return (
    <Card id="at-risk" className="mt-4" aria-labelledby="at-risk-title">
      <CardHeader
        id="at-risk-title"
        title="Customers at risk"
        subtitle={content ? riskWords(content) : 'Engagement below 0.3 or likely to leave'}
      >
        {content && content.named > 0 && (
          <a href={addressOf('/v1/customer-engagement/at-risk.csv', parameters)} download className={buttonClass()}>
            <Download aria-hidden="true" /> Export CSV
          </a>
        )}
      </CardHeader>
      {list.error && !list.data ? (
        <ErrorState what="The list could not be loaded" error={list.error} onRetry={() => list.refetch()} />
      ) : !content ? (
        <TableSkeleton what="customers at risk" />
      ) : content.customers.length === 0 ? (
        <p className="px-5 pb-6 text-14 text-muted">Nobody who may be named.</p>
      ) : (
        <DataTable
          caption="Customers at risk"
          columns={COLUMNS}
          rows={content.customers}
          rowKey={(row) => row.customer_id}
          maxHeight={480}
          stacks
        />
      )}
    </Card>
  )
}

function riskWords({ total, named, customers }: NonNullable<AtRiskResponse['content']>): string {
  const who = `${counted(total, 'customer')} with an engagement score below 0.3 or a probability of leaving from 0.7 on`
  const unnamed = total > named ? `; ${exact(total - named)} are not named: they did not consent to profiling` : ''
  return `${who}${unnamed}${customers.length < named ? `; the first ${exact(customers.length)} are shown` : ''}`
}

export const page = {
  path: '/engagement',
  title: 'Engagement',
  group: 'People',
  order: 4,
  icon: Activity,
  component: EngagementPage,
} satisfies Page
