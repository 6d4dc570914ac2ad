import type { SnapshotCounter } from './content.ts'

interface MetricText {
  readonly label: string
  readonly about: string
  readonly unit: 'count' | 'people' | 'percent' | 'per_second'
  /** Which way is good; decides arrows and words, never colour alone. */
  readonly direction: 'higher' | 'lower' | 'neutral'
  readonly caveat: string
}

/** Counts events of some types and, where a platform reports it, a counter’s growth. */
export interface CountMetric extends MetricText {
  readonly kind: 'count'
  /** Event types whose number is summed; `*` is every event. */
  readonly eventTypes: readonly string[]
  /** Snapshot counters whose growth within the period is added. */
  readonly counters: readonly SnapshotCounter[]
}

/** Distinct people or posts. Never summed over periods. */
export interface DistinctMetric extends MetricText {
  readonly kind: 'distinct'
  readonly of: 'actor_id' | 'content_id'
}

/** Always a ratio of sums, never a mean of ratios. */
export interface RatioMetric extends MetricText {
  readonly kind: 'ratio'
  readonly numerator: string
  readonly denominator: string
}

export type Metric = CountMetric | DistinctMetric | RatioMetric

const GROWTH =
  'Platform counters are cumulative: a period holds their growth, and a post first seen within the period brings its whole counter.'

const ESTIMATE =
  'Counted one by one, but estimated above 65,000, and where the period and the one before hold more than half a million events: then with a standard error of 1.6 %.'

/** The one table of metric definitions. A number on a screen without a row here is a bug. */
export const METRICS = {
  events: {
    kind: 'count',
    label: 'Events',
    about: 'Everything that was received and stored, each message once.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['*'],
    counters: [],
    caveat: 'Depends on what the app sends.',
  },
  views: {
    kind: 'count',
    label: 'Views',
    about: 'Times content was opened or watched.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['view', 'page', 'screen'],
    counters: ['views'],
    caveat: `Platforms define a view differently. ${GROWTH}`,
  },
  likes: {
    kind: 'count',
    label: 'Likes',
    about: 'Likes given.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['like'],
    counters: ['likes'],
    caveat: GROWTH,
  },
  comments: {
    kind: 'count',
    label: 'Comments',
    about: 'Comments written.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['comment'],
    counters: ['comments'],
    caveat: GROWTH,
  },
  shares: {
    kind: 'count',
    label: 'Shares',
    about: 'Times content was passed on.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['share'],
    counters: ['shares'],
    caveat: GROWTH,
  },
  saves: {
    kind: 'count',
    label: 'Saves',
    about: 'Times content was kept for later.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['save'],
    counters: ['saves'],
    caveat: GROWTH,
  },
  interactions: {
    kind: 'count',
    label: 'Interactions',
    about: 'Likes, comments and shares together.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['like', 'comment', 'share'],
    counters: ['likes', 'comments', 'shares'],
    caveat: `Saves are reported apart. ${GROWTH}`,
  },
  engagement_rate_by_views: {
    kind: 'ratio',
    label: 'Engagement rate by views',
    about: 'Interactions for every 100 views.',
    unit: 'percent',
    direction: 'higher',
    numerator: 'interactions',
    denominator: 'views',
    caveat: 'A ratio of sums; may exceed 100 %. Empty when there are no views.',
  },
  active_people: {
    kind: 'distinct',
    label: 'Active people',
    about: 'Different people who did something.',
    unit: 'people',
    direction: 'higher',
    of: 'actor_id',
    caveat: `${ESTIMATE} Periods cannot be added up: the same person may be in both.`,
  },
  active_content: {
    kind: 'distinct',
    label: 'Active content',
    about: 'Different posts that something happened to.',
    unit: 'count',
    direction: 'higher',
    of: 'content_id',
    caveat: ESTIMATE,
  },
} as const satisfies Record<string, Metric>

export type MetricName = keyof typeof METRICS
