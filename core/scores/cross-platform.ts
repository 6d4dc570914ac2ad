import { requireCount, type Score } from './score.ts'

/** Weights by version, in the order in which they are added up. Those of 2.0 leave 15 % for platforms to come; 2.1 gives it to two. */
const WEIGHTS = {
  '2.0': { twitter: 0.35, reddit: 0.25, news: 0.25 },
  '2.1': { twitter: 0.35, reddit: 0.25, news: 0.25, instagram: 0.05, tiktok: 0.1 },
} as const

const BOTH_VIRAL_POINTS = 15
const ONE_VIRAL_POINTS = 8
const TOTAL_MAX = 100

export type CrossPlatformVersion = keyof typeof WEIGHTS
export type CrossPlatformStatus = 'extremely_viral' | 'high' | 'moderate' | 'some' | 'limited'
type WeightedPlatform = keyof (typeof WEIGHTS)['2.1']

/** Scores of one subject by platform. Null or left out: the platform could not be asked, which is not a score of 0. */
export interface PlatformScores {
  readonly twitter?: number | null | undefined
  readonly reddit?: number | null | undefined
  readonly news?: number | null | undefined
  /** Read from version 2.1 on. */
  readonly instagram?: number | null | undefined
  readonly tiktok?: number | null | undefined
  readonly twitterViral?: boolean | undefined
  readonly redditViral?: boolean | undefined
}

/** How the total came about. */
export interface CrossPlatformComponents {
  /** Weighted sum of platform scores, before rounding. */
  readonly weighted: number
  /** The same, rounded. */
  readonly base: number
  /** 15 where the subject is viral on Twitter and Reddit, 8 where on one of them. */
  readonly bonus: number
}

/** A total, the platforms it rests on, and where it could lie had all of them answered. */
export interface CrossPlatformScore extends Score<CrossPlatformStatus, CrossPlatformComponents> {
  readonly asked: readonly string[]
  readonly unavailable: readonly string[]
  /** Least and greatest total, with each unavailable platform at 0 and at 100. One and the same where all were asked. */
  readonly range: readonly [least: number, most: number]
}

/**
 * Total over platforms, 0 – 100: a weighted sum of their scores, rounded, and a bonus where the subject is viral on Twitter and Reddit.
 * Platform scores enter as they are. Weights are not stretched over missing platforms: `range` says what those could change.
 * Under the published tables no platform gets far enough for `extremely_viral`.
 * Notes: `unavailable_platforms`.
 * @param scores Finite, ≥ 0.
 * @param version Which weights: 2.0, or 2.1 with Instagram (5 %) and TikTok (10 %).
 * @throws RangeError when a score is negative, infinite or NaN.
 */
export function crossPlatformScore(
  scores: PlatformScores,
  { version = '2.0' }: { version?: CrossPlatformVersion } = {},
): CrossPlatformScore {
  const weights = Object.entries(WEIGHTS[version]) as [WeightedPlatform, number][]
  const names = weights.map(([name]) => name)
  for (const name of names) requireCount('crossPlatformScore', name, scores[name])
  const unavailable = names.filter((name) => isUnavailable(scores[name]))
  const { total, ...components } = totalOf(scores, weights, 0)
  const { weighted, base, bonus } = components
  return {
    score: total,
    class: crossPlatformStatus(total),
    raw: weighted + bonus,
    components: { weighted, base, bonus },
    version,
    notes: unavailable.length > 0 ? ['unavailable_platforms'] : [],
    asked: names.filter((name) => !isUnavailable(scores[name])),
    unavailable,
    range: [total, totalOf(scores, weights, TOTAL_MAX).total],
  }
}

/** What a total, 0 – 100, amounts to: `extremely_viral` from 85, `high` from 70, `moderate` from 50, `some` from 30, else `limited`. */
export function crossPlatformStatus(total: number): CrossPlatformStatus {
  if (total >= 85) return 'extremely_viral'
  if (total >= 70) return 'high'
  if (total >= 50) return 'moderate'
  return total >= 30 ? 'some' : 'limited'
}

function totalOf(scores: PlatformScores, weights: readonly [WeightedPlatform, number][], unknown: number) {
  const weighted = weights.reduce((total, [name, weight]) => total + (scores[name] ?? unknown) * weight, 0)
  const base = Math.round(weighted)
  const bonus = bonusOf(scores, unknown > 0)
  return { weighted, base, bonus, total: Math.min(base + bonus, TOTAL_MAX) }
}

function bonusOf({ twitter, reddit, twitterViral, redditViral }: PlatformScores, hopeful: boolean): number {
  const onTwitter = isUnavailable(twitter) ? hopeful : twitterViral === true
  const onReddit = isUnavailable(reddit) ? hopeful : redditViral === true
  if (onTwitter && onReddit) return BOTH_VIRAL_POINTS
  return onTwitter || onReddit ? ONE_VIRAL_POINTS : 0
}

function isUnavailable(score: number | null | undefined): boolean {
  return score === null || score === undefined
}
