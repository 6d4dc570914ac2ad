import type { CustomerMetricName } from '@trill/contract/customer-metrics'
import { correlationInterval } from '@trill/core/inference/association'
import { ratioOfTotals } from '@trill/core/inference/ratio-of-sums'
import type { Comparison } from '@trill/core/inference/two-means'
import type { CustomerFigure } from '../../platform/customers/contract.ts'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import {
  CUSTOMERS_NEEDED,
  customerFigure,
  figureOf,
  groupsOf,
  hiddenSteps,
  powerOf,
  type StepRow,
  type Sums,
  type SumsRow,
  stepsOf,
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
}

export interface CellRow {
  readonly views_step: number
  readonly earnings_step: number
  readonly customers: number
}

export interface CorrelationRow {
  readonly creators: number
  readonly correlation: number | null
  readonly rank_correlation: number | null
}

export interface Rows {
  readonly sums: Sums
  readonly byPlatform: readonly SumsRow[]
  readonly earnings: EarningsRow | undefined
  readonly earningsBefore: EarningsRow | undefined
  readonly steps: readonly StepRow[]
  readonly cells: readonly CellRow[]
  readonly correlation: CorrelationRow | undefined
  readonly byViews: readonly SumsRow[]
}

/** What is said of the social life of a snapshot. */
export function contentOf(rows: Rows, reading: CustomerReading): SocialContent {
  const correlation = correlationOf(rows.correlation)
  return {
    figures: [
      ...FIGURES.map((id) => figureOf(id, rows.sums, reading)),
      topTenthFigure(rows, reading),
      customerFigure('views_earnings_correlation', correlation, { n: rows.correlation?.creators ?? 0, previous: null }, reading),
    ],
    by_platform: COMPARED.map((metric) => groupsOf(metric, 'platform_primary', rows.byPlatform, reading)),
    earnings: earningsOf(rows, reading),
    views: viewsOf(rows, reading),
  }
}

/** Percent of all earnings that the top tenth of creators have: a ratio of sums, once its threshold is taken for fixed. */
export function topTenth(row: EarningsRow | undefined): Comparison | undefined {
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
export function correlationOf(row: CorrelationRow | undefined): Comparison | undefined {
  if (row === undefined || row.correlation === null || !Number.isFinite(row.correlation) || row.creators < CUSTOMERS_NEEDED)
    return undefined
  const value = Math.min(Math.max(row.correlation, -1), 1)
  return { value, ...correlationInterval(value, row.creators, CONFIDENCE) }
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

function earningsOf({ earnings, steps }: Rows, reading: CustomerReading): SocialContent['earnings'] {
  const creators = steps.reduce((sum, { customers }) => sum + customers, 0)
  const isShown = earnings !== undefined && earnings.usd > 0 && earnings.creators / TWENTIETHS >= (reading.thresholds?.adults ?? 1)
  return {
    creators,
    lorenz: isShown
      ? earnings.usd_below.map((usd, step) => ({ creators_pct: (100 * step) / TWENTIETHS, earnings_pct: (100 * usd) / earnings.usd }))
      : [],
    steps: stepsOf(steps, reading),
  }
}

function viewsOf({ cells, correlation }: Rows, reading: CustomerReading): SocialContent['views'] {
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
    n: correlation?.creators ?? 0,
    rank_correlation: (correlation?.creators ?? 0) < CUSTOMERS_NEEDED ? null : finite(correlation?.rank_correlation),
  }
}

function finite(value: number | null | undefined): number | null {
  return value === null || value === undefined || !Number.isFinite(value) ? null : value
}
