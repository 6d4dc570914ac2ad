import { figureClaim, type Said, testedClaim } from '../../platform/customers/claims.ts'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import { combinedSums, groupSumsOf, meanOfGroup, passportOf, type Sums } from '../../platform/customers/figures.ts'
import { customerSection, groupsChart, recommended, reportChart } from '../../platform/customers/report.ts'
import { testedWords } from '../../platform/customers/words.ts'
import { figureWords } from '../../platform/report/figure-words.ts'
import type { Claim, Recommendation, ReportChart } from '../../platform/report/section.ts'
import { funnelOption } from './chart.ts'
import type { DatingContent } from './contract.ts'
import { contentOf, type DatingRow, womenToMen } from './dating.ts'
import { rowsOf } from './rows.ts'

/** Dating in the executive report. */
export const datingSection = customerSection<Sums<DatingRow>, DatingContent>({
  page: 'dating',
  rowsOf,
  contentOf,
  claims: ({ now }, content, reading) => [womenMatchMore(now, reading), ...CLAIMS.map((claim) => figureClaim(claim, content, reading))],
  charts,
  recommendations,
})

const CLAIMS = [
  {
    id: 'quality_and_matches',
    metric: 'quality_matches_correlation',
    says: (correlation, tested) => `Better profiles have more matches: the correlation is ${correlation} (${tested}).`,
    saysUntested: 'Better profiles have more matches.',
    holds: { above: 0 },
  },
  {
    id: 'most_show_up',
    metric: 'show_up_of_users_pct',
    says: (rate, tested) => `Of the dates somebody arranges, both come to ${rate} %, by the mean of users’ rates (${tested}).`,
    saysUntested: 'Both come to most dates that are arranged.',
    holds: { above: 50 },
  },
  {
    id: 'most_answered',
    metric: 'response_rate_pct',
    says: (rate, tested) => `More than half of messages are answered: ${rate} %, by the mean of users’ rates (${tested}).`,
    saysUntested: 'More than half of messages are answered.',
    holds: { above: 50 },
  },
] as const satisfies readonly Said[]

function womenMatchMore(rows: readonly DatingRow[], reading: CustomerReading): Claim {
  const { found, n } = womenToMen(rows)
  return testedClaim({
    id: 'women_match_more',
    says: (ratio) =>
      `Women match ${figureWords(ratio.value)} times as often as men, by the mean of users’ match rates (${testedWords(ratio, n)}).`,
    saysUntested: 'Women match more often than men.',
    found,
    holds: { above: 1 },
    n,
    passport: passportOf('match_rate_of_users_pct', n, reading),
  })
}

function charts({ funnel, by_quality: byQuality, by_gender: byGender }: DatingContent, reading: CustomerReading): ReportChart[] {
  const matches = funnel.find(({ amount }) => amount.id === 'matches_month')
  const rate = matches?.of_sums?.value ?? null
  const ofUsers = matches?.of_users?.value ?? null
  const rates = byGender.filter(({ metric }) => metric === 'match_rate_of_users_pct')
  const finding =
    rate === null || ofUsers === null
      ? 'Too little is known of it.'
      : `${figureWords(rate)} % of right swipes become matches as a ratio of sums, ${figureWords(ofUsers)} % as the mean of users’ rates.`
  return [
    reportChart(
      'matches_month',
      {
        title: 'From a swipe to a date',
        finding,
        option: (colours) => funnelOption(funnel, colours),
        n: reading.customers,
        note: 'Per customer and month of 30.44 days; conversions are ratios of sums',
      },
      reading,
    ),
    groupsChart(byQuality, { title: 'Matches by profile quality', note: 'Matches a day by score of 100', tall: true }, reading),
    ...rates.map((groups) => groupsChart(groups, { title: 'Match rate by gender', note: 'Mean of users’ rates' }, reading)),
  ]
}

/** The first step of ten of profile quality that is above the middle. */
const MIDDLE = 5

function recommendations({ now }: Sums<DatingRow>): Recommendation[] {
  const own = groupSumsOf('matches_day', 'profile_quality', now)
  return recommended({
    priority: 'P1',
    action: 'Help customers with a profile quality below 50 to a better profile; begin with a random group of them.',
    label: 'Matches of a customer who improves',
    unit: 'matches a day',
    better: meanOfGroup(combinedSums(own.filter(({ bucket }) => Number(bucket) >= MIDDLE))),
    worse: meanOfGroup(combinedSums(own.filter(({ bucket }) => Number(bucket) < MIDDLE))),
    evidence: 'The mean of profiles from 50 on minus that of all others. Those who take care of their profile may swipe otherwise, too.',
  })
}
