import {
  type MaybeCount,
  requireCount,
  requireSimilarity,
  roundWithin,
  SCORE_VERSION,
  type Score,
  type ScoreProfile,
  sum,
} from './score.ts'

/** A post is valid for the engagement term from this many impressions. */
const IMPRESSIONS_MIN = 150
/** Matches that make a subject viral, and give the bonus. */
const VIRAL_MATCHES = 10
const VOLUME_POINTS_MAX = 30
const SCORE_MAX = 100

/** A post on X that is about the subject. */
export interface XMatch {
  /** How alike its text and the subject are, 0 – 1. */
  readonly similarity: number
  /** Null or left out where unknown; such a post is not valid, and nothing is estimated. */
  readonly impressions?: MaybeCount
  readonly likes?: MaybeCount
  readonly retweets?: MaybeCount
  readonly replies?: MaybeCount
}

/** Points of the score on X, and the posts that the engagement term rests on. */
export interface XComponents {
  /** For the number of matches; at most 30 in the profile `table`. */
  readonly volume: number
  /** For their mean similarity, 0 – 25. */
  readonly quality: number
  /** For engagement per impression over valid posts, 0 – 20. */
  readonly engagement: number
  /** 10 from ten matches on. */
  readonly bonus: number
  readonly validTweets: number
}

/**
 * Score of a subject on X from its matches of the last 72 hours, 0 – 100: their number, similarity, and engagement per impression as a
 * ratio of sums over valid posts, those of at least 150 known impressions. Viral from ten matches. No matches give 0.
 * Notes: `no_matches`, `no_valid_posts` (the engagement term is 0 because nothing is known), `unknown_impressions`, `more_engagement_than_impressions`.
 * @throws RangeError when a count is negative, infinite or NaN, or a similarity is outside [0, 1].
 */
export function xScore(
  matches: readonly XMatch[],
  { profile = 'formula' }: { profile?: ScoreProfile } = {},
): Score<'viral' | 'not_viral', XComponents> {
  const valid = matches.map(requireMatch).filter(({ impressions }) => impressions >= IMPRESSIONS_MIN)
  const count = matches.length
  const engagements = sum(valid.map((match) => match.engagements))
  const impressions = sum(valid.map((match) => match.impressions))
  const volume = 15 * Math.log10(count + 1)
  const components = {
    volume: profile === 'table' ? Math.min(volume, VOLUME_POINTS_MAX) : volume,
    quality: count === 0 ? 0 : 25 * (sum(matches.map(({ similarity }) => similarity)) / count),
    engagement: valid.length === 0 ? 0 : Math.min((500 * engagements) / impressions, 20),
    bonus: count >= VIRAL_MATCHES ? 10 : 0,
    validTweets: valid.length,
  }
  const raw = components.volume + components.quality + components.engagement + components.bonus
  const notes: [boolean, string][] = [
    [count === 0, 'no_matches'],
    [count > 0 && valid.length === 0, 'no_valid_posts'],
    [matches.some((match) => (match.impressions ?? null) === null), 'unknown_impressions'],
    [engagements > impressions, 'more_engagement_than_impressions'],
  ]
  return {
    score: roundWithin(raw, 0, SCORE_MAX),
    class: count >= VIRAL_MATCHES ? 'viral' : 'not_viral',
    raw,
    components,
    version: SCORE_VERSION,
    notes: notes.flatMap(([applies, note]) => (applies ? note : [])),
  }
}

function requireMatch({ similarity, impressions, likes, retweets, replies }: XMatch): { engagements: number; impressions: number } {
  requireSimilarity('xScore', similarity)
  return {
    engagements: sum(Object.entries({ likes, retweets, replies }).map(([name, count]) => requireCount('xScore', name, count))),
    impressions: requireCount('xScore', 'impressions', impressions),
  }
}
