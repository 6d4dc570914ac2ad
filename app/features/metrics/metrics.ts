import type { Metric } from '@trill/contract/metric-kinds'
import { METRICS, type MetricName } from '@trill/contract/metrics'
import type { ShrunkFigure } from '@trill/core/inference/rates'
import { viralityOfRate } from '@trill/core/scores/engagement'
import { viewVelocity } from '@trill/core/scores/youtube'
import type { MetricResponse, MetricRow, Split, ViralitySettings } from './contract.ts'
import { average, type MeasuredPost, meanQuality, type PostQuality, qualities } from './quality.ts'
import { balanceShrinkage, type Sums, shrinkageOf } from './shrinkage.ts'

/** Denominators below which a part is ranked after all others: people, views, events. */
const SMALL_DENOMINATOR = 30
/** The same of posts, where the figure is one over posts. */
const SMALL_POSTS = 5

/** A row of `counts.sql`. */
export interface CountRow extends MeasuredPost {
  readonly key: string
  readonly numerator: number
  readonly denominator: number
  readonly posts: number
  readonly usable: number
  readonly title: string
  readonly category: string
  readonly creator_id: string
  readonly creator_name: string
}

export interface FollowerRow {
  readonly key: string
  readonly followers: number
  readonly first_followers: number
  readonly gained: number
  readonly changed: number
  readonly creators: number
}

export interface SentimentRow {
  readonly key: string
  readonly positive: number
  readonly negative: number
  readonly told: number
}

export interface PeakRow {
  readonly key: string
  readonly posts: number
  readonly median: number
  readonly lower: number
  readonly upper: number
}

/** The part of an answer that a metric makes. */
export type Computed = Pick<MetricResponse, 'rows' | 'usual'>

const NOTHING: Computed = { rows: [], usual: null }
const UNNAMED = { label: '', platform: '', class: null, is_small: false, withheld: false } as const

/** A metric of posts: a sum, a ratio of sums, or the virality score. */
export function fromCounts(name: MetricName, counts: readonly CountRow[], by: Split | undefined, virality: ViralitySettings): Computed {
  const usable = counts.filter(({ usable }) => usable > 0)
  if (usable.length === 0) return NOTHING
  const shrinkage = shrinkageOf(name, usable, virality)
  const rows = usable.map((row): MetricRow => {
    const isRatio = row.denominator > 0
    const value = isRatio ? rawOf(name, row, virality) : row.numerator
    const shrunk = isRatio ? shrinkage?.shrink(row) : undefined
    return {
      ...UNNAMED,
      ...named(row, by),
      value,
      numerator: row.numerator,
      denominator: isRatio ? row.denominator : null,
      n: row.posts,
      ...figures(shrunk),
      class: name === 'view_velocity' ? viewVelocity(shrunk?.estimate ?? value, 1).class : null,
      is_small: isRatio && METRICS[name].kind !== 'rate' && row.denominator < SMALL_DENOMINATOR,
    }
  })
  return { rows, usual: shrinkage?.usual ?? null }
}

function rawOf(name: MetricName, { numerator, denominator }: Sums, { scale }: ViralitySettings): number {
  const ratio = numerator / denominator
  if (name === 'virality_score') return viralityOfRate(Math.max(ratio, 0), scale)
  return (METRICS[name] as Metric).kind === 'ratio' ? 100 * ratio : ratio
}

function named({ key, title, platform, creator_name }: CountRow, by: Split | undefined): Pick<MetricRow, 'key' | 'label' | 'platform'> {
  if (by === 'content_id') return { key, label: title || key, platform }
  if (by === 'creator_id') return { key, label: creator_name || key, platform }
  return { key, label: key, platform: by === 'platform' ? key : '' }
}

function figures(shrunk: ShrunkFigure | undefined): Pick<MetricRow, 'shrunk' | 'lower' | 'upper'> {
  return { shrunk: shrunk?.estimate ?? null, lower: shrunk?.lower ?? null, upper: shrunk?.upper ?? null }
}

/** Quality of posts, or of groups of them. */
export function qualityOf(posts: readonly CountRow[], by: Split | undefined): Computed {
  const scored = qualities(posts).flatMap((quality, index) => (quality === null ? [] : [{ post: posts[index] as CountRow, quality }]))
  if (scored.length === 0) return NOTHING
  const all = scored.map(({ quality }) => quality.estimate)
  const usual = { value: average(all), worth: 5, method: 'pooled' }
  if (by === 'content_id') return { usual, rows: scored.map(({ post, quality }) => postQuality(post, quality)) }
  const groups = new Map<string, typeof scored>()
  for (const one of scored) {
    const { key } = one.post
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return { usual, rows: [...groups].map(([key, members]) => groupQuality({ key, members, by, all })) }
}

function postQuality(post: CountRow, { raw, estimate, lower, upper, interactions }: PostQuality): MetricRow {
  const shown = figures({ estimate, lower, upper })
  return {
    ...UNNAMED,
    ...named(post, 'content_id'),
    value: raw,
    numerator: null,
    denominator: interactions,
    n: 1,
    ...shown,
    is_small: interactions < SMALL_DENOMINATOR,
  }
}

interface Scored {
  readonly post: CountRow
  readonly quality: PostQuality
}

function groupQuality({
  key,
  members,
  by,
  all,
}: {
  key: string
  members: readonly Scored[]
  by: Split | undefined
  all: readonly number[]
}): MetricRow {
  const [first] = members as readonly [Scored]
  const raw = average(members.map(({ quality }) => quality.raw))
  const scores = members.map(({ quality }) => quality.estimate)
  return {
    ...UNNAMED,
    ...named({ ...first.post, key }, by),
    value: raw,
    numerator: null,
    denominator: null,
    n: members.length,
    ...figures(meanQuality(scores, all)),
    is_small: members.length < SMALL_POSTS,
  }
}

/** Followers at the end of the period. */
export function followersOf(rows: readonly FollowerRow[], by: Split | undefined): Computed {
  return {
    usual: null,
    rows: rows.map(({ key, followers, creators }) => ({
      ...UNNAMED,
      ...followed(key, by),
      value: followers,
      numerator: followers,
      denominator: null,
      n: creators,
      ...figures(undefined),
    })),
  }
}

/** How followers grew, for every hundred at the beginning. */
export function growthOf(rows: readonly FollowerRow[], by: Split | undefined): Computed {
  const known = rows.filter(({ first_followers }) => first_followers > 0)
  const parts = known.map(({ gained, first_followers, changed }) => ({
    numerator: gained,
    denominator: first_followers,
    variance: changed,
  }))
  return balanceRows(parts, (index) => ({ ...followed(known[index]?.key ?? '', by), n: known[index]?.creators ?? null }))
}

function followed(key: string, by: Split | undefined): Pick<MetricRow, 'key' | 'label' | 'platform'> {
  return { key, label: key, platform: by === 'platform' ? key : '' }
}

/** Positive minus negative, for every hundred events that carry a sentiment. */
export function sentimentOf(rows: readonly SentimentRow[], by: Split | undefined): Computed {
  const parts = rows.map(({ positive, negative, told }) => ({
    numerator: positive - negative,
    denominator: told,
    variance: positive + negative - (positive - negative) ** 2 / told,
  }))
  return balanceRows(parts, (index) => ({ ...followed(rows[index]?.key ?? '', by), n: rows[index]?.told ?? null }))
}

function balanceRows(
  parts: readonly (Sums & { variance: number })[],
  nameOf: (index: number) => Pick<MetricRow, 'key' | 'label' | 'platform' | 'n'>,
): Computed {
  const shrinkage = balanceShrinkage(parts)
  if (shrinkage === undefined) return NOTHING
  const rows = parts.map((part, index) => ({
    ...UNNAMED,
    ...nameOf(index),
    value: (100 * part.numerator) / part.denominator,
    numerator: part.numerator,
    denominator: part.denominator,
    ...figures(shrinkage.shrink(part)),
    is_small: part.denominator < SMALL_DENOMINATOR,
  }))
  return { rows, usual: shrinkage.usual }
}

/** Hours until interactions came fastest: the median post, and the ranks about it that hold it in 95 of 100 samples. */
export function peaksOf(rows: readonly PeakRow[], by: Split | undefined): Computed {
  return {
    usual: null,
    rows: rows.map(({ key, posts, median, lower, upper }) => ({
      ...UNNAMED,
      ...followed(key, by),
      value: median,
      numerator: null,
      denominator: null,
      n: posts,
      shrunk: null,
      lower: posts < SMALL_POSTS ? null : lower,
      upper: posts < SMALL_POSTS ? null : upper,
      is_small: by !== 'content_id' && posts < SMALL_POSTS,
    })),
  }
}

/** Best first: by the worse end of the interval, what rests on little after all others; periods of time in their order. */
export function ranked(rows: readonly MetricRow[], by: Split | undefined, direction: Metric['direction']): MetricRow[] {
  if (by === 'day' || by === 'week' || by === 'month') return [...rows].sort((one, other) => (one.key < other.key ? -1 : 1))
  const sign = direction === 'higher' ? -1 : 1
  const standing = ({ lower, upper, value }: MetricRow) => (direction === 'higher' ? lower : upper) ?? value
  return [...rows].sort(
    (one, other) =>
      Number(one.is_small) - Number(other.is_small) ||
      compared(standing(one), standing(other), sign) ||
      compared(one.value, other.value, sign) ||
      (one.key < other.key ? -1 : 1),
  )
}

/** Null comes last. */
function compared(one: number | null, other: number | null, sign: 1 | -1): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null)
  return sign * (one - other)
}

const HIDDEN = {
  value: null,
  numerator: null,
  denominator: null,
  n: null,
  shrunk: null,
  lower: null,
  upper: null,
  class: null,
  withheld: true,
} as const

/** A row whose figures are about too few people. */
export function asWithheld(row: MetricRow): MetricRow {
  return { ...row, ...HIDDEN }
}
