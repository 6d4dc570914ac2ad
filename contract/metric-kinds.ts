import type { SnapshotCounter } from './content.ts'

/** What a metric is told in. `points` is a score of 0 – 100. */
export type MetricUnit = 'count' | 'people' | 'percent' | 'per_second' | 'per_hour' | 'per_day' | 'seconds' | 'hours' | 'points'

interface MetricText {
  readonly label: string
  readonly about: string
  readonly unit: MetricUnit
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

/** Always a ratio of sums, never a mean of ratios; of posts for which both are known. */
export interface RatioMetric extends MetricText {
  readonly kind: 'ratio'
  readonly numerator: string
  readonly denominator: string
}

/** How much of a count came in an hour or a day of the lives of posts: a ratio of sums too. */
export interface RateMetric extends MetricText {
  readonly kind: 'rate'
  readonly numerator: string
  readonly per: 'hour' | 'day'
}

/** Anything else, with its formula in words. */
export interface FormulaMetric extends MetricText {
  readonly kind: 'formula'
  readonly formula: string
}

export type Metric = CountMetric | DistinctMetric | RatioMetric | RateMetric | FormulaMetric
