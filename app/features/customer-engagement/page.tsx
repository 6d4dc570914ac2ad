import { Activity } from 'lucide-react'
import { useMemo } from 'react'
import { ChartCard } from '../../ui/chart-card.tsx'
import { CustomerFigures, CustomerGroupsCard, CustomerPage, type CustomerScene, NothingKnown } from '../../ui/customer-page.tsx'
import { customerMetric, customerWords, groupLabel } from '../../ui/customer-words.ts'
import { brief, counted } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { useMay } from '../../ui/workspace.ts'
import { AtRisk } from './at-risk-card.tsx'
import { heatmapFinding, heatmapOption, scoresOption } from './chart.ts'
import type { EngagementContent } from './contract.ts'

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

export const page = {
  path: '/engagement',
  title: 'Engagement',
  group: 'People',
  order: 4,
  icon: Activity,
  component: EngagementPage,
} satisfies Page
