import type { CustomerMetricName } from '@trill/contract/customer-metrics'
import { correlationInterval } from '@trill/core/inference/association'
import { type Comparison, ratioOfMeans } from '@trill/core/inference/two-means'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import {
  CUSTOMERS_NEEDED,
  customerFigure,
  figureOf,
  groupsOf,
  meanOfGroup,
  type Sums,
  type SumsRow,
} from '../../platform/customers/figures.ts'
import type { DatingContent } from './contract.ts'

const FIGURES = [
  'match_rate_of_sums_pct',
  'match_rate_of_users_pct',
  'show_up_of_users_pct',
  'conversation_length',
  'response_rate_pct',
  'first_response_rate_pct',
  'match_satisfaction',
  'profile_quality',
] as const satisfies readonly CustomerMetricName[]
const COMPARED = [
  'match_rate_of_users_pct',
  'match_rate_of_sums_pct',
  'matches_day',
  'response_rate_pct',
  'match_satisfaction',
] as const satisfies readonly CustomerMetricName[]

/** Each step: its amount, who did it, and which figures tell how it follows from the one before. */
const STEPS = [
  { amount: 'swipes_right_month', doing: 'swiping', ofSums: undefined, ofUsers: undefined },
  { amount: 'matches_month', doing: 'matching', ofSums: 'match_rate_of_sums_pct', ofUsers: 'match_rate_of_users_pct' },
  { amount: 'messages_month', doing: 'writing', ofSums: 'messages_per_match', ofUsers: undefined },
  { amount: 'dates_scheduled_month', doing: 'arranging', ofSums: 'dates_per_match_pct', ofUsers: 'date_conversion_of_users_pct' },
  { amount: 'dates_completed_month', doing: 'meeting', ofSums: 'show_up_of_sums_pct', ofUsers: 'show_up_of_users_pct' },
] as const

export type DoingRow = Readonly<Record<(typeof STEPS)[number]['doing'], number>>

export interface CorrelationRow {
  readonly customers: number
  readonly correlation: number | null
}

export interface Rows {
  readonly sums: Sums
  readonly byGender: readonly SumsRow[]
  readonly byQuality: readonly SumsRow[]
  readonly doing: DoingRow | undefined
  readonly correlation: CorrelationRow | undefined
}

/** What is said of the dating of a snapshot. */
export function contentOf(rows: Rows, reading: CustomerReading): DatingContent {
  const n = rows.correlation?.customers ?? 0
  return {
    figures: [
      ...FIGURES.map((id) => figureOf(id, rows.sums, reading)),
      customerFigure('quality_matches_correlation', correlationOf(rows.correlation), { n, previous: null }, reading),
    ],
    funnel: funnelOf(rows, reading),
    by_gender: COMPARED.map((metric) => groupsOf(metric, 'gender', rows.byGender, reading)),
    by_quality: groupsOf('matches_day', 'profile_quality', rows.byQuality, reading),
  }
}

/** How many times as often women match as men, by the mean of users’ rates. */
export function womenToMen(byGender: readonly SumsRow[]): { readonly found: Comparison | null; readonly n: number } {
  const of = (group: string) => meanOfGroup(byGender.find(({ figure, bucket }) => figure === 'match_rate_of_users_pct' && bucket === group))
  const [women, men] = [of('Female'), of('Male')]
  if (women === undefined || men === undefined) return { found: null, n: 0 }
  return { found: ratioOfMeans(women, men), n: women.n + men.n }
}

/** Correlation of profile quality with the logarithm of matches, with its interval. */
export function correlationOf(row: CorrelationRow | undefined): Comparison | undefined {
  if (row === undefined || row.correlation === null || !Number.isFinite(row.correlation) || row.customers < CUSTOMERS_NEEDED)
    return undefined
  const value = Math.min(Math.max(row.correlation, -1), 1)
  return { value, ...correlationInterval(value, row.customers) }
}

function funnelOf({ sums, doing }: Rows, reading: CustomerReading): DatingContent['funnel'] {
  const smallest = reading.thresholds?.adults ?? 1
  return STEPS.map((step) => {
    const count = doing?.[step.doing] ?? 0
    const idle = reading.customers - count
    const isTold = (count === 0 || count >= smallest) && (idle === 0 || idle >= smallest)
    return {
      amount: figureOf(step.amount, sums, reading),
      doing: isTold ? count : null,
      of_sums: step.ofSums === undefined ? null : figureOf(step.ofSums, sums, reading),
      of_users: step.ofUsers === undefined ? null : figureOf(step.ofUsers, sums, reading),
    }
  })
}
