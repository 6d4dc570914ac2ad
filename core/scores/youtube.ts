import { type MaybeCount, requireCount, roundWithin, SCORE_VERSION, type Score } from './score.ts'

/** Highest number of points for views alone. */
const VIEW_POINTS_MAX = 70
/** Points for each engagement per view. */
const ENGAGEMENT_POINTS = 1000
const RECENCY_POINTS = 10
/** A video is recent while it is younger than this. */
const RECENT_DAYS = 7
/** Least and greatest viral score. */
export const SCORE_MIN = 10
export const SCORE_MAX = 100
const DAY_MILLISECONDS = 86_400_000

export type ViralClass = 'viral' | 'trending' | 'moderate' | 'low'
export type EngagementCategory = 'high' | 'moderate' | 'low'
export type VelocityClass = 'very_high' | 'high' | 'medium' | 'low'

/** Counters of a video at one moment. */
export interface VideoCounters {
  readonly views: number
  /** Null or left out where the platform hides them. */
  readonly likes?: MaybeCount
  readonly comments?: MaybeCount
}

/** Points of the viral score. */
export interface ViralComponents {
  /** For views, 0 – 70. */
  readonly base: number
  /** 1000 points for each engagement per view, ≥ 0, without an upper limit. */
  readonly engagement: number
  /** 10 for a video of less than 7 days, else 0. */
  readonly recency: number
}

/**
 * Viral score of a video, 10 – 100: the logarithm of its views, its engagement and its recency. Given as specified, though it saturates:
 * ten views with one like give 100, and so does anything with more than 8 % engagement. Zero views with a like count as one view.
 * Notes: `hidden_counts` (entered as 0), `unknown_age` (no bonus), `future_age` (below 0: gets the bonus, as the formula has it),
 * `no_views`, `more_engagement_than_views`, `few_views` (below 100, where the score says little).
 * @param video Finite counts ≥ 0, and its age in days as a real number, null or left out where unknown.
 * @throws RangeError when a count is negative, infinite or NaN, or the age is infinite or NaN.
 */
export function viralScore(video: VideoCounters & { readonly daysOld?: MaybeCount }): Score<ViralClass, ViralComponents> {
  const { views, engagements } = requireVideo('viralScore', video)
  const daysOld = requireAge('viralScore', video.daysOld)
  const components = {
    base: Math.min(10 * Math.log10(views + 1), VIEW_POINTS_MAX),
    engagement: (engagements / Math.max(views, 1)) * ENGAGEMENT_POINTS,
    recency: daysOld !== null && daysOld < RECENT_DAYS ? RECENCY_POINTS : 0,
  }
  const raw = components.base + components.engagement + components.recency
  const score = roundWithin(raw, SCORE_MIN, SCORE_MAX)
  return { score, class: viralClass(score), raw, components, version: SCORE_VERSION, notes: notesOn(video, views, engagements, daysOld) }
}

/**
 * Sum of the points of a viral score, before rounding and limits: of `viralScore`, without its parts.
 * @param rate Likes and comments per view, ≥ 0.
 * @param daysOld NaN where unknown.
 */
export function scorePoints(views: number, rate: number, daysOld: number): number {
  return Math.min(10 * Math.log10(views + 1), VIEW_POINTS_MAX) + rate * ENGAGEMENT_POINTS + (daysOld < RECENT_DAYS ? RECENCY_POINTS : 0)
}

/** What a viral score, 0 – 100, amounts to: `viral` from 80, `trending` from 60, `moderate` from 40. */
export function viralClass(score: number): ViralClass {
  if (score >= 80) return 'viral'
  if (score >= 60) return 'trending'
  return score >= 40 ? 'moderate' : 'low'
}

/**
 * Likes and comments per hundred views, and its category: `high` above 5, `moderate` from 2 to 5, both included. May exceed 100.
 * @throws RangeError when a count is negative, infinite or NaN.
 */
export function videoEngagement(video: VideoCounters): { readonly percent: number; readonly category: EngagementCategory } {
  const { views, engagements } = requireVideo('videoEngagement', video)
  const percent = (engagements / Math.max(views, 1)) * 100
  if (percent > 5) return { percent, category: 'high' }
  return { percent, category: percent >= 2 ? 'moderate' : 'low' }
}

/**
 * Mean number of views a day since publication, the first day counted as a whole one, and its class: `very_high` above 100,000, `high`
 * above 50,000, `medium` above 10,000.
 * @param daysOld Age in days; below 1, also below 0, counts as 1.
 * @throws RangeError when views are negative, or a number is infinite or NaN.
 */
export function viewVelocity(views: number, daysOld: number): { readonly viewsPerDay: number; readonly class: VelocityClass } {
  requireCount('viewVelocity', 'views', views)
  if (!Number.isFinite(daysOld)) throw new RangeError(`viewVelocity requires a finite age, got ${daysOld}`)
  const viewsPerDay = views / Math.max(daysOld, 1)
  if (viewsPerDay > 100_000) return { viewsPerDay, class: 'very_high' }
  if (viewsPerDay > 50_000) return { viewsPerDay, class: 'high' }
  return { viewsPerDay, class: viewsPerDay > 10_000 ? 'medium' : 'low' }
}

/**
 * Age in days, a real number.
 * @param publishedAt Milliseconds since 1970, not after now.
 * @param now Milliseconds since 1970.
 * @throws RangeError when a time is no number, or publication lies in the future.
 */
export function ageInDays(publishedAt: number, now: number): number {
  if (!(Number.isFinite(publishedAt) && publishedAt <= now && now < Infinity)) {
    throw new RangeError(`ageInDays requires a publication that is not in the future, got ${publishedAt} at ${now}`)
  }
  return (now - publishedAt) / DAY_MILLISECONDS
}

function requireVideo(caller: string, { views, likes, comments }: VideoCounters): { views: number; engagements: number } {
  const engagements = requireCount(caller, 'likes', likes) + requireCount(caller, 'comments', comments)
  return { views: requireCount(caller, 'views', views), engagements }
}

function requireAge(caller: string, daysOld: MaybeCount): number | null {
  if (daysOld === null || daysOld === undefined) return null
  if (!Number.isFinite(daysOld)) throw new RangeError(`${caller} requires a finite age, or null where it is unknown, got ${daysOld}`)
  return daysOld
}

/** What a reader has to know of a video’s counters, as `viralScore` says it. */
export function counterNotes(video: VideoCounters): readonly string[] {
  const { views, engagements } = requireVideo('counterNotes', video)
  return notesOn(video, views, engagements, 0)
}

function notesOn({ likes, comments }: VideoCounters, views: number, engagements: number, daysOld: number | null): string[] {
  const notes: [boolean, string][] = [
    [(likes ?? null) === null || (comments ?? null) === null, 'hidden_counts'],
    [daysOld === null, 'unknown_age'],
    [daysOld !== null && daysOld < 0, 'future_age'],
    [views === 0, 'no_views'],
    [views > 0 && views < 100, 'few_views'],
    [engagements > views, 'more_engagement_than_views'],
  ]
  return notes.flatMap(([applies, note]) => (applies ? note : []))
}
