import { type Comparison, ratioOfMeans } from '@trill/core/inference/two-means'
import { figureClaim, type Said, testedClaim } from '../../platform/customers/claims.ts'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import { combinedSums, groupSumsOf, meanOfGroup, passportOf, type Sums, type SumsRow } from '../../platform/customers/figures.ts'
import { customerSection, groupsChart, recommended, reportChart } from '../../platform/customers/report.ts'
import { testedWords } from '../../platform/customers/words.ts'
import { figureWords } from '../../platform/report/figure-words.ts'
import type { Claim, Recommendation, ReportChart } from '../../platform/report/section.ts'
import { customerStepsFinding, customerStepsOption } from '../../ui/customer-chart.ts'
import { customerMetric } from '../../ui/customer-words.ts'
import { mixOption } from './chart.ts'
import type { RevenueContent } from './contract.ts'
import { contentOf, valueGroups } from './revenue.ts'
import { rowsOf } from './rows.ts'

/** Revenue in the executive report. */
export const revenueSection = customerSection<Sums, RevenueContent>({
  page: 'revenue',
  rowsOf,
  contentOf,
  claims: ({ now }, content, reading) => [figureClaim(VALUE_OF_BOTH, content, reading), ofPaying(now, reading), ofPlatinum(now, reading)],
  charts,
  recommendations,
})

const VALUE_OF_BOTH = {
  id: 'value_of_both',
  metric: 'both_value_ratio',
  says: (ratio, tested) => `Users of both kinds of apps have brought ${ratio} times as much so far as all others (${tested}).`,
  saysUntested: 'Users of both kinds of apps have brought more so far than all others.',
  holds: { above: 1 },
} as const satisfies Said

function ofPaying(rows: readonly SumsRow[], reading: CustomerReading): Claim {
  const tier = tiersOf(rows)
  const { found, n } = compared(tier('Gold', 'Platinum'), tier('Free'))
  return testedClaim({
    id: 'revenue_of_paying',
    says: (ratio) => `A paying customer brings ${figureWords(ratio.value)} times what any other brings a month (${testedWords(ratio, n)}).`,
    saysUntested: 'A paying customer brings more a month than any other.',
    found,
    holds: { above: 1 },
    n,
    passport: passportOf('arpu', n, reading),
  })
}

function ofPlatinum(rows: readonly SumsRow[], reading: CustomerReading): Claim {
  const tier = tiersOf(rows)
  const { found, n } = compared(tier('Platinum'), tier('Gold'))
  return testedClaim({
    id: 'revenue_of_platinum',
    says: (ratio) =>
      `A customer of the tier Platinum brings ${figureWords(ratio.value)} times one of Gold a month (${testedWords(ratio, n)}).`,
    saysUntested: 'A customer of the tier Platinum brings more a month than one of Gold.',
    found,
    holds: { above: 1 },
    n,
    passport: passportOf('arpu', n, reading),
  })
}

function charts(content: RevenueContent, reading: CustomerReading): ReportChart[] {
  const [largest] = content.mix.toSorted((one, other) => other.usd - one.usd)
  const { tiers, value_by_tenure: byTenure, values } = content
  const finding =
    largest === undefined
      ? 'Nothing is known.'
      : `Most comes from ${customerMetric(largest.source).label.toLowerCase()}: ${figureWords(largest.share_pct)} %.`
  return [
    reportChart(
      'revenue_month',
      {
        title: 'Revenue by source',
        finding,
        option: (colours) => mixOption(content.mix, colours),
        n: reading.customers,
        note: 'USD a month',
      },
      reading,
    ),
    groupsChart(tiers, { title: 'Revenue of a customer by tier', note: 'Revenue of the tier’s own customers, USD a month' }, reading),
    groupsChart(byTenure, { title: 'Lifetime value by tenure', note: 'Realised so far, not expected; USD' }, reading),
    reportChart(
      'lifetime_value',
      {
        title: 'How lifetime values are distributed',
        finding: customerStepsFinding(values, 'USD'),
        option: (colours) => customerStepsOption(values, 'Customers', colours),
        n: total(values.steps.map(({ customers }) => customers)),
        note: 'Realised so far; customers by USD',
      },
      reading,
    ),
  ]
}

function recommendations({ now }: Sums): Recommendation[] {
  const tier = tiersOf(now)
  const { both, others } = valueGroups(now)
  const association = 'Customers choose for themselves where they belong, so an experiment has to show that the difference goes along.'
  return [
    ...recommended({
      priority: 'P2',
      action: 'Offer customers of one kind of app the other one; begin with a random group of them.',
      label: 'Lifetime value so far of a customer who uses both',
      unit: 'USD',
      better: both,
      worse: others,
      evidence: `The mean of users of both minus that of all others. ${association}`,
    }),
    ...recommended({
      priority: 'P3',
      action: 'Offer Gold customers a month of Platinum; begin with a random group of them.',
      label: 'Revenue of a customer who moves from Gold to Platinum',
      unit: 'USD a month',
      better: tier('Platinum'),
      worse: tier('Gold'),
      evidence: `The mean of Platinum minus that of Gold. ${association}`,
    }),
  ]
}

function tiersOf(rows: readonly SumsRow[]) {
  const own = groupSumsOf('arpu', 'premium_tier', rows)
  return (...names: readonly string[]) => meanOfGroup(combinedSums(own.filter(({ bucket }) => names.includes(bucket))))
}

type Group = ReturnType<typeof meanOfGroup>

function compared(one: Group, other: Group): { found: Comparison | null; n: number } {
  if (one === undefined || other === undefined) return { found: null, n: 0 }
  return { found: ratioOfMeans(one, other), n: one.n + other.n }
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
