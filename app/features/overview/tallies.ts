import type { CountMetric } from '@trill/contract/metric-kinds'
import { METRICS, type MetricName } from '@trill/contract/metrics'

/** Metrics of the page, in its order. */
export const SHOWN = [
  'events',
  'views',
  'likes',
  'comments',
  'shares',
  'saves',
  'interactions',
  'engagement_rate_by_views',
  'active_people',
  'active_content',
] as const satisfies readonly MetricName[]
export type Shown = (typeof SHOWN)[number]

/** Those of them that are counted, and so can be added up. */
export type Counted = { [Name in Shown]: (typeof METRICS)[Name] extends { kind: 'count' } ? Name : never }[Shown]
export const COUNTED = SHOWN.filter((name): name is Counted => METRICS[name].kind === 'count').map((name) => [name, METRICS[name]] as const)

/** Types of events that some metric counts by name. */
export const COUNTED_TYPES: readonly string[] = [...new Set(COUNTED.flatMap(([, { eventTypes }]) => eventTypes))].filter(
  (type) => type !== '*',
)

/** What one metric holds somewhere: a day, a platform, a period. */
export interface Amount {
  /** Events and growth. */
  readonly counted: number
  /** What posts brought along when they were first observed. */
  readonly brought: number
  /** How many counters were reported. */
  readonly reported: number
}

export interface Tally {
  readonly events: number
  readonly snapshots: number
  readonly amounts: Readonly<Record<Counted, Amount>>
}

/** Events of one type; types that no metric counts by name are `''`. */
export interface TypeCount {
  readonly type: string
  readonly events: number
}

/** What one counter did. */
export interface CounterGrowth {
  readonly counter: string
  readonly growth: number
  readonly brought: number
  readonly reported: number
  readonly snapshots: number
}

/** Applies the table of metrics to counts of events and to counters. */
export function tallyOf(types: readonly TypeCount[], counters: readonly CounterGrowth[]): Tally {
  const amounts = COUNTED.map(([name, metric]) => [name, amountOf(metric, types, counters)] as const)
  return {
    events: sum(types.map(({ events }) => events)),
    // Every counter has a row for every snapshot, reported or not.
    snapshots: Math.max(0, ...counters.map(({ snapshots }) => snapshots)),
    amounts: Object.fromEntries(amounts) as Record<Counted, Amount>,
  }
}

export function addTallies(tallies: readonly Tally[]): Tally {
  const amounts = COUNTED.map(([name]) => [name, addAmounts(tallies.map((tally) => tally.amounts[name]))] as const)
  return {
    events: sum(tallies.map(({ events }) => events)),
    snapshots: sum(tallies.map(({ snapshots }) => snapshots)),
    amounts: Object.fromEntries(amounts) as Record<Counted, Amount>,
  }
}

export const NOTHING: Tally = tallyOf([], [])

function amountOf(metric: CountMetric, types: readonly TypeCount[], counters: readonly CounterGrowth[]): Amount {
  const all = metric.eventTypes.includes('*')
  const counted = types.filter(({ type }) => all || metric.eventTypes.includes(type)).map(({ events }) => events)
  const grown = counters.filter(({ counter }) => (metric.counters as readonly string[]).includes(counter))
  return {
    counted: sum(counted) + sum(grown.map(({ growth }) => growth)),
    brought: sum(grown.map(({ brought }) => brought)),
    reported: sum(grown.map(({ reported }) => reported)),
  }
}

function addAmounts(amounts: readonly Amount[]): Amount {
  return {
    counted: sum(amounts.map(({ counted }) => counted)),
    brought: sum(amounts.map(({ brought }) => brought)),
    reported: sum(amounts.map(({ reported }) => reported)),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
