import { HeartHandshake } from 'lucide-react'
import { useMemo } from 'react'
import { ChartCard } from '../../ui/chart-card.tsx'
import { CustomerFigures, CustomerGroupsCard, CustomerPage, type CustomerScene, NothingKnown } from '../../ui/customer-page.tsx'
import { customerMetric, customerWords } from '../../ui/customer-words.ts'
import type { Page } from '../../ui/page.ts'
import { funnelOption } from './chart.ts'
import type { DatingContent } from './contract.ts'

function DatingPage() {
  return (
    <CustomerPage<DatingContent> title="Dating" path="/v1/dating" sentence={(content) => <Sentence content={content} />}>
      {(content, scene) => (
        <>
          <Funnel funnel={content.funnel} scene={scene} />
          <CustomerFigures figures={content.figures} scene={scene} />
          <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
            <CustomerGroupsCard
              id="quality"
              className="xl:col-span-2"
              title="Matches a day by profile quality"
              note="Steps of ten of the score"
              groups={content.by_quality}
              scene={scene}
            />
            {content.by_gender.map((groups) => (
              <CustomerGroupsCard
                key={groups.metric}
                id={groups.metric.replaceAll('_', '-')}
                title={`${customerMetric(groups.metric).label}, by gender`}
                groups={groups}
                scene={scene}
              />
            ))}
          </div>
        </>
      )}
    </CustomerPage>
  )
}

function Sentence({ content: { funnel, figures } }: { content: DatingContent }) {
  const step = (id: string) => customerWords(id, funnel.find(({ amount }) => amount.id === id)?.amount.value ?? null)
  const rate = (id: string) => customerWords(id, figures.find((figure) => figure.id === id)?.value ?? null)
  return (
    <>
      Of {step('swipes_right_month')} a customer comes to{' '}
      <strong className="font-semibold text-text figures">{step('matches_month')}</strong> and {step('dates_completed_month')}; the match
      rate is {rate('match_rate_of_sums_pct')} as a ratio of sums and {rate('match_rate_of_users_pct')} as the mean of users’ rates.
    </>
  )
}

function Funnel({ funnel, scene }: { funnel: DatingContent['funnel']; scene: CustomerScene }) {
  const matches = funnel.find(({ amount }) => amount.id === 'matches_month')
  return (
    <ChartCard
      id="funnel"
      className="mb-4"
      title="From a swipe to a date"
      subtitle={`A month and customer, what is known of a day taken times 30.44; beside the bars how a step follows from an earlier one, as a ratio of sums · ${scene.about()}`}
      finding={`Match rate ${customerWords('match_rate_of_sums_pct', matches?.of_sums?.value ?? null)} as a ratio of sums, ${customerWords('match_rate_of_users_pct', matches?.of_users?.value ?? null)} as the mean of users’ rates.`}
      height={240}
      option={useMemo(() => (colours) => funnelOption(funnel, colours), [funnel])}
      table={useMemo(() => tableOf(funnel), [funnel])}
      simulated={scene.simulated}
      empty={funnel.every(({ amount }) => amount.value === null) ? <NothingKnown /> : undefined}
    />
  )
}

function tableOf(funnel: DatingContent['funnel']) {
  return {
    columns: [
      'Step',
      'A month and customer',
      'Lower end',
      'Upper end',
      'Of an earlier step, ratio of sums',
      'Of an earlier step, mean of users',
      'Customers who do',
      'Customers',
    ],
    rows: funnel.map(({ amount, of_sums, of_users, doing }) => [
      customerMetric(amount.id).label,
      amount.value,
      amount.lower,
      amount.upper,
      conversionWords(of_sums),
      conversionWords(of_users),
      doing,
      amount.n,
    ]),
  }
}

function conversionWords(figure: DatingContent['funnel'][number]['of_sums']): string {
  return figure === null ? '' : `${customerMetric(figure.id).label}: ${customerWords(figure.id, figure.value)}`
}

export const page = {
  path: '/dating',
  title: 'Dating',
  group: 'Business',
  order: 2,
  icon: HeartHandshake,
  component: DatingPage,
} satisfies Page
