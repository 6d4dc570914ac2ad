import type { CustomerMetricName } from '@trill/contract/customer-metrics'
import { type Comparison, ratioOfMeans } from '@trill/core/inference/two-means'
import type { CustomerFigure } from '../../platform/customers/contract.ts'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import {
  combinedSums,
  customerFigure,
  figureOf,
  groupSumsOf,
  groupsOf,
  meanOfGroup,
  type Sums,
  type SumsRow,
  stepRowsOf,
  stepsOf,
} from '../../platform/customers/figures.ts'
import type { RevenueContent } from './contract.ts'

const FIGURES = [
  'revenue_month',
  'arpu',
  'arppu_all_revenue',
  'arppu_own_revenue',
  'paying_pct',
  'platinum_pct',
  'lifetime_value',
] as const satisfies readonly CustomerMetricName[]
const SOURCES = ['subscriptions_month', 'in_app_month', 'ads_month'] as const

/** What is said of the revenue of a snapshot. */
export function contentOf(sums: Sums, reading: CustomerReading): RevenueContent {
  const { now } = sums
  return {
    figures: [...FIGURES.map((id) => figureOf(id, sums, reading)), valueRatioFigure(now, reading)],
    mix: mixOf(sums, reading),
    tiers: groupsOf('arpu', 'premium_tier', now, reading),
    by_platform: groupsOf('arpu', 'platform_primary', now, reading),
    by_location: groupsOf('arpu', 'location', now, reading),
    value_by_tenure: groupsOf('lifetime_value', 'tenure', now, reading),
    value_by_platform: groupsOf('lifetime_value', 'platform_primary', now, reading),
    values: stepsOf(stepRowsOf('lifetime_value', 'value_step', now), reading),
  }
}

/** Lifetime value of users of both kinds of apps against that of all others. */
function valueRatio(rows: readonly SumsRow[]): { readonly found: Comparison | null; readonly n: number } {
  const { both, others } = valueGroups(rows)
  if (both === undefined || others === undefined) return { found: null, n: 0 }
  return { found: ratioOfMeans(both, others), n: both.n + others.n }
}

/** Lifetime values of users of both kinds of apps, and of all others. */
export function valueGroups(rows: readonly SumsRow[]) {
  const own = groupSumsOf('lifetime_value', 'platform_primary', rows)
  return {
    both: meanOfGroup(combinedSums(own.filter(({ bucket }) => bucket === 'Both'))),
    others: meanOfGroup(combinedSums(own.filter(({ bucket }) => bucket !== 'Both'))),
  }
}

function valueRatioFigure(rows: readonly SumsRow[], reading: CustomerReading): CustomerFigure {
  const { found, n } = valueRatio(rows)
  return customerFigure('both_value_ratio', found, { n, previous: null }, reading)
}

function mixOf(sums: Sums, reading: CustomerReading): RevenueContent['mix'] {
  const found = SOURCES.map((source) => figureOf(source, sums, reading))
  const total = found.reduce((sum, { value }) => sum + (value ?? 0), 0)
  return found.flatMap(({ id, value, n }) =>
    value === null || n === null || total === 0 ? [] : [{ source: id, usd: value, share_pct: (100 * value) / total, n }],
  )
}
