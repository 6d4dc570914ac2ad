import type { TimedPost } from '@trill/core/posting-time/best-hours'
import { hourOfWeek } from '@trill/core/posting-time/hour-of-week'
import { type PostingTimes, postingTimes } from '@trill/core/posting-time/posting-times'
import { type Group, isShown, type Thresholds } from '../../platform/privacy/small-groups.ts'
import type { TimingResponse } from './contract.ts'

const HOURS_OF_DAY = 24
/** Fewest posts for any estimate. */
export const POSTS_MIN = 20

export interface AccountRow {
  readonly creator_id: string
  readonly creator_name: string
  readonly platform: string
  readonly posts: number
}

export interface PostRow {
  readonly content_id: string
  readonly creator_id: string
  readonly kind: string
  readonly published_milliseconds: number
  readonly views: number
  readonly interactions: number
}

export interface AudienceRow extends Group {
  readonly content_id: string
}

/** The times of one account, or of all of a platform. */
export type Times = Pick<TimingResponse, 'status' | 'posts' | 'needed' | 'withheld' | 'platform_posts' | 'hours' | 'by_hour' | 'by_weekday'>

/**
 * How the posts of an account fare by the time of their publication, drawn towards all posts of the platform.
 * @param creatorId empty for all accounts
 */
export function timesOf(
  rows: readonly PostRow[],
  { creatorId, timeZone }: { readonly creatorId: string; readonly timeZone: string },
  audience: readonly AudienceRow[],
  thresholds: Thresholds | undefined,
): Times {
  const groups = new Map(audience.map((row) => [row.content_id, row]))
  // A counter that a platform took back below zero, or likes of a post that nobody saw, are no measure.
  const figures = rows.filter(({ views, interactions }) => views > 0 && interactions >= 0)
  const shown = figures.filter(({ content_id }) => thresholds === undefined || isShown(groups.get(content_id), thresholds))
  const own = creatorId === '' ? shown : shown.filter((row) => row.creator_id === creatorId)
  const timed = (row: PostRow) => timedPost(row, timeZone)
  const others = creatorId === '' ? undefined : postingTimes(shown.map(timed), { postsMin: POSTS_MIN })
  const usual = others?.status === 'ranked' ? { usual: others.logLifts } : {}
  const times = postingTimes(own.map(timed), { ...usual, postsMin: POSTS_MIN })
  const withheld = figures.length - shown.length
  return { posts: own.length, needed: POSTS_MIN, withheld, platform_posts: shown.length, ...estimatesOf(times) }
}

function timedPost({ creator_id, kind, published_milliseconds, views, interactions }: PostRow, timeZone: string): TimedPost {
  return {
    hourOfWeek: hourOfWeek(published_milliseconds, timeZone).hourOfWeek,
    engagements: interactions,
    reach: views,
    group: JSON.stringify([creator_id, kind]),
  }
}

function estimatesOf(times: PostingTimes): Pick<TimingResponse, 'status' | 'hours' | 'by_hour' | 'by_weekday'> {
  if (times.status !== 'ranked') return { status: times.status, hours: [], by_hour: [], by_weekday: [] }
  return {
    status: times.status,
    hours: times.hours.map((estimate, at) => ({ weekday: Math.floor(at / HOURS_OF_DAY) + 1, hour: at % HOURS_OF_DAY, ...estimate })),
    by_hour: times.hoursOfDay.map((estimate, hour) => ({ hour, ...estimate })),
    by_weekday: times.weekdays.map((estimate, day) => ({ weekday: day + 1, ...estimate })),
  }
}

/** Which platform and account a question is about: what was asked for, else where most posts are. */
export function chosenOf(
  accounts: readonly AccountRow[],
  { platform, creator_id }: { readonly platform?: string | undefined; readonly creator_id?: string | undefined },
): { platform: string; creatorId: string; creatorName: string } {
  const account = accounts.find((row) => row.creator_id === creator_id && (platform === undefined || row.platform === platform))
  const chosen = platform ?? account?.platform ?? platformsOf(accounts)[0] ?? ''
  return { platform: chosen, creatorId: creator_id ?? '', creatorName: account?.creator_name ?? creator_id ?? '' }
}

/** Platforms by their posts. */
export function platformsOf(accounts: readonly AccountRow[]): string[] {
  const posts = new Map<string, number>()
  for (const row of accounts) posts.set(row.platform, (posts.get(row.platform) ?? 0) + row.posts)
  return [...posts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).map(([platform]) => platform)
}
