import { volumeOutlook } from '@trill/core/time-series/outlook'
import { type Group, isShown, type Thresholds } from '../../platform/privacy/small-groups.ts'
import type { Period } from '../../platform/query/period.ts'
import type { TopicResponse } from './contract.ts'
import { type BurstRun, burstsOf, type History, timeOf } from './trends.ts'

const DAY_HOURS = 24
const OUTLOOK_DAYS = 3
const WEEK_DAYS = 7
/** Days after which half is left of a surge. */
const SURGE_HALF_LIFE_DAYS = 1

export interface DayRow {
  readonly day: string
  readonly uses: number
}

export interface ShareRow {
  readonly split: 'platform' | 'category'
  readonly key: string
  readonly posts: number
}

export interface TogetherRow {
  readonly hashtag: string
  readonly posts: number
  readonly everywhere: number
}

export interface PostRow {
  readonly content_id: string
  readonly title: string
  readonly platform: string
  readonly creator_id: string
  readonly creator_name: string
  readonly published_milliseconds: number
  readonly views: number | null
  readonly interactions: number | null
}

export interface AudienceRow extends Group {
  readonly content_id: string
}

/** Every day of the period up to today, those without posts too. */
export function daysOf(rows: readonly DayRow[], { days, presentHour }: Period): TopicResponse['days'] {
  const uses = new Map(rows.map((row) => [row.day, row.uses]))
  return days.filter((day) => day <= presentHour.slice(0, 10)).map((day) => ({ day, uses: uses.get(day) ?? 0 }))
}

/**
 * Posts of the 72 hours after the end of the history, 24 hours at a time.
 * @param dayOf calendar day of a moment in milliseconds
 */
export function outlookOf(series: Float64Array, { endSeconds }: History, dayOf: (moment: number) => string): TopicResponse['outlook'] {
  const outlook = volumeOutlook(wholeDays(series), {
    period: WEEK_DAYS,
    step: 1,
    horizon: OUTLOOK_DAYS,
    surgeHalfLife: SURGE_HALF_LIFE_DAYS,
  })
  if (outlook.status === 'insufficient_data') return { ...outlook, days: [] }
  const until = (i: number) => endSeconds + (i + 1) * DAY_HOURS * 3600
  const days = outlook.buckets.map((bucket, i) => ({ day: dayOf(until(i) * 1000 - 1), until: timeOf(until(i)), ...bucket }))
  const seen = Math.floor(series.length / DAY_HOURS)
  return { status: 'outlook', needed: seen, seen, days }
}

/** Sums of 24 hours each, the last of them up to the end. */
function wholeDays(series: Float64Array): number[] {
  const days = Math.floor(series.length / DAY_HOURS)
  const first = series.length - days * DAY_HOURS
  return Array.from({ length: days }, (_, i) =>
    series.subarray(first + i * DAY_HOURS, first + (i + 1) * DAY_HOURS).reduce((sum, count) => sum + count, 0),
  )
}

/** Bursts that reach into the period, oldest first. */
export function burstsOfTopic(
  series: Float64Array,
  all: Float64Array,
  { startSeconds }: History,
  fromSeconds: number,
): TopicResponse['bursts'] {
  const timed = (run: BurstRun) => ({ ...run, from: startSeconds + run.from * 3600, to: startSeconds + run.to * 3600 })
  return burstsOf(series, all)
    .map(timed)
    .filter(({ to }) => to > fromSeconds)
    .map(({ from, to, uses, ongoing }) => ({ from: timeOf(from), to: timeOf(to), ongoing, uses }))
}

export function sharesOf(rows: readonly ShareRow[], split: ShareRow['split']): TopicResponse['platforms'] {
  return rows.filter((row) => row.split === split).map(({ key, posts }) => ({ key, posts }))
}

/** How many times as often two are found together as they would be by chance. */
export function togetherOf(rows: readonly TogetherRow[], uses: number, posts: number): TopicResponse['together'] {
  return rows.map(({ hashtag, posts: both, everywhere }) => ({
    hashtag: `#${hashtag}`,
    posts: both,
    lift: uses > 0 && everywhere > 0 ? (both * posts) / (uses * everywhere) : 1,
  }))
}

/** The posts, without figures about too few people; those stand last, whatever they gathered. */
export function postsOf(
  rows: readonly PostRow[],
  audience: readonly AudienceRow[],
  thresholds: Thresholds | undefined,
): TopicResponse['posts'] {
  const groups = new Map(audience.map((row) => [row.content_id, row]))
  const posts = rows.map(({ published_milliseconds, creator_id, ...post }) => {
    const shown = thresholds === undefined || isShown(groups.get(post.content_id), thresholds)
    const figures = shown ? {} : { views: null, interactions: null }
    return { ...post, ...figures, published_at: new Date(published_milliseconds).toISOString(), withheld: !shown }
  })
  return posts.toSorted((one, other) => Number(one.withheld) - Number(other.withheld))
}
