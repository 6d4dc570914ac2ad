import { type CustomerMetricName, TENURE_BANDS } from '@trill/contract/customer-metrics'
import { type Comparison, ratioOfMeans } from '@trill/core/inference/two-means'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import {
  combinedSums,
  customerFigure,
  figureOf,
  groupSumsOf,
  groupsOf,
  hiddenSteps,
  isShareTold,
  meanOfGroup,
  type Sums,
  type SumsRow,
  stepRowsOf,
  wholeOf,
  withheldFigure,
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
export const NEW = String(TENURE_BANDS[0])

/** What is said of the engagement of a snapshot. */
export function contentOf(sums: Sums, reading: CustomerReading): EngagementContent {
  const { now } = sums
  const { found, n } = earlyChurn(now)
  const isTold = Object.values(churnSums(now)).every((group) => group === undefined || isShareTold(group, reading))
  return {
    figures: [
      ...FIGURES.map((id) => figureOf(id, sums, reading)),
      isTold ? customerFigure('early_churn_ratio', found, { n, previous: null }, reading) : withheldFigure('early_churn_ratio', reading),
    ],
    heatmap: heatmapOf(now, reading),
    scores: scoresOf(now, reading),
    churn_by_tenure: groupsOf('churn_pct', 'tenure', now, reading),
    sessions_by_platform: groupsOf('sessions_week', 'platform_primary', now, reading),
  }
}

/** Churn in the first months against churn of everybody who stayed longer. */
function earlyChurn(rows: readonly SumsRow[]): { readonly found: Comparison | null; readonly n: number } {
  const { early, later } = churnGroups(rows)
  if (early === undefined || later === undefined) return { found: null, n: 0 }
  return { found: ratioOfMeans(early, later), n: early.n + later.n }
}

/** Churn of those who are new and of those who are not, in percent. */
export function churnGroups(rows: readonly SumsRow[]) {
  const { early, later } = churnSums(rows)
  return { early: meanOfGroup(early), later: meanOfGroup(later) }
}

function churnSums(rows: readonly SumsRow[]) {
  const own = groupSumsOf('churn_pct', 'tenure', rows)
  return {
    early: combinedSums(own.filter(({ bucket }) => bucket === NEW)),
    later: combinedSums(own.filter(({ bucket }) => bucket !== NEW)),
  }
}

function scoresOf(all: readonly SumsRow[], reading: CustomerReading): EngagementContent['scores'] {
  const rows = stepRowsOf('engagement_score', 'score_step', all)
  const hidden = hiddenSteps(rows, reading)
  const shown = rows.filter((row) => !hidden.has(row))
  const steps = shown.flatMap(({ step, customers }) =>
    step === null ? [] : [{ from: step / SCORE_STEPS, to: (step + 1) / SCORE_STEPS, customers }],
  )
  return { steps, withheld: hidden.size }
}

function heatmapOf(all: readonly SumsRow[], reading: CustomerReading): EngagementContent['heatmap'] {
  const found = ACTIVITIES.map((metric) => ({ ...groupsOf(metric, 'platform_primary', all, reading), metric }))
  const cells = found.flatMap(({ metric, rows }) => {
    const everybody = meanOfGroup(wholeOf(metric, all))
    if (everybody === undefined || everybody.variance === 0) return []
    const spread = Math.sqrt(everybody.variance)
    return rows.map(({ group, value, n }) => ({ metric, group, value, standardised: (value - everybody.mean) / spread, n }))
  })
  return {
    groups: [...new Set(cells.map(({ group }) => group))],
    cells,
    withheld: found.reduce((sum, { withheld }) => sum + withheld, 0),
  }
}
