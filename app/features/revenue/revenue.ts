import type { CustomerMetricName } from '@trill/contract/customer-metrics'
import { type Comparison, ratioOfMeans } from '@trill/core/inference/two-means'
import type { CustomerFigure } from '../../platform/customers/contract.ts'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import {
  combinedSums,
  customerFigure,
  figureOf,
  groupsOf,
  meanOfGroup,
  type StepRow,
  type Sums,
  type SumsRow,
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

export interface Rows {
  readonly sums: Sums
  readonly byTier: readonly SumsRow[]
  readonly byPlatform: readonly SumsRow[]
  readonly byTenure: readonly SumsRow[]
  readonly byLocation: readonly SumsRow[]
  readonly values: readonly StepRow[]
}

/** What is said of the revenue of a snapshot. */
export function contentOf(rows: Rows, reading: CustomerReading): RevenueContent {
  return {
    figures: [...FIGURES.map((id) => figureOf(id, rows.sums, reading)), valueRatioFigure(rows, reading)],
    mix: mixOf(rows.sums, reading),
    tiers: groupsOf('arpu', 'premium_tier', rows.byTier, reading),
    by_platform: groupsOf('arpu', 'platform_primary', rows.byPlatform, reading),
    by_location: groupsOf('arpu', 'location', rows.byLocation, reading),
    value_by_tenure: groupsOf('lifetime_value', 'tenure', rows.byTenure, reading),
    value_by_platform: groupsOf('lifetime_value', 'platform_primary', rows.byPlatform, reading),
    values: stepsOf(rows.values, reading),
  }
}

/** Lifetime value of users of both kinds of apps against that of all others. */
export function valueRatio(byPlatform: readonly SumsRow[]): { readonly found: Comparison | null; readonly n: number } {
  const own = byPlatform.filter(({ figure, bucket }) => figure === 'lifetime_value' && bucket !== '')
  const both = combinedSums(own.filter(({ bucket }) => bucket === 'Both'))
  const others = combinedSums(own.filter(({ bucket }) => bucket !== 'Both'))
  const [one, other] = [meanOfGroup(both), meanOfGroup(others)]
  if (one === undefined || other === undefined) return { found: null, n: 0 }
  return { found: ratioOfMeans(one, other), n: one.n + other.n }
}

function valueRatioFigure({ byPlatform }: Rows, reading: CustomerReading): CustomerFigure {
  const { found, n } = valueRatio(byPlatform)
  return customerFigure('both_value_ratio', found, { n, previous: null }, reading)
}

function mixOf(sums: Sums, reading: CustomerReading): RevenueContent['mix'] {
  const found = SOURCES.map((source) => figureOf(source, sums, reading))
  const total = found.reduce((sum, { value }) => sum + (value ?? 0), 0)
  return found.flatMap(({ id, value, n }) =>
    value === null || n === null || total === 0 ? [] : [{ source: id, usd: value, share_pct: (100 * value) / total, n }],
  )
}
