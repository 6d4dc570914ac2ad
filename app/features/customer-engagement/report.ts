import { differenceOfMeans } from '@trill/core/inference/two-means'
import { figureClaim, type Said, testedClaim } from '../../platform/customers/claims.ts'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import { groupName, groupSumsOf, isShareTold, meanOfGroup, passportOf, type Sums, type SumsRow } from '../../platform/customers/figures.ts'
import { customerSection, groupsChart, recommended, reportChart } from '../../platform/customers/report.ts'
import { testedWords } from '../../platform/customers/words.ts'
import { figureWords } from '../../platform/report/figure-words.ts'
import type { Claim, Recommendation, ReportChart } from '../../platform/report/section.ts'
import { heatmapFinding, heatmapOption, scoresOption } from './chart.ts'
import type { EngagementContent } from './contract.ts'
import { churnGroups, contentOf, NEW } from './customer-engagement.ts'
import { rowsOf } from './rows.ts'

const CONFIDENCE = 0.95

/** Engagement and retention in the executive report. */
export const engagementSection = customerSection<Sums, EngagementContent>({
  page: 'engagement',
  rowsOf,
  contentOf,
  claims: ({ now }, content, reading) => [
    figureClaim(NEW_LEAVE_MORE, content, reading),
    newLeaveMost(now, reading),
    figureClaim(THIRD_AT_RISK, content, reading),
  ],
  charts,
  recommendations,
})

const NEW_LEAVE_MORE = {
  id: 'new_leave_more',
  metric: 'early_churn_ratio',
  says: (ratio, tested) => `Customers in their first 3 months leave ${ratio} times as often within 30 days as all others (${tested}).`,
  saysUntested: 'Customers in their first 3 months leave more often than all others.',
  holds: { above: 1 },
} as const satisfies Said

const THIRD_AT_RISK = {
  id: 'third_at_risk',
  metric: 'at_risk_pct',
  says: (share, tested) => `More than a third of customers have an engagement score below 0.3: ${share} % (${tested}).`,
  saysUntested: 'More than a third of customers have an engagement score below 0.3.',
  holds: { above: 100 / 3 },
} as const satisfies Said

/** Against the band of tenure with the next highest churn; which that is was seen in the same rows, so the interval is for all bands at once. */
function newLeaveMost(rows: readonly SumsRow[], reading: CustomerReading): Claim {
  const bands = groupSumsOf('churn_pct', 'tenure', rows)
  const [early, ...later] = bands
  const next = later.toSorted((one, other) => rateOf(other) - rateOf(one))[0]
  const [one, other] = [meanOfGroup(early), meanOfGroup(next)]
  const n = bands.reduce((sum, { units }) => sum + units, 0)
  const isTold = [early, next].every((band) => band === undefined || isShareTold(band, reading))
  const isKnown = early?.bucket === NEW && one !== undefined && other !== undefined && isTold
  return testedClaim({
    id: 'new_leave_most',
    says: (points) =>
      `Customers in their first 3 months leave most: ${figureWords(points.value)} points more than those of ${groupName('tenure', next?.bucket ?? '')} (${testedWords(points, n)}).`,
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
    groupsChart(
      churn,
      { title: 'Churn in 30 days by tenure', note: 'Expected by the table for the 30 days after; churn is not steady over tenure' },
      reading,
    ),
  ]
}

function recommendations({ now }: Sums): Recommendation[] {
  const { early, later } = churnGroups(now)
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
