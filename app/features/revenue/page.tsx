import { DollarSign } from 'lucide-react'
import { useMemo } from 'react'
import { ChartCard } from '../../ui/chart-card.tsx'
import {
  CustomerFigures,
  CustomerGroupsCard,
  CustomerPage,
  type CustomerScene,
  CustomerStepsCard,
  NothingKnown,
} from '../../ui/customer-page.tsx'
import { customerMetric, customerWords } from '../../ui/customer-words.ts'
import { brief } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { mixOption } from './chart.ts'
import type { RevenueContent } from './contract.ts'

function RevenuePage() {
  return (
    <CustomerPage<RevenueContent> title="Revenue" path="/v1/revenue" sentence={(content) => <Sentence content={content} />}>
      {(content, scene) => (
        <>
          <CustomerFigures figures={content.figures} scene={scene} />
          <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
            <Mix mix={content.mix} scene={scene} />
            <CustomerGroupsCard
              id="tiers"
              title="Revenue of a customer by tier"
              note="Revenue of the tier’s own customers"
              groups={content.tiers}
              scene={scene}
            />
            <CustomerStepsCard
              id="values"
              title="Lifetime values"
              note="Customers by what they brought so far"
              unit="USD"
              of="Customers"
              steps={content.values}
              scene={scene}
            />
            <CustomerGroupsCard
              id="value-by-tenure"
              title="Lifetime value by tenure"
              note="Realised so far, not expected"
              groups={content.value_by_tenure}
              scene={scene}
            />
            <CustomerGroupsCard
              id="value-by-platform"
              title="Lifetime value by kind of app"
              note="Realised so far"
              groups={content.value_by_platform}
              scene={scene}
            />
            <CustomerGroupsCard id="arpu-by-platform" title="ARPU by kind of app" groups={content.by_platform} scene={scene} />
            <CustomerGroupsCard
              id="arpu-by-location"
              className="xl:col-span-2"
              title="ARPU by location"
              groups={content.by_location}
              scene={scene}
            />
          </div>
        </>
      )}
    </CustomerPage>
  )
}

function Sentence({ content: { figures, mix } }: { content: RevenueContent }) {
  const words = (id: string) => customerWords(id, figures.find((figure) => figure.id === id)?.value ?? null)
  const [largest] = mix.toSorted((one, other) => other.usd - one.usd)
  return (
    <>
      Customers bring <strong className="font-semibold text-text figures">{words('revenue_month')}</strong>, {words('arpu')} each
      {largest !== undefined && `, most of it by ${customerMetric(largest.source).label.toLowerCase()} (${brief(largest.share_pct)} %)`};{' '}
      {words('paying_pct')} of them pay a subscription.
    </>
  )
}

function Mix({ mix, scene }: { mix: RevenueContent['mix']; scene: CustomerScene }) {
  const [largest] = mix.toSorted((one, other) => other.usd - one.usd)
  return (
    <ChartCard
      id="mix"
      title="Revenue by source"
      subtitle={`USD a month · ${scene.about()}`}
      finding={largest === undefined ? '' : `${customerMetric(largest.source).label}: ${brief(largest.share_pct)} % of all.`}
      height={180}
      option={useMemo(() => (colours) => mixOption(mix, colours), [mix])}
      table={useMemo(
        () => ({
          columns: ['Source', 'USD a month', 'Share (%)', 'Customers'],
          rows: mix.map(({ source, usd, share_pct, n }) => [customerMetric(source).label, usd, share_pct, n]),
        }),
        [mix],
      )}
      simulated={scene.simulated}
      empty={mix.length === 0 ? <NothingKnown /> : undefined}
    />
  )
}

export const page = {
  path: '/revenue',
  title: 'Revenue',
  group: 'Business',
  order: 3,
  icon: DollarSign,
  component: RevenuePage,
} satisfies Page
