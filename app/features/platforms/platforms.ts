import { ratioOfTotals } from '@trill/core/inference/ratio-of-sums'
import { median } from '@trill/core/inference/shrunken-lift'
import { type CounterReading, engagementVelocity } from '@trill/core/scores/engagement-velocity'
import { type Group, hiddenGroups, isShown, type Thresholds } from '../../platform/privacy/small-groups.ts'
import type { Period } from '../../platform/query/period.ts'
import type { PlatformRow, PlatformsResponse } from './contract.ts'

const FIRST_HOURS = 24
/** Readings that are this close are one: a counter cannot be read faster than it is written. */
const READINGS_APART_HOURS = 1 / 60

export interface GatheredRow {
  readonly platform: string
  readonly active_posts: number
  readonly views: number
  readonly interactions: number
  readonly units: number
  readonly rated_views: number
  readonly views_squares: number
  readonly rated_interactions: number
  readonly interactions_squares: number
  readonly interactions_products: number
  readonly rated_comments: number
  readonly comments_squares: number
  readonly comments_products: number
  readonly rated_shares: number
  readonly shares_squares: number
  readonly shares_products: number
}

export interface DayRow {
  readonly platform: string
  readonly day: string
  readonly views: number
  readonly interactions: number
}

export interface CourseRow {
  readonly content_id: string
  readonly platform: string
  readonly source: 'events' | 'reports'
  readonly readings: readonly (readonly [hours: number, amount: number])[]
}

export interface Rows {
  readonly gathered: readonly GatheredRow[]
  readonly published: readonly { readonly platform: string; readonly posts: number }[]
  readonly days: readonly DayRow[]
  readonly courses: readonly CourseRow[]
}

/** Whom figures are about, for a caller who may not see those about few. */
export interface Small {
  readonly thresholds: Thresholds
  readonly platforms: readonly (Group & { readonly platform: string })[]
  readonly posts: readonly (Group & { readonly content_id: string })[]
}

/** The platforms side by side, those with most views first. */
export function platformsOf(rows: Rows, period: Period, small: Small | undefined): Omit<PlatformsResponse, 'passport'> {
  const published = new Map(rows.published.map(({ platform, posts }) => [platform, posts]))
  const gathered = new Map(rows.gathered.map((row) => [row.platform, row]))
  const names = [...new Set([...gathered.keys(), ...published.keys()])]
  const hidden = hiddenPlatforms(small)
  const courses = shownCourses(rows.courses, small)
  return {
    unfinished: period.unfinished,
    smallest_group: small === undefined ? null : { adults: small.thresholds.adults, with_minors: small.thresholds.withMinors },
    platforms: names.map((platform) => {
      const posts = published.get(platform) ?? 0
      if (hidden.has(platform)) return withheldRow(platform, posts)
      const days = rows.days.filter((row) => row.platform === platform)
      const found = gathered.get(platform)
      return {
        platform,
        withheld: false,
        posts,
        active_posts: found?.active_posts ?? 0,
        views: found?.views ?? 0,
        interactions: found?.interactions ?? 0,
        engagement_rate: rateOf(found, 'interactions'),
        comment_rate: rateOf(found, 'comments'),
        share_rate: rateOf(found, 'shares'),
        speed: speedOf(courses.filter((course) => course.platform === platform)),
        // Days about few people would be told apart: whoever may not see those sees no course.
        trend: small === undefined ? trendOf(days, period) : null,
        daily: small === undefined ? dailyOf(days, period) : [],
      }
    }),
  }
}

function hiddenPlatforms(small: Small | undefined): ReadonlySet<string> {
  if (small === undefined) return new Set()
  return hiddenGroups(new Map(small.platforms.map((row) => [row.platform, row])), small.thresholds)
}

function shownCourses(courses: readonly CourseRow[], small: Small | undefined): readonly CourseRow[] {
  if (small === undefined) return courses
  const groups = new Map(small.posts.map((row) => [row.content_id, row]))
  return courses.filter(({ content_id }) => isShown(groups.get(content_id), small.thresholds))
}

const NO_RATE = { value: null, lower: null, upper: null, posts: 0 }
const NO_SPEED = { per_hour: null, hours_to_peak: null, posts: 0 }

function withheldRow(platform: string, posts: number): PlatformRow {
  const nothing = { active_posts: null, views: null, interactions: null, trend: null, daily: [] }
  return {
    platform,
    withheld: true,
    posts,
    ...nothing,
    engagement_rate: NO_RATE,
    comment_rate: NO_RATE,
    share_rate: NO_RATE,
    speed: NO_SPEED,
  }
}

/** In percent. What platforms take back may make a sum negative, which is no rate. */
function rateOf(row: GatheredRow | undefined, name: 'interactions' | 'comments' | 'shares'): PlatformRow['engagement_rate'] {
  if (row === undefined || row.rated_views <= 0 || row[`rated_${name}`] < 0) return NO_RATE
  const { ratio, lower, upper, units } = ratioOfTotals({
    units: row.units,
    numerator: row[`rated_${name}`],
    denominator: row.rated_views,
    numeratorSquares: row[`${name}_squares`],
    denominatorSquares: row.views_squares,
    products: row[`${name}_products`],
  })
  const percent = (value: number | null) => (value === null ? null : 100 * Math.max(value, 0))
  return { value: percent(ratio), lower: percent(lower), upper: percent(upper), posts: units }
}

/** How fast interactions came to posts, by the counters of the platform where it reports them, else by events. */
function speedOf(courses: readonly CourseRow[]): PlatformRow['speed'] {
  const byPost = new Map<string, CourseRow>()
  for (const course of courses) if (course.source === 'reports' || !byPost.has(course.content_id)) byPost.set(course.content_id, course)
  const readings = [...byPost.values()].map(readingsOf).filter(({ length }) => length >= 3)
  const rates = readings.flatMap((post) => firstDayRate(post) ?? [])
  const peaks = readings.flatMap((post) => engagementVelocity(post).timeToPeakHours ?? [])
  return {
    per_hour: rates.length === 0 ? null : median(rates),
    hours_to_peak: peaks.length === 0 ? null : median(peaks),
    posts: readings.length,
  }
}

/** From nothing at publication on, each at a time of its own; events add up, counters are added up already. */
function readingsOf({ source, readings }: CourseRow): CounterReading[] {
  const found: CounterReading[] = [{ hour: 0, cumulative: 0 }]
  let total = 0
  for (const [hour, amount] of readings) {
    total = source === 'events' ? total + amount : amount
    const before = found.at(-1) as CounterReading
    if (hour - before.hour < READINGS_APART_HOURS) found[found.length - 1] = { hour: before.hour, cumulative: total }
    else found.push({ hour, cumulative: total })
  }
  return found
}

/** Interactions an hour up to the end of the first day, between readings in proportion; undefined where readings end before. */
function firstDayRate(readings: readonly CounterReading[]): number | undefined {
  const after = readings.findIndex(({ hour }) => hour >= FIRST_HOURS)
  const [from, to] = [readings[after - 1], readings[after]]
  if (from === undefined || to === undefined) return undefined
  const part = (FIRST_HOURS - from.hour) / (to.hour - from.hour)
  return Math.max(from.cumulative + part * (to.cumulative - from.cumulative), 0) / FIRST_HOURS
}

/** Every day of the period up to today, those without anything too. */
function dailyOf(rows: readonly DayRow[], { days, presentHour }: Period): PlatformRow['daily'] {
  const known = new Map(rows.map((row) => [row.day, row]))
  const today = presentHour.slice(0, 10)
  return days
    .filter((day) => day <= today)
    .map((day) => ({ day, views: known.get(day)?.views ?? 0, interactions: known.get(day)?.interactions ?? 0 }))
}

/** Whole days only; null with fewer than two, or with nothing in the first half. */
function trendOf(rows: readonly DayRow[], period: Period): number | null {
  const whole = dailyOf(rows, period).filter(({ day }) => day < period.presentHour.slice(0, 10))
  const half = Math.floor(whole.length / 2)
  const metric = whole.some(({ views }) => views > 0) ? 'views' : 'interactions'
  const total = (some: PlatformRow['daily']) => some.reduce((sum, day) => sum + day[metric], 0)
  const [first, second] = [total(whole.slice(0, half)), total(whole.slice(-half))]
  return half === 0 || first <= 0 || second < 0 ? null : second / first
}
