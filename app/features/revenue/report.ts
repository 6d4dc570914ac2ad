import { type Comparison, ratioOfMeans } from '@trill/core/inference/two-means'
import { testedClaim } from '../../platform/customers/claims.ts'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import { combinedSums, meanOfGroup, passportOf, type SumsRow } from '../../platform/customers/figures.ts'
import { customerSection, recommended, reportChart } from '../../platform/customers/report.ts'
import { figureWords, testedWords } from '../../platform/customers/words.ts'
import type { Claim, Recommendation, ReportChart } from '../../platform/report/section.ts'
import { customerGroupsFinding, customerGroupsOption, customerStepsFinding, customerStepsOption } from '../../ui/customer-chart.ts'
import { customerMetric } from '../../ui/customer-words.ts'
import { mixOption } from './chart.ts'
import type { RevenueContent } from './contract.ts'
import { contentOf, type Rows, valueRatio } from './revenue.ts'
import { rowsOf } from './rows.ts'

/** Revenue in the executive report. */
export const revenueSection = customerSection<Rows, RevenueContent>({
  page: 'revenue',
  rowsOf,
  contentOf,
  claims: (rows, _, reading) => [valueOfBoth(rows, reading), ofPaying(rows, reading), ofPlatinum(rows, reading)],
  charts,
  recommendations,
})

function valueOfBoth(rows: Rows, reading: CustomerReading): Claim {
  const { found, n } = valueRatio(rows.byPlatform)
  return testedClaim({
    id: 'value_of_both',
    says: (ratio) =>
      `Users of both kinds of apps have brought ${figureWords(ratio.value)} times as much so far as all others (${testedWords(ratio, n)}).`,
    saysUntested: 'Users of both kinds of apps have brought more so far than all others.',
    found,
    holds: { above: 1 },
    n,
    passport: passportOf('both_value_ratio', n, reading),
  })
}

function ofPaying(rows: Rows, reading: CustomerReading): Claim {
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

function ofPlatinum(rows: Rows, reading: CustomerReading): Claim {
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
    reportChart(
      'arpu',
      {
        title: 'Revenue of a customer by tier',
        finding: customerGroupsFinding(tiers),
        option: (colours) => customerGroupsOption(tiers, colours),
        n: total(tiers.rows.map((row) => row.n)),
        note: 'Revenue of the tier’s own customers, USD a month',
      },
      reading,
    ),
    reportChart(
      'lifetime_value',
      {
        title: 'Lifetime value by tenure',
        finding: customerGroupsFinding(byTenure),
        option: (colours) => customerGroupsOption(byTenure, colours),
        n: total(byTenure.rows.map((row) => row.n)),
        note: 'Realised so far, not expected; USD',
      },
      reading,
    ),
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

function recommendations(rows: Rows): Recommendation[] {
  const tier = tiersOf(rows)
  const values = rows.byPlatform.filter(({ figure, bucket }) => figure === 'lifetime_value' && bucket !== '')
  const both = meanOfGroup(combinedSums(values.filter(({ bucket }) => bucket === 'Both')))
  const others = meanOfGroup(combinedSums(values.filter(({ bucket }) => bucket !== 'Both')))
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

function tiersOf({ byTier }: Rows) {
  const own = byTier.filter((row: SumsRow) => row.figure === 'arpu')
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
