import { COUNT_MAX, type MaybeCount, requireCount, roundWithin, SCORE_VERSION, type Score, type ScoreProfile, sum } from './score.ts'

/** Share of upvotes among votes from which a post is valid; also taken where the share is unknown. */
const UPVOTE_RATIO_MIN = 0.5
/** Upvotes in total that make a subject viral. */
const VIRAL_UPVOTES = 30
const VOLUME_POINTS_MAX = 16
const UPVOTE_POINTS_MAX = 15
const SCORE_MAX = 100

/** A post on Reddit that is about the subject. */
export interface RedditMatch {
  /** Upvotes less downvotes, so it may be negative; finite. */
  readonly upvotes: number
  readonly comments?: MaybeCount
  /** Share of upvotes among all votes, 0 – 1; null or left out counts as 0.5. */
  readonly upvoteRatio?: MaybeCount
}

/** Points of the score on Reddit, and the posts found valid. */
export interface RedditComponents {
  /** For the number of posts; at most 16 in the profile `table`. */
  readonly volume: number
  /** For their upvotes in total; at most 15 in the profile `table`. */
  readonly upvotes: number
  /** For comments a post, 0 – 8. */
  readonly comments: number
  /** For the share of valid posts, 0 – 10. */
  readonly quality: number
  /** 12 where viral. */
  readonly bonus: number
  readonly validPosts: number
}

/**
 * Score of a subject on Reddit from its posts of the last 72 hours, 0 – 100: their number, upvotes, comments a post, and share of valid
 * posts, those with at least half of the votes for them. Viral from 30 upvotes in total. No matches give 0; a negative total of upvotes
 * counts as 0.
 * Notes: `no_matches`, `unknown_upvote_ratio` (counted as 0.5), `negative_upvotes` (the total is below 0).
 * @throws RangeError when upvotes are not finite, comments are negative or not finite, or a ratio is outside [0, 1].
 */
export function redditScore(
  matches: readonly RedditMatch[],
  { profile = 'formula' }: { profile?: ScoreProfile } = {},
): Score<'viral' | 'not_viral', RedditComponents> {
  const posts = matches.map(requirePost)
  const count = posts.length
  const upvotes = sum(posts.map((post) => post.upvotes))
  const validPosts = posts.filter(({ upvoteRatio }) => upvoteRatio >= UPVOTE_RATIO_MIN).length
  const viral = upvotes >= VIRAL_UPVOTES
  const [volumeMax, upvotesMax] = profile === 'table' ? [VOLUME_POINTS_MAX, UPVOTE_POINTS_MAX] : [Infinity, Infinity]
  const components = {
    volume: Math.min(8 * Math.log10(count + 1), volumeMax),
    upvotes: Math.min(6 * Math.log10(Math.max(upvotes, 0) + 1), upvotesMax),
    comments: count === 0 ? 0 : 8 * Math.min(sum(posts.map((post) => post.comments)) / count / 10, 1),
    quality: count === 0 ? 0 : (10 * validPosts) / count,
    bonus: viral ? 12 : 0,
    validPosts,
  }
  const raw = components.volume + components.upvotes + components.comments + components.quality + components.bonus
  const notes: [boolean, string][] = [
    [count === 0, 'no_matches'],
    [matches.some(({ upvoteRatio }) => (upvoteRatio ?? null) === null), 'unknown_upvote_ratio'],
    [upvotes < 0, 'negative_upvotes'],
  ]
  return {
    score: roundWithin(raw, 0, SCORE_MAX),
    class: viral ? 'viral' : 'not_viral',
    raw,
    components,
    version: SCORE_VERSION,
    notes: notes.flatMap(([applies, note]) => (applies ? note : [])),
  }
}

function requirePost({ upvotes, comments, upvoteRatio }: RedditMatch): { upvotes: number; comments: number; upvoteRatio: number } {
  if (!(Math.abs(upvotes) <= COUNT_MAX)) throw new RangeError(`redditScore requires finite upvotes, at most ${COUNT_MAX}, got ${upvotes}`)
  const ratio = upvoteRatio ?? UPVOTE_RATIO_MIN
  if (!(ratio >= 0 && ratio <= 1)) throw new RangeError(`redditScore requires upvoteRatio in [0, 1], got ${ratio}`)
  return { upvotes, comments: requireCount('redditScore', 'comments', comments), upvoteRatio: ratio }
}
