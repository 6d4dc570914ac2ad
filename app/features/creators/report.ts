import { ratioOfMeans } from '@trill/core/inference/two-means'
import { testedClaim } from '../../platform/customers/claims.ts'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import { combinedSums, figureComparison, meanOfGroup, passportOf } from '../../platform/customers/figures.ts'
import { customerSection, recommended, reportChart } from '../../platform/customers/report.ts'
import { figureWords, testedWords } from '../../platform/customers/words.ts'
import type { Claim, Recommendation, ReportChart } from '../../platform/report/section.ts'
import { customerGroupsFinding, customerGroupsOption, customerStepsOption } from '../../ui/customer-chart.ts'
import { customerMetric } from '../../ui/customer-words.ts'
import { lorenzOption, viewsOption } from './chart.ts'
import type { SocialContent } from './contract.ts'
import { contentOf, correlationOf, type Rows, topTenth } from './creators.ts'
import { rowsOf } from './rows.ts'

/** Stories, reels, the feed and creators in the executive report. */
export const socialSection = customerSection<Rows, SocialContent>({
  page: 'social',
  rowsOf,
  contentOf,
  claims: (rows, content, reading) => [
    earningsOfTop(rows, content, reading),
    viewsAndEarnings(rows, reading),
    storiesSeen(content, reading),
    feedOfBoth(rows, reading),
  ],
  charts,
  recommendations,
})

function earningsOfTop(rows: Rows, content: SocialContent, reading: CustomerReading): Claim {
  const isWithheld = content.figures.find(({ id }) => id === 'creator_top_tenth_pct')?.status === 'withheld'
  const n = rows.earnings?.creators ?? 0
  return testedClaim({
    id: 'earnings_of_top_tenth',
    says: (share) => `The top tenth of creators earn ${figureWords(share.value)} % of all earnings (${testedWords(share, n)}).`,
    saysUntested: 'The top tenth of creators earn more than half of all earnings.',
    found: isWithheld ? undefined : topTenth(rows.earnings),
    holds: { above: 50 },
    n,
    passport: passportOf('creator_top_tenth_pct', n, reading),
  })
}

function viewsAndEarnings(rows: Rows, reading: CustomerReading): Claim {
  const n = rows.correlation?.creators ?? 0
  return testedClaim({
    id: 'views_and_earnings',
    says: (found) =>
      `Creators with more views a post earn more: their logarithms correlate at ${figureWords(found.value)} (${testedWords(found, n)}).`,
    saysUntested: 'Creators with more views a post earn more.',
    found: correlationOf(rows.correlation),
    holds: { above: 0 },
    n,
    passport: passportOf('views_earnings_correlation', n, reading),
  })
}

function storiesSeen({ figures }: SocialContent, reading: CustomerReading): Claim {
  const figure = figures.find(({ id }) => id === 'story_completion_pct')
  const n = figure?.n ?? 0
  return testedClaim({
    id: 'stories_seen_to_the_end',
    says: (found) =>
      `Of the stories somebody views, ${figureWords(found.value)} % are seen to the end, the mean of viewers (${testedWords(found, n)}).`,
    saysUntested: 'Most stories are seen to the end.',
    found: figureComparison(figure),
    holds: { above: 50 },
    n,
    passport: passportOf('story_completion_pct', n, reading),
  })
}

function feedOfBoth({ byPlatform }: Rows, reading: CustomerReading): Claim {
  const of = (group: string) => meanOfGroup(byPlatform.find(({ figure, bucket }) => figure === 'feed_minutes_day' && bucket === group))
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
      const metric = groups.metric as 'reels_watched_day' | 'feed_minutes_day'
      return reportChart(
        metric,
        {
          title: `${customerMetric(metric).label} by kind of app`,
          finding: customerGroupsFinding(groups),
          option: (colours) => customerGroupsOption(groups, colours),
          n: groups.rows.reduce((sum, row) => sum + row.n, 0),
          note: customerMetric(metric).unit,
        },
        reading,
      )
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

function recommendations({ byViews }: Rows): Recommendation[] {
  const quarters = (...names: readonly string[]) => meanOfGroup(combinedSums(byViews.filter(({ bucket }) => names.includes(bucket))))
  return recommended({
    priority: 'P2',
    action: 'Show posts of creators with fewer views to more people; begin with a random group of creators.',
    label: 'Earnings of a creator of the half with fewer views',
    unit: 'USD a month',
    better: quarters('3', '4'),
    worse: quarters('1', '2'),
    evidence:
      'The mean of the half with more views minus that of the other half. Those with more views may have earned more without them, too.',
  })
}
