import type { FigurePassport } from '@trill/contract/passport'
import { videoEngagement, viewVelocity, viralClass, viralScore } from '@trill/core/scores/youtube'
import { passportOf } from '../../platform/passport/ground.ts'
import type { MatchedPost, RunState, TrendResponse, TrendRow, TrendsResponse } from './contract.ts'
import { UNAVAILABLE } from './platform-scores.ts'
import type { RunRecord } from './run-record.ts'

/** A video as it was scored. */
export interface ScoredRow {
  readonly content_id: string
  readonly scored_at_milliseconds: number
  readonly observed_at_milliseconds: number
  readonly version: string
  readonly views: number
  readonly likes: number | null
  readonly comments: number | null
  readonly days_old: number | null
  readonly viral: number
  readonly calibrated: number | null
  readonly calibrated_lower: number
  readonly calibrated_upper: number
  readonly engagement_percentile: number
  readonly velocity_percentile: number | null
  readonly shrunk_rate: number
  readonly sample: number
  readonly peers: 'none' | NonNullable<TrendRow['calibrated']>['peers']
}

export interface DescriptionRow {
  readonly content_id: string
  readonly platform: string
  readonly title: string
  readonly creator_id: string
  readonly creator_name: string
  readonly category: string
  readonly url: string
  readonly published_at_milliseconds: number | null
  readonly provenance: string
}

export interface AnalysisRow {
  readonly content_id: string
  readonly run_id: string
  readonly analysed_at_milliseconds: number
  readonly version: string
  readonly profile: string
  readonly keywords: string[]
  readonly total: number
  readonly status: string
  readonly least: number
  readonly most: number
  readonly platforms: string
}

export interface MatchRow {
  readonly platform: string
  readonly matched_id: string
  readonly similarity: number
  readonly views: number | null
  readonly likes: number | null
  readonly comments: number | null
  readonly shares: number | null
}

/** A publication may lie this long after an observation: lists of a day are observed at noon. */
const AFTER_OBSERVATION_MILLISECONDS = 86_400_000

/** Both scores of a video with what they are made of. The components are computed again, from what was stored with the score. */
function passportOfVideo({ observed_at_milliseconds, version }: ScoredRow, described: DescriptionRow | undefined): FigurePassport {
  const provenances = described === undefined ? [] : [described.provenance]
  const ground = { provenances, source: 'counters of the video, read once', observed_at: iso(observed_at_milliseconds), n: 1 }
  return passportOf(ground, { name: 'viral_score', making: 'calculated', version })
}

export function trendRow(scored: ScoredRow, described: DescriptionRow | undefined, analysis: AnalysisRow | undefined): TrendRow {
  const { content_id, views, likes, comments, days_old } = scored
  const video = { views, likes, comments }
  const { raw, components, notes } = viralScore({ ...video, daysOld: days_old })
  const isFuture = (described?.published_at_milliseconds ?? 0) > scored.observed_at_milliseconds + AFTER_OBSERVATION_MILLISECONDS
  return {
    content_id,
    title: described?.title || content_id,
    creator_name: described?.creator_name ?? '',
    category: described?.category ?? '',
    url: described?.url ?? '',
    provenance: described?.provenance ?? '',
    passport: passportOfVideo(scored, described),
    published_at: isoOrNull(described?.published_at_milliseconds),
    observed_at: iso(scored.observed_at_milliseconds),
    ...{ views, likes, comments, days_old },
    viral: {
      score: scored.viral,
      class: viralClass(scored.viral),
      raw,
      components,
      version: scored.version,
      notes: isFuture ? [...notes, 'future_publication'] : [...notes],
    },
    engagement: videoEngagement(video),
    velocity: days_old === null ? null : velocityOf(views, days_old),
    calibrated: calibratedOf(scored),
    cross_platform: analysis === undefined ? null : summaryOf(analysis),
  }
}

function velocityOf(views: number, daysOld: number): TrendRow['velocity'] {
  const { viewsPerDay, class: name } = viewVelocity(views, daysOld)
  return { views_per_day: viewsPerDay, class: name }
}

function calibratedOf(scored: ScoredRow): TrendRow['calibrated'] {
  if (scored.calibrated === null || scored.peers === 'none') return null
  return {
    score: scored.calibrated,
    lower: scored.calibrated_lower,
    upper: scored.calibrated_upper,
    engagement_percentile: scored.engagement_percentile,
    velocity_percentile: scored.velocity_percentile,
    shrunk_percent: 100 * scored.shrunk_rate,
    sample: scored.sample,
    peers: scored.peers,
  }
}

function summaryOf(row: AnalysisRow): NonNullable<TrendRow['cross_platform']> {
  const { status, least, most, version, profile, analysed_at_milliseconds } = row
  const { matcher } = storedOf(row)
  return { total: totalOf(row), status, least, most, version, profile, matcher, analysed_at: iso(analysed_at_milliseconds) }
}

function totalOf({ status, total }: AnalysisRow): number | null {
  return status === UNAVAILABLE ? null : total
}

/** How many videos there are of each class. */
export function byClass(scores: readonly { viral: number; videos: number }[]): TrendsResponse['by_class'] {
  const counts = { viral: 0, trending: 0, moderate: 0, low: 0 }
  for (const { viral, videos } of scores) counts[viralClass(viral)] += videos
  return counts
}

/** Least and greatest viral score of a class; of all where none is named. */
export function scoresOf(name: keyof TrendsResponse['by_class'] | undefined): { viral_min: number; viral_max: number } {
  const all = Array.from({ length: 101 }, (_, score) => score).filter((score) => name === undefined || viralClass(score) === name)
  return { viral_min: all[0] ?? 0, viral_max: all.at(-1) ?? 100 }
}

/** An analysis in full, with the posts that were found. */
export function analysisInFull(
  row: AnalysisRow,
  matches: readonly MatchRow[],
  posts: ReadonlyMap<string, DescriptionRow>,
): TrendResponse['analysis'] {
  const { run_id, version, profile, keywords, status, least, most } = row
  const found = matches.map((match) => matchedPost(match, posts.get(match.matched_id)))
  return {
    ...{ run_id, version, profile, keywords, status, least, most },
    total: totalOf(row),
    ...storedOf(row),
    analysed_at: iso(row.analysed_at_milliseconds),
    matches: found,
  }
}

function storedOf({ platforms }: AnalysisRow) {
  return JSON.parse(platforms) as Pick<NonNullable<TrendResponse['analysis']>, 'components' | 'platforms' | 'matcher' | 'matcher_version'>
}

function matchedPost({ matched_id, ...match }: MatchRow, post: DescriptionRow | undefined): MatchedPost {
  return {
    ...match,
    content_id: matched_id,
    title: post?.title ?? '',
    creator_name: post?.creator_name ?? '',
    url: post?.url ?? '',
    published_at: isoOrNull(post?.published_at_milliseconds),
  }
}

/** A run with its pace, as the API tells of it. */
export function runState(run: RunRecord & { readonly perSecond: number | null; readonly secondsLeft: number | null }): RunState {
  return {
    id: run.id,
    kind: run.kind,
    status: run.status,
    content_id: run.options.content_id ?? null,
    done: run.done,
    total: run.total,
    per_second: run.perSecond,
    seconds_left: run.secondsLeft,
    error: run.error,
    created_at: run.createdAt.toISOString(),
    finished_at: run.finishedAt?.toISOString() ?? null,
  }
}

export function isoOrNull(milliseconds: number | null | undefined): string | null {
  return milliseconds === null || milliseconds === undefined ? null : iso(milliseconds)
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
