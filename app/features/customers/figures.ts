import { CUSTOMER_SEGMENTS, type CustomerSegment } from '@trill/contract/customers'
import { type CustomerSnapshot, customerPassport } from '../../platform/customers/snapshots.ts'
import { hiddenGroups, isShown, type Thresholds } from '../../platform/privacy/small-groups.ts'
import type { Figure, SegmentFigures } from './contract.ts'

/** Of the definitions below. */
const VERSION = '1'

/** A row of `figures.sql`. */
export interface FiguresRow {
  readonly customers: number
  readonly premium: number
  readonly with_account_type: number
  readonly churn: number | null
  readonly with_churn: number
  readonly arpu: number | null
  readonly with_revenue: number
  readonly engagement: number | null
  readonly with_engagement: number
  readonly lifetime_value: number | null
  readonly with_lifetime_value: number
  readonly tenure: number | null
  readonly with_tenure: number
}

/** A row of `segments.sql`. */
export interface SegmentRow {
  readonly segment: CustomerSegment
  readonly customers: number
  readonly engagement: number | null
  readonly tenure: number | null
  readonly arpu: number | null
  readonly revenue: number | null
  readonly churn: number | null
}

interface Definition {
  readonly label: string
  readonly about: string
  readonly unit: string
  readonly kind: 'counted' | 'calculated'
  readonly value: (row: FiguresRow) => number | null
  readonly n: (row: FiguresRow) => number
}

const FIGURES: Readonly<Record<string, Definition>> = {
  customers: {
    ...{ label: 'Customers', about: 'Rows of the table, one for each adult customer.', unit: '', kind: 'counted' },
    ...{ value: ({ customers }) => customers, n: ({ customers }) => customers },
  },
  premium_share: {
    ...{ label: 'Premium share', about: 'Customers with a subscription in those whose account is known.', unit: '%', kind: 'calculated' },
    value: ({ premium, with_account_type: of }) => (of === 0 ? null : (100 * premium) / of),
    n: ({ with_account_type }) => with_account_type,
  },
  churn_30_day: {
    ...{ label: 'Leave within 30 days', about: 'Customers who leave within 30 days in those of whom it is known.', unit: '%' },
    ...{ kind: 'calculated', value: ({ churn }) => (churn === null ? null : 100 * churn), n: ({ with_churn }) => with_churn },
  },
  arpu: {
    ...{ label: 'ARPU', about: 'Subscriptions, purchases and advertisements of a month by customer (average revenue per user).' },
    ...{ unit: 'USD', kind: 'calculated', value: ({ arpu }) => arpu, n: ({ with_revenue }) => with_revenue },
  },
  engagement: {
    ...{ label: 'Engagement', about: 'Mean of the engagement score, from 0 to 1.', unit: '', kind: 'calculated' },
    ...{ value: ({ engagement }) => engagement, n: ({ with_engagement }) => with_engagement },
  },
  lifetime_value: {
    ...{ label: 'Lifetime value', about: 'Mean of what customers have brought so far.', unit: 'USD', kind: 'calculated' },
    ...{ value: ({ lifetime_value }) => lifetime_value, n: ({ with_lifetime_value }) => with_lifetime_value },
  },
}

/** The figures of a snapshot beside those of the one before it. */
export function figuresOf(
  row: FiguresRow,
  before: FiguresRow | undefined,
  { snapshot, thresholds }: { readonly snapshot: CustomerSnapshot; readonly thresholds: Thresholds | undefined },
): Figure[] {
  const shown = (n: number) => thresholds === undefined || n === 0 || isShown({ people: n, minors: 0 }, thresholds)
  return Object.entries(FIGURES).map(([id, { label, about, unit, kind, value, n }]) => {
    const [count, countBefore] = [n(row), before === undefined ? 0 : n(before)]
    const [isShownNow, wasShown] = [shown(count), shown(countBefore)]
    return {
      ...{ id, label, about, unit },
      value: isShownNow ? value(row) : null,
      previous: before !== undefined && wasShown && countBefore > 0 ? value(before) : null,
      state: !isShownNow ? 'too_few' : count === 0 && id !== 'customers' ? 'not_available' : 'known',
      passport: customerPassport(snapshot, { definition: id, version: VERSION, n: isShownNow ? count : null, kind }),
    }
  })
}

/** The segments in the order of their rules; of one with too few people nothing but that it is there. */
export function segmentsOf(rows: readonly SegmentRow[], thresholds: Thresholds | undefined): SegmentFigures[] {
  const groups = new Map(rows.map(({ segment, customers }) => [segment as string, { people: customers, minors: 0 }]))
  const hidden = thresholds === undefined ? new Set<string>() : hiddenGroups(groups, thresholds)
  const customersAll = rows.reduce((sum, { customers }) => sum + customers, 0)
  const revenueAll = rows.reduce((sum, { revenue }) => sum + (revenue ?? 0), 0)
  const names = Object.keys(CUSTOMER_SEGMENTS) as CustomerSegment[]
  return names.flatMap((segment): SegmentFigures[] => {
    const row = rows.find((one) => one.segment === segment)
    if (row === undefined) return []
    const { label, about } = CUSTOMER_SEGMENTS[segment]
    if (hidden.has(segment)) return [{ ...{ segment, label, about }, ...NOTHING }]
    const { customers, engagement, tenure, arpu, revenue, churn } = row
    const shares = { share: customers / customersAll, revenue_share: revenue === null || revenueAll === 0 ? null : revenue / revenueAll }
    return [{ segment, label, about, customers, engagement, tenure, arpu, churn, ...shares }]
  })
}

const NOTHING = { customers: null, share: null, engagement: null, tenure: null, arpu: null, revenue_share: null, churn: null }
