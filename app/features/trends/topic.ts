import { volumeOutlook } from '@trill/core/time-series/outlook'
import { type Group, isShown, type Thresholds } from '../../platform/privacy/small-groups.ts'
import type { Period } from '../../platform/query/period.ts'
import type { TopicResponse } from './contract.ts'
import { type BurstRun, burstsOf, type History, timeOf } from './trends.ts'

/** Days of the past that an outlook looks at. */
export const OUTLOOK_PAST_DAYS = 119
const OUTLOOK_DAYS = 3
const WEEK_DAYS = 7

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
 * Posts of the 72 hours after the last whole day of the period, day by day.
 * @param firstDay of which any post is counted
 */
export function outlookOf(rows: readonly DayRow[], { to, presentHour }: Period, firstDay: string): TopicResponse['outlook'] {
  const last = [to, dayAfter(presentHour.slice(0, 10), -1)].sort()[0] as string
  const first = [firstDay, dayAfter(last, -OUTLOOK_PAST_DAYS)].sort()[1] as string
  const uses = new Map(rows.map((row) => [row.day, row.uses]))
  const history: number[] = []
  for (let day = first; day <= last; day = dayAfter(day, 1)) history.push(uses.get(day) ?? 0)
  const outlook = volumeOutlook(history, { period: WEEK_DAYS, step: 1, horizon: OUTLOOK_DAYS })
  if (outlook.status === 'insufficient_data') return { ...outlook, days: [] }
  const days = outlook.buckets.map((bucket, i) => ({ day: dayAfter(last, i + 1), ...bucket }))
  return { status: 'outlook', needed: history.length, seen: history.length, days }
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

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
