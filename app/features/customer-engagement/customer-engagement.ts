import type { CustomerMetricName } from '@trill/contract/customer-metrics'
import { type Comparison, ratioOfMeans } from '@trill/core/inference/two-means'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import {
  combinedSums,
  customerFigure,
  figureOf,
  groupsOf,
  hiddenSteps,
  meanOfGroup,
  type Sums,
  type SumsRow,
} from '../../platform/customers/figures.ts'
import type { EngagementContent } from './contract.ts'

const FIGURES = [
  'engagement_score',
  'at_risk_pct',
  'churn_pct',
  'sessions_week',
  'session_minutes',
  'app_opens_day',
  'days_inactive',
] as const satisfies readonly CustomerMetricName[]
const ACTIVITIES = [
  'app_opens_day',
  'sessions_week',
  'session_minutes',
  'stories_viewed_day',
  'reels_watched_day',
  'feed_minutes_day',
  'posts_30_days',
  'matches_day',
  'dates_scheduled_month',
] as const satisfies readonly CustomerMetricName[]
const SCORE_STEPS = 20
/** The band of tenure of those who are new. */
const NEW = '0–3 months'

export interface ScoreRow {
  /** Twentieth of the score, 0 – 19. */
  readonly step: number
  readonly customers: number
}

export interface Rows {
  readonly sums: Sums
  readonly byPlatform: readonly SumsRow[]
  readonly byTenure: readonly SumsRow[]
  readonly scores: readonly ScoreRow[]
}

/** What is said of the engagement of a snapshot. */
export function contentOf(rows: Rows, reading: CustomerReading): EngagementContent {
  const { found, n } = earlyChurn(rows.byTenure)
  const hidden = hiddenSteps(rows.scores, reading)
  return {
    figures: [
      ...FIGURES.map((id) => figureOf(id, rows.sums, reading)),
      customerFigure('early_churn_ratio', found, { n, previous: null }, reading),
    ],
    heatmap: heatmapOf(rows, reading),
    scores: {
      steps: rows.scores
        .filter((row) => !hidden.has(row))
        .map(({ step, customers }) => ({ from: step / SCORE_STEPS, to: (step + 1) / SCORE_STEPS, customers })),
      withheld: hidden.size,
    },
    churn_by_tenure: groupsOf('churn_pct', 'tenure', rows.byTenure, reading),
    sessions_by_platform: groupsOf('sessions_week', 'platform_primary', rows.byPlatform, reading),
  }
}

/** Churn in the first months against churn of everybody who stayed longer. */
export function earlyChurn(byTenure: readonly SumsRow[]): { readonly found: Comparison | null; readonly n: number } {
  const { early, later } = churnGroups(byTenure)
  if (early === undefined || later === undefined) return { found: null, n: 0 }
  return { found: ratioOfMeans(early, later), n: early.n + later.n }
}

/** Churn of those who are new and of those who are not, in percent. */
export function churnGroups(byTenure: readonly SumsRow[]) {
  const own = byTenure.filter(({ figure, bucket }) => figure === 'churn_pct' && bucket !== '')
  return {
    early: meanOfGroup(combinedSums(own.filter(({ bucket }) => bucket === NEW))),
    later: meanOfGroup(combinedSums(own.filter(({ bucket }) => bucket !== NEW))),
  }
}

function heatmapOf({ sums, byPlatform }: Rows, reading: CustomerReading): EngagementContent['heatmap'] {
  const found = ACTIVITIES.map((metric) => ({ ...groupsOf(metric, 'platform_primary', byPlatform, reading), metric }))
  const cells = found.flatMap(({ metric, rows }) => {
    const all = meanOfGroup(sums.now.find(({ figure, bucket }) => figure === metric && bucket === ''))
    if (all === undefined || all.variance === 0) return []
    const spread = Math.sqrt(all.variance)
    return rows.map(({ group, value, n }) => ({ metric, group, value, standardised: (value - all.mean) / spread, n }))
  })
  return {
    groups: [...new Set(cells.map(({ group }) => group))].sort(),
    cells,
    withheld: found.reduce((sum, { withheld }) => sum + withheld, 0),
  }
}
