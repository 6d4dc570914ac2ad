import { CUSTOMER_FILTER_NAMES, type CustomerFilter } from '@trill/contract/customer-filters'
import { CUSTOMER_SEGMENTS, type CustomerSegment } from '@trill/contract/customers'
import { isTooFew } from '../../platform/customers/customer-reading.ts'
import { type CustomerSnapshot, customerPassport } from '../../platform/customers/snapshots.ts'
import { hiddenGroups, isShown, type Thresholds } from '../../platform/privacy/small-groups.ts'
import type { CustomersResponse, Figure, SegmentFigures } from './contract.ts'

/** Of the definitions below. */
const VERSION = '1'

/** The row of `figures.sql`; segments in the order of the contract, with null where nothing is known of a segment. */
export interface FiguresRow extends Readonly<Record<`${CustomerFilter}_words`, readonly (readonly [word: string, customers: number])[]>> {
  readonly everybody: number
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
  readonly segment_customers: readonly number[]
  readonly segment_engagement: readonly (number | null)[]
  readonly segment_tenure: readonly (number | null)[]
  readonly segment_arpu: readonly (number | null)[]
  readonly segment_revenue: readonly number[]
  readonly segment_churn: readonly (number | null)[]
}

export const SEGMENTS = Object.keys(CUSTOMER_SEGMENTS) as CustomerSegment[]

interface Definition {
  readonly label: string
  readonly about: string
  readonly unit: string
  readonly kind: 'counted' | 'calculated'
  readonly value: (row: FiguresRow) => number | null
  readonly n: (row: FiguresRow) => number
  /** Of a share: how many have what it counts. */
  readonly having?: (row: FiguresRow) => number
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
    having: ({ premium }) => premium,
  },
  churn_30_day: {
    ...{ label: 'Leave within 30 days', about: 'Customers who leave within 30 days in those of whom it is known.', unit: '%' },
    ...{ kind: 'calculated', value: ({ churn }) => (churn === null ? null : 100 * churn), n: ({ with_churn }) => with_churn },
    having: ({ churn, with_churn }) => Math.round((churn ?? 0) * with_churn),
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
  const shownIn = (of: FiguresRow, { n, having }: Definition) => {
    const counts = having === undefined ? [n(of)] : [n(of), having(of), n(of) - having(of)]
    return thresholds === undefined || (!isTooFew(of, thresholds) && counts.every((count) => isNoneOrEnough(count, thresholds)))
  }
  return Object.entries(FIGURES).map(([id, definition]) => {
    const { label, about, unit, kind, value, n } = definition
    const [count, countBefore] = [n(row), before === undefined ? 0 : n(before)]
    const isShownNow = shownIn(row, definition)
    return {
      ...{ id, label, about, unit },
      value: isShownNow ? value(row) : null,
      previous: before !== undefined && countBefore > 0 && shownIn(before, definition) ? value(before) : null,
      state: !isShownNow ? 'too_few' : count === 0 && id !== 'customers' ? 'not_available' : 'known',
      passport: customerPassport(snapshot, { definition: id, version: VERSION, n: isShownNow ? count : null, kind }),
    }
  })
}

function isNoneOrEnough(people: number, thresholds: Thresholds): boolean {
  return people === 0 || isShown({ people, minors: 0 }, thresholds)
}

/** The segments in the order of their rules; of one with too few people nothing but that it is there. */
export function segmentsOf(row: FiguresRow, thresholds: Thresholds | undefined): SegmentFigures[] {
  const found = SEGMENTS.map((segment, place) => ({ segment, place, customers: row.segment_customers[place] ?? 0 })).filter(
    ({ customers }) => customers > 0,
  )
  const hidden = hiddenAmong(
    found.map(({ segment, customers }) => [segment, customers] as const),
    thresholds,
  )
  // Who leave of a segment, and who stay, are as many as its share of those who leave says.
  const leaving = found.map(({ segment, place, customers }) => [segment, Math.round((row.segment_churn[place] ?? 0) * customers)] as const)
  const staying = found.map(({ segment, customers }, at) => [segment, customers - (leaving[at]?.[1] ?? 0)] as const)
  const churnHidden = new Set(
    [leaving, staying].flatMap((counts) => [
      ...hiddenAmong(
        counts.filter(([, people]) => people > 0),
        thresholds,
      ),
    ]),
  )
  const revenueAll = row.segment_revenue.reduce((sum, revenue) => sum + revenue, 0)
  return found.map(({ segment, place, customers }) => {
    const { label, about } = CUSTOMER_SEGMENTS[segment]
    if (hidden.has(segment)) return { ...{ segment, label, about }, ...NOTHING }
    const arpu = row.segment_arpu[place] ?? null
    return {
      ...{ segment, label, about, customers, arpu },
      share: customers / row.everybody,
      engagement: row.segment_engagement[place] ?? null,
      tenure: row.segment_tenure[place] ?? null,
      churn: churnHidden.has(segment) ? null : (row.segment_churn[place] ?? null),
      revenue_share: arpu === null || revenueAll === 0 ? null : (row.segment_revenue[place] ?? 0) / revenueAll,
    }
  })
}

const NOTHING = { customers: null, share: null, engagement: null, tenure: null, arpu: null, revenue_share: null, churn: null }

/** Words to filter by; those of too few people are not offered, nor any that the total gives away with them. */
export function wordsOf(row: FiguresRow, thresholds: Thresholds | undefined): CustomersResponse['words'] {
  return Object.fromEntries(
    CUSTOMER_FILTER_NAMES.map((name) => {
      const words = row[`${name}_words`]
      const hidden = hiddenAmong(words, thresholds)
      const offered = words.filter(([word]) => word !== '' && !hidden.has(word))
      return [name, offered.map(([word, customers]) => ({ word, customers }))]
    }),
  )
}

function hiddenAmong(
  groups: readonly (readonly [name: string, people: number])[],
  thresholds: Thresholds | undefined,
): ReadonlySet<string> {
  if (thresholds === undefined) return new Set()
  return hiddenGroups(new Map(groups.map(([name, people]) => [name, { people, minors: 0 }])), thresholds)
}
