import type { Metric } from '@trill/contract/metric-kinds'
import { METRICS, type MetricName } from '@trill/contract/metrics'
import type { MetricsResponse, Split, ViralitySettings } from './contract.ts'

/** What `counts.sql` adds up of posts, in its order. */
export const SUMS = [
  'views',
  'likes',
  'comments',
  'shares',
  'saves',
  'impressions',
  'reach',
  'clicks',
  'profile_visits',
  'follows',
  'watch_seconds',
  'completions',
  'followers',
  'hours',
  'days',
] as const
export type Sum = (typeof SUMS)[number]
/** How many of them are counters, which come first. */
const COUNTERS = 12

/** How a metric is computed here. */
type Way = 'posts' | 'quality' | 'followers' | 'growth' | 'sentiment' | 'peak'

const EVERYWHERE: readonly Split[] = ['platform', 'content_id', 'creator_id', 'category', 'campaign_id', 'country', 'day', 'week', 'month']
/** What platforms tell of creators names no post, country and campaign. */
const OF_CREATORS: readonly Split[] = ['platform', 'creator_id', 'category', 'day', 'week', 'month']
const SPLITS_OF: Readonly<Record<Way, readonly Split[]>> = {
  posts: EVERYWHERE,
  sentiment: EVERYWHERE,
  quality: EVERYWHERE,
  peak: EVERYWHERE,
  followers: OF_CREATORS,
  growth: OF_CREATORS,
}
const FORMULAS: Readonly<Partial<Record<MetricName, Way>>> = {
  virality_score: 'posts',
  quality_score: 'quality',
  followers: 'followers',
  follower_growth_rate: 'growth',
  sentiment_balance: 'sentiment',
  time_to_peak: 'peak',
}

/** How a metric is computed; undefined where the Overview alone does. */
export function wayOf(name: MetricName): Way | undefined {
  const { kind } = METRICS[name] as Metric
  if (kind === 'formula') return FORMULAS[name]
  return kind === 'distinct' || name === 'events' ? undefined : 'posts'
}

export function splitsOf(name: MetricName): readonly Split[] {
  const way = wayOf(name)
  return way === undefined ? [] : SPLITS_OF[way]
}

export interface Weights {
  readonly numerator: readonly number[]
  /** All 0 where a metric is a plain sum. */
  readonly denominator: readonly number[]
}

/** What each sum weighs in the numerator and in the denominator of a metric of posts. */
export function weightsOf(name: MetricName, { share_weight, comment_weight }: ViralitySettings): Weights {
  const metric: Metric = METRICS[name]
  if (name === 'virality_score') {
    return { numerator: weights({ shares: share_weight, comments: comment_weight }), denominator: weights({ reach: 1 }) }
  }
  if (metric.kind === 'ratio') return { numerator: sumOf(metric.numerator), denominator: sumOf(metric.denominator) }
  if (metric.kind === 'rate') return { numerator: sumOf(metric.numerator), denominator: weights({ [`${metric.per}s`]: 1 }) }
  return { numerator: sumOf(name), denominator: weights({}) }
}

/** Counters, in the order of `SUMS`, that a metric is made of; those of the quality score for it. */
export function wantedOf(name: MetricName, { numerator, denominator }: Weights): readonly number[] {
  const ofQuality: readonly string[] = ['views', 'likes', 'comments', 'shares', 'saves', 'completions']
  const isWanted = (sum: Sum, at: number) =>
    name === 'quality_score' ? ofQuality.includes(sum) : numerator[at] !== 0 || denominator[at] !== 0
  return SUMS.slice(0, COUNTERS).map((sum, at) => (isWanted(sum, at) ? 1 : 0))
}

function sumOf(name: string): readonly number[] {
  const metric: Metric | undefined = METRICS[name as MetricName]
  const names: readonly string[] = metric?.kind === 'count' ? metric.counters : [name]
  return weights(Object.fromEntries(names.map((counter) => [counter, 1])))
}

function weights(of: Readonly<Partial<Record<Sum, number>>>): readonly number[] {
  return SUMS.map((name) => of[name] ?? 0)
}

/** The table of metrics as the catalogue shows it. */
export function catalogue(): MetricsResponse['metrics'] {
  return (Object.entries(METRICS) as [MetricName, Metric][]).map(([name, metric]) => ({
    metric: name,
    label: metric.label,
    about: metric.about,
    kind: metric.kind,
    formula: formulaOf(metric),
    unit: metric.unit,
    direction: metric.direction,
    caveat: metric.caveat,
    by: [...splitsOf(name)],
  }))
}

function formulaOf(metric: Metric): string {
  if (metric.kind === 'formula') return metric.formula
  if (metric.kind === 'ratio') return `100 · sum of ${metric.numerator} ÷ sum of ${metric.denominator}`
  if (metric.kind === 'rate') return `sum of ${metric.numerator} ÷ sum of ${metric.per}s of the lives of posts`
  if (metric.kind === 'distinct') return `different ${metric.of}`
  const events = metric.eventTypes.length === 0 ? [] : [`events of type ${metric.eventTypes.join(', ')}`]
  const counters = metric.counters.length === 0 ? [] : [`growth of the counters ${metric.counters.join(', ')}`]
  return [...events, ...counters].join(' + ')
}
