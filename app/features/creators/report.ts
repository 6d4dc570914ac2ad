import { ratioOfMeans } from '@trill/core/inference/two-means'
import { figureClaim, type Said, testedClaim } from '../../platform/customers/claims.ts'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import { groupSumsOf, meanOfGroup, passportOf } from '../../platform/customers/figures.ts'
import { customerSection, groupsChart, recommended, reportChart } from '../../platform/customers/report.ts'
import { testedWords } from '../../platform/customers/words.ts'
import { figureWords } from '../../platform/report/figure-words.ts'
import type { Claim, Recommendation, ReportChart } from '../../platform/report/section.ts'
import { customerStepsOption } from '../../ui/customer-chart.ts'
import { customerMetric } from '../../ui/customer-words.ts'
import { lorenzOption, viewsOption } from './chart.ts'
import type { SocialContent } from './contract.ts'
import { contentOf, type Rows } from './creators.ts'
import { rowsOf } from './rows.ts'

/** Stories, reels, the feed and creators in the executive report. */
export const socialSection = customerSection<Rows, SocialContent>({
  page: 'social',
  rowsOf,
  contentOf,
  claims: (rows, content, reading) => [...CLAIMS.map((claim) => figureClaim(claim, content, reading)), feedOfBoth(rows, reading)],
  charts,
  recommendations,
})

const CLAIMS = [
  {
    id: 'earnings_of_top_tenth',
    metric: 'creator_top_tenth_pct',
    says: (share, tested) => `The top tenth of creators earn ${share} % of all earnings (${tested}).`,
    saysUntested: 'The top tenth of creators earn more than half of all earnings.',
    holds: { above: 50 },
  },
  {
    id: 'views_and_earnings',
    metric: 'views_earnings_correlation',
    says: (correlation, tested) => `Creators with more views a post earn more: their logarithms correlate at ${correlation} (${tested}).`,
    saysUntested: 'Creators with more views a post earn more.',
    holds: { above: 0 },
  },
  {
    id: 'stories_seen_to_the_end',
    metric: 'story_completion_pct',
    says: (share, tested) => `Of the stories somebody views, ${share} % are seen to the end, the mean of viewers (${tested}).`,
    saysUntested: 'Most stories are seen to the end.',
    holds: { above: 50 },
  },
] as const satisfies readonly Said[]

function feedOfBoth({ sums }: Rows, reading: CustomerReading): Claim {
  const own = groupSumsOf('feed_minutes_day', 'platform_primary', sums.now)
  const of = (group: string) => meanOfGroup(own.find(({ bucket }) => bucket === group))
  const [one, other] = [of('Both'), of('Dating')]
  const n = (one?.n ?? 0) + (other?.n ?? 0)
  return testedClaim({
    id: 'feed_of_both',
    says: (ratio) =>
      `Users of both kinds of apps spend ${figureWords(ratio.value)} times as long in the feed as users of dating apps alone (${testedWords(ratio, n)}).`,
    saysUntested: 'Users of both kinds of apps spend longer in the feed than users of dating apps alone.',
    found: one === undefined || other === undefined ? undefined : ratioOfMeans(one, other),
    holds: { above: 1 },
    n,
    passport: passportOf('feed_minutes_day', n, reading),
  })
}

function charts(content: SocialContent, reading: CustomerReading): ReportChart[] {
  const { earnings, views } = content
  const top = content.figures.find(({ id }) => id === 'creator_top_tenth_pct')?.value ?? null
  const correlation = content.figures.find(({ id }) => id === 'views_earnings_correlation')?.value ?? null
  const compared = content.by_platform.filter(({ metric }) => metric === 'reels_watched_day' || metric === 'feed_minutes_day')
  return [
    ...compared.map((groups) => {
      const { label, unit } = customerMetric(groups.metric)
      return groupsChart(groups, { title: `${label} by kind of app`, note: unit }, reading)
    }),
    reportChart(
      'creator_earnings_usd',
      {
        title: 'How creators’ earnings are distributed',
        finding: top === null ? 'Shares are not said of so few.' : `The top tenth earn ${figureWords(top)} % of all earnings.`,
        option: (colours) => customerStepsOption(earnings.steps, 'Creators', colours),
        n: earnings.creators,
        note: 'Creators by USD a month; per creator, not per customer',
      },
      reading,
    ),
    ...(earnings.lorenz.length === 0
      ? []
      : [
          reportChart(
            'creator_top_tenth_pct',
            {
              title: 'Share of earnings of those who earn least',
              finding: top === null ? 'Shares are not said of so few.' : `The top tenth earn ${figureWords(top)} % of all earnings.`,
              option: (colours) => lorenzOption(earnings.lorenz, colours),
              n: earnings.creators,
            },
            reading,
          ),
        ]),
    reportChart(
      'views_earnings_correlation',
      {
        title: 'Views and earnings of creators',
        finding: correlation === null ? 'Too few to say.' : `The logarithms correlate at ${figureWords(correlation)}.`,
        option: (colours) => viewsOption(views.cells, colours),
        n: views.n,
        note: 'Marks are creators by views of a post and USD a month',
      },
      reading,
    ),
  ]
}

function recommendations({ earnings }: Rows): Recommendation[] {
  const [fewer, more] = (earnings?.halves_by_views ?? []).map(([units, numerator, numerator_squares]) =>
    meanOfGroup({ units, numerator, numerator_squares }),
  )
  return recommended({
    priority: 'P2',
    action: 'Show posts of creators with fewer views to more people; begin with a random group of creators.',
    label: 'Earnings of a creator of the half with fewer views',
    unit: 'USD a month',
    better: more,
    worse: fewer,
    evidence:
      'The mean of the half with more views minus that of the other half. Those with more views may have earned more without them, too.',
  })
}
