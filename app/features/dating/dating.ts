import type { CustomerMetricName } from '@trill/contract/customer-metrics'
import { type Comparison, ratioOfMeans } from '@trill/core/inference/two-means'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import {
  correlationComparison,
  customerFigure,
  figureOf,
  groupSumsOf,
  groupsOf,
  meanOfGroup,
  type Sums,
  type SumsRow,
  toldCount,
  wholeOf,
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

/** Each step: its amount, and which figures tell how it follows from the one before. */
const STEPS = [
  { amount: 'swipes_right_month', ofSums: undefined, ofUsers: undefined },
  { amount: 'matches_month', ofSums: 'match_rate_of_sums_pct', ofUsers: 'match_rate_of_users_pct' },
  { amount: 'messages_month', ofSums: 'messages_per_match', ofUsers: undefined },
  { amount: 'dates_scheduled_month', ofSums: 'dates_per_match_pct', ofUsers: 'date_conversion_of_users_pct' },
  { amount: 'dates_completed_month', ofSums: 'show_up_of_sums_pct', ofUsers: 'show_up_of_users_pct' },
] as const

export interface DatingRow extends SumsRow {
  /** Customers of whom the figure is above 0. */
  readonly doing: number
  /** Of profile quality and matches. */
  readonly correlation: number | null
}

/** What is said of the dating of a snapshot. */
export function contentOf(sums: Sums<DatingRow>, reading: CustomerReading): DatingContent {
  const { now } = sums
  const { found, n } = qualityAndMatches(now)
  return {
    figures: [
      ...FIGURES.map((id) => figureOf(id, sums, reading)),
      customerFigure('quality_matches_correlation', found, { n, previous: null }, reading),
    ],
    funnel: funnelOf(sums, reading),
    by_gender: COMPARED.map((metric) => groupsOf(metric, 'gender', now, reading)),
    by_quality: groupsOf('matches_day', 'profile_quality', now, reading),
  }
}

/** How many times as often women match as men, by the mean of users’ rates. */
export function womenToMen(rows: readonly SumsRow[]): { readonly found: Comparison | null; readonly n: number } {
  const own = groupSumsOf('match_rate_of_users_pct', 'gender', rows)
  const of = (group: string) => meanOfGroup(own.find(({ bucket }) => bucket === group))
  const [women, men] = [of('Female'), of('Male')]
  if (women === undefined || men === undefined) return { found: null, n: 0 }
  return { found: ratioOfMeans(women, men), n: women.n + men.n }
}

/** Correlation of profile quality with the logarithm of matches, with its interval. */
function qualityAndMatches(rows: readonly DatingRow[]): { readonly found: Comparison | undefined; readonly n: number } {
  const row = wholeOf('quality_matches_correlation', rows)
  const n = row?.units ?? 0
  return { found: correlationComparison(row?.correlation, n), n }
}

function funnelOf(sums: Sums<DatingRow>, reading: CustomerReading): DatingContent['funnel'] {
  return STEPS.map((step) => {
    const count = wholeOf(step.amount, sums.now)?.doing ?? 0
    const isTold = toldCount(count, reading) !== null && toldCount(reading.customers - count, reading) !== null
    return {
      amount: figureOf(step.amount, sums, reading),
      doing: isTold ? count : null,
      of_sums: step.ofSums === undefined ? null : figureOf(step.ofSums, sums, reading),
      of_users: step.ofUsers === undefined ? null : figureOf(step.ofUsers, sums, reading),
    }
  })
}
