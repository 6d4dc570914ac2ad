import { testedClaim } from '../../platform/customers/claims.ts'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import { combinedSums, figureComparison, meanOfGroup, passportOf } from '../../platform/customers/figures.ts'
import { customerSection, recommended, reportChart } from '../../platform/customers/report.ts'
import { figureWords, testedWords } from '../../platform/customers/words.ts'
import type { Claim, Recommendation, ReportChart } from '../../platform/report/section.ts'
import { customerGroupsFinding, customerGroupsOption } from '../../ui/customer-chart.ts'
import { funnelOption } from './chart.ts'
import type { DatingContent } from './contract.ts'
import { contentOf, correlationOf, type Rows, womenToMen } from './dating.ts'
import { rowsOf } from './rows.ts'

/** Dating in the executive report. */
export const datingSection = customerSection<Rows, DatingContent>({
  page: 'dating',
  rowsOf,
  contentOf,
  claims: (rows, content, reading) => [
    womenMatchMore(rows, reading),
    qualityAndMatches(rows, reading),
    mostShowUp(content, reading),
    mostAnswered(content, reading),
  ],
  charts,
  recommendations,
})

function womenMatchMore({ byGender }: Rows, reading: CustomerReading): Claim {
  const { found, n } = womenToMen(byGender)
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

function qualityAndMatches({ correlation }: Rows, reading: CustomerReading): Claim {
  const n = correlation?.customers ?? 0
  return testedClaim({
    id: 'quality_and_matches',
    says: (found) => `Better profiles have more matches: the correlation is ${figureWords(found.value)} (${testedWords(found, n)}).`,
    saysUntested: 'Better profiles have more matches.',
    found: correlationOf(correlation),
    holds: { above: 0 },
    n,
    passport: passportOf('quality_matches_correlation', n, reading),
  })
}

function mostShowUp({ funnel }: DatingContent, reading: CustomerReading): Claim {
  const figure = funnel.at(-1)?.of_users
  const n = figure?.n ?? 0
  return testedClaim({
    id: 'most_show_up',
    says: (rate) =>
      `Of the dates somebody arranges, both come to ${figureWords(rate.value)} %, by the mean of users’ rates (${testedWords(rate, n)}).`,
    saysUntested: 'Both come to most dates that are arranged.',
    found: figureComparison(figure),
    holds: { above: 50 },
    n,
    passport: passportOf('show_up_of_users_pct', n, reading),
  })
}

function mostAnswered({ figures }: DatingContent, reading: CustomerReading): Claim {
  const figure = figures.find(({ id }) => id === 'response_rate_pct')
  const n = figure?.n ?? 0
  return testedClaim({
    id: 'most_answered',
    says: (rate) =>
      `More than half of messages are answered: ${figureWords(rate.value)} %, by the mean of users’ rates (${testedWords(rate, n)}).`,
    saysUntested: 'More than half of messages are answered.',
    found: figureComparison(figure),
    holds: { above: 50 },
    n,
    passport: passportOf('response_rate_pct', n, reading),
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
    reportChart(
      'matches_day',
      {
        title: 'Matches by profile quality',
        finding: customerGroupsFinding(byQuality),
        option: (colours) => customerGroupsOption(byQuality, colours),
        tall: true,
        n: byQuality.rows.reduce((sum, row) => sum + row.n, 0),
        note: 'Matches a day by score of 100',
      },
      reading,
    ),
    ...rates.map((groups) =>
      reportChart(
        'match_rate_of_users_pct',
        {
          title: 'Match rate by gender',
          finding: customerGroupsFinding(groups),
          option: (colours) => customerGroupsOption(groups, colours),
          n: groups.rows.reduce((sum, row) => sum + row.n, 0),
          note: 'Mean of users’ rates',
        },
        reading,
      ),
    ),
  ]
}

/** Steps of profile quality that are below the middle. */
const LOWER = ['0 to 10', '10 to 20', '20 to 30', '30 to 40', '40 to 50']

function recommendations({ byQuality }: Rows): Recommendation[] {
  const own = byQuality.filter(({ figure, bucket }) => figure === 'matches_day' && bucket !== '')
  return recommended({
    priority: 'P1',
    action: 'Help customers with a profile quality below 50 to a better profile; begin with a random group of them.',
    label: 'Matches of a customer who improves',
    unit: 'matches a day',
    better: meanOfGroup(combinedSums(own.filter(({ bucket }) => !LOWER.includes(bucket)))),
    worse: meanOfGroup(combinedSums(own.filter(({ bucket }) => LOWER.includes(bucket)))),
    evidence: 'The mean of profiles from 50 on minus that of all others. Those who take care of their profile may swipe otherwise, too.',
  })
}
