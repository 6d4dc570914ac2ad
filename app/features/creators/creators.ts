import type { CustomerMetricName } from '@trill/contract/customer-metrics'
import { ratioOfTotals } from '@trill/core/inference/ratio-of-sums'
import type { Comparison } from '@trill/core/inference/two-means'
import type { CustomerFigure } from '../../platform/customers/contract.ts'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import {
  CUSTOMERS_NEEDED,
  correlationComparison,
  customerFigure,
  figureOf,
  groupsOf,
  hiddenSteps,
  powerOf,
  type Sums,
  type SumsRow,
  stepRowsOf,
  stepsOf,
  toldCount,
} from '../../platform/customers/figures.ts'
import type { SocialContent } from './contract.ts'

const TWENTIETHS = 20
const CONFIDENCE = 0.95

const FIGURES = [
  'stories_posted_week',
  'stories_viewed_day',
  'story_completion_pct',
  'reels_created_week',
  'reels_watched_day',
  'reel_completion_pct',
  'posts_30_days',
  'feed_minutes_day',
  'video_hours_week',
  'post_engagement_pct',
  'creators_pct',
  'creator_earnings_usd',
  'creator_views_per_post',
] as const satisfies readonly CustomerMetricName[]
const COMPARED = [
  'stories_viewed_day',
  'reels_watched_day',
  'feed_minutes_day',
  'posts_30_days',
  'post_engagement_pct',
  'creators_pct',
] as const satisfies readonly CustomerMetricName[]

export interface EarningsRow {
  readonly creators: number
  readonly usd: number
  /** Of the 0 … 20 twentieths of creators who earn least. */
  readonly usd_below: readonly number[]
  readonly numerator: number
  readonly numerator_squares: number
  readonly denominator_squares: number
  readonly products: number
  /** Creators who earn and whose views are known; correlations are of these. */
  readonly correlated: number
  readonly correlation: number | null
  readonly rank_correlation: number | null
  /** Of the half of creators with fewer views a post and of the other: how many, their earnings, and the squares of these. */
  readonly halves_by_views: readonly (readonly [n: number, usd: number, squares: number])[]
}

type TopTenthSums = Pick<EarningsRow, 'creators' | 'usd' | 'numerator' | 'numerator_squares' | 'denominator_squares' | 'products'>

export interface SocialRow extends SumsRow {
  /** Fifths of a power of ten. */
  readonly views_step: number | null
  readonly earnings_step: number | null
}

export interface Rows {
  readonly sums: Sums<SocialRow>
  readonly earnings: EarningsRow | undefined
  readonly earningsBefore: EarningsRow | undefined
}

/** What is said of the social life of a snapshot. */
export function contentOf(rows: Rows, reading: CustomerReading): SocialContent {
  const { sums, earnings } = rows
  const correlated = earnings?.correlated ?? 0
  return {
    figures: [
      ...FIGURES.map((id) => figureOf(id, sums, reading)),
      topTenthFigure(rows, reading),
      customerFigure('views_earnings_correlation', correlationOf(earnings), { n: correlated, previous: null }, reading),
    ],
    by_platform: COMPARED.map((metric) => groupsOf(metric, 'platform_primary', sums.now, reading)),
    earnings: earningsOf(rows, reading),
    views: viewsOf(rows, reading),
  }
}

/** Percent of all earnings that the top tenth of creators have: a ratio of sums, once its threshold is taken for fixed. */
export function topTenth(row: TopTenthSums | undefined): Comparison | undefined {
  if (row === undefined || row.creators < CUSTOMERS_NEEDED) return undefined
  const { ratio, lower, upper } = ratioOfTotals(
    {
      units: row.creators,
      numerator: row.numerator,
      denominator: row.usd,
      numeratorSquares: row.numerator_squares,
      denominatorSquares: row.denominator_squares,
      products: row.products,
    },
    CONFIDENCE,
  )
  if (ratio === null || lower === null || upper === null) return undefined
  return { value: 100 * ratio, lower: 100 * Math.max(0, lower), upper: 100 * Math.min(1, upper) }
}

/** Correlation of the logarithms of views and earnings, with its interval. */
function correlationOf(row: EarningsRow | undefined): Comparison | undefined {
  return correlationComparison(row?.correlation, row?.correlated ?? 0)
}

/** It is a figure about the top tenth, so they have to be enough. */
function topTenthFigure({ earnings, earningsBefore }: Rows, reading: CustomerReading): CustomerFigure {
  const n = earnings?.creators ?? 0
  const figure = customerFigure(
    'creator_top_tenth_pct',
    topTenth(earnings),
    { n, previous: topTenth(earningsBefore)?.value ?? null },
    reading,
  )
  if (figure.status !== 'known' || n / 10 >= (reading.thresholds?.adults ?? 1)) return figure
  return {
    ...figure,
    status: 'withheld',
    value: null,
    lower: null,
    upper: null,
    n: null,
    previous: null,
    passport: { ...figure.passport, n: null },
  }
}

function earningsOf({ earnings, sums }: Rows, reading: CustomerReading): SocialContent['earnings'] {
  const steps = stepRowsOf('creator_earnings_usd', 'earnings_step', sums.now)
  const creators = steps.reduce((sum, { customers }) => sum + customers, 0)
  const isShown = earnings !== undefined && earnings.usd > 0 && earnings.creators / TWENTIETHS >= (reading.thresholds?.adults ?? 1)
  return {
    creators: toldCount(creators, reading),
    lorenz: isShown
      ? earnings.usd_below.map((usd, step) => ({ creators_pct: (100 * step) / TWENTIETHS, earnings_pct: (100 * usd) / earnings.usd }))
      : [],
    steps: stepsOf(steps, reading),
  }
}

function viewsOf({ sums, earnings }: Rows, reading: CustomerReading): SocialContent['views'] {
  const n = earnings?.correlated ?? 0
  const cells = cellsOf(sums.now)
  const hidden = hiddenSteps(cells, reading)
  return {
    cells: cells
      .filter((row) => !hidden.has(row))
      .map(({ views_step, earnings_step, customers }) => ({
        from_views: powerOf(views_step) - 1,
        to_views: powerOf(views_step + 1) - 1,
        from_usd: powerOf(earnings_step),
        to_usd: powerOf(earnings_step + 1),
        customers,
      })),
    withheld: hidden.size,
    n: toldCount(n, reading),
    rank_correlation: n < CUSTOMERS_NEEDED ? null : (earnings?.rank_correlation ?? null),
  }
}

/** Those who earn and whose views are known, by both. */
function cellsOf(rows: readonly SocialRow[]) {
  return rows.flatMap(({ by, units: customers, views_step, earnings_step }) =>
    by !== 'views_and_earnings' || views_step === null || earnings_step === null ? [] : [{ views_step, earnings_step, customers }],
  )
}
