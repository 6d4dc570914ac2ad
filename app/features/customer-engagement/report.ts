import { differenceOfMeans } from '@trill/core/inference/two-means'
import { testedClaim } from '../../platform/customers/claims.ts'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import { figureComparison, meanOfGroup, passportOf, type SumsRow } from '../../platform/customers/figures.ts'
import { customerSection, recommended, reportChart } from '../../platform/customers/report.ts'
import { figureWords, testedWords } from '../../platform/customers/words.ts'
import type { Claim, Recommendation, ReportChart } from '../../platform/report/section.ts'
import { customerGroupsFinding, customerGroupsOption } from '../../ui/customer-chart.ts'
import { heatmapFinding, heatmapOption, scoresOption } from './chart.ts'
import type { EngagementContent } from './contract.ts'
import { churnGroups, contentOf, earlyChurn, type Rows } from './customer-engagement.ts'
import { rowsOf } from './rows.ts'

const CONFIDENCE = 0.95

/** Engagement and retention in the executive report. */
export const engagementSection = customerSection<Rows, EngagementContent>({
  page: 'engagement',
  rowsOf,
  contentOf,
  claims: (rows, content, reading) => [newLeaveMore(rows, reading), newLeaveMost(rows, reading), manyAtRisk(content, reading)],
  charts,
  recommendations,
})

function newLeaveMore({ byTenure }: Rows, reading: CustomerReading): Claim {
  const { found, n } = earlyChurn(byTenure)
  return testedClaim({
    id: 'new_leave_more',
    says: (ratio) =>
      `Customers in their first 3 months leave ${figureWords(ratio.value)} times as often within 30 days as all others (${testedWords(ratio, n)}).`,
    saysUntested: 'Customers in their first 3 months leave more often than all others.',
    found,
    holds: { above: 1 },
    n,
    passport: passportOf('early_churn_ratio', n, reading),
  })
}

/** Against the band of tenure with the next highest churn; which that is was seen in the same rows, so the interval is for all bands at once. */
function newLeaveMost({ byTenure }: Rows, reading: CustomerReading): Claim {
  const bands = byTenure.filter(({ figure, bucket }) => figure === 'churn_pct' && bucket !== '')
  const [early, ...later] = bands
  const next = later.toSorted((one, other) => rateOf(other) - rateOf(one))[0]
  const [one, other] = [meanOfGroup(early), meanOfGroup(next)]
  const n = bands.reduce((sum, { units }) => sum + units, 0)
  const isKnown = early?.bucket === '0–3 months' && one !== undefined && other !== undefined
  return testedClaim({
    id: 'new_leave_most',
    says: (points) =>
      `Customers in their first 3 months leave most: ${figureWords(points.value)} points more than those of ${next?.bucket} (${testedWords(points, n)}).`,
    saysUntested: 'Customers in their first 3 months leave most.',
    found: isKnown ? differenceOfMeans(one, other, 1 - (1 - CONFIDENCE) / Math.max(1, later.length)) : undefined,
    holds: { above: 0 },
    n,
    passport: passportOf('churn_pct', n, reading),
  })
}

function rateOf({ numerator, units }: SumsRow): number {
  return numerator / units
}

function manyAtRisk({ figures }: EngagementContent, reading: CustomerReading): Claim {
  const figure = figures.find(({ id }) => id === 'at_risk_pct')
  const n = figure?.n ?? 0
  return testedClaim({
    id: 'third_at_risk',
    says: (share) =>
      `More than a third of customers have an engagement score below 0.3: ${figureWords(share.value)} % (${testedWords(share, n)}).`,
    saysUntested: 'More than a third of customers have an engagement score below 0.3.',
    found: figureComparison(figure),
    holds: { above: 100 / 3 },
    n,
    passport: passportOf('at_risk_pct', n, reading),
  })
}

function charts(content: EngagementContent, reading: CustomerReading): ReportChart[] {
  const { heatmap, scores, churn_by_tenure: churn } = content
  const [fullest] = scores.steps.toSorted((one, other) => other.customers - one.customers)
  return [
    reportChart(
      'engagement_score',
      {
        title: 'Activities by kind of app',
        finding: heatmapFinding(heatmap),
        option: (colours) => heatmapOption(heatmap, colours),
        tall: true,
        n: reading.customers,
        note: 'Means; colours are standard deviations from the mean of all',
      },
      reading,
    ),
    reportChart(
      'engagement_score',
      {
        title: 'Engagement scores',
        finding:
          fullest === undefined
            ? 'Nothing is known.'
            : `Most frequent: ${figureWords(fullest.from)} to ${figureWords(fullest.to)} (n = ${figureWords(fullest.customers)}).`,
        option: (colours) => scoresOption(scores, colours),
        n: scores.steps.reduce((sum, { customers }) => sum + customers, 0),
        note: 'Customers by score',
      },
      reading,
    ),
    reportChart(
      'churn_pct',
      {
        title: 'Churn in 30 days by tenure',
        finding: customerGroupsFinding(churn),
        option: (colours) => customerGroupsOption(churn, colours),
        n: churn.rows.reduce((sum, row) => sum + row.n, 0),
        note: 'Expected by the table for the 30 days after; churn is not steady over tenure',
      },
      reading,
    ),
  ]
}

function recommendations({ byTenure }: Rows): Recommendation[] {
  const { early, later } = churnGroups(byTenure)
  return recommended({
    priority: 'P1',
    action: 'Accompany new customers through their first 3 months; begin with a random group of them.',
    label: 'Churn in 30 days of a new customer, if it fell to that of the others',
    unit: 'points less',
    better: early,
    worse: later,
    evidence:
      'Churn in the first 3 months minus churn later. Those who stayed are those who did not want to leave, so not all of it can be gained.',
  })
}
