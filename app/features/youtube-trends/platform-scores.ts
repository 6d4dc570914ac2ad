import type { NewsTier } from '@trill/contract/platforms'
import { type CrossPlatformScore, type CrossPlatformVersion, crossPlatformScore } from '@trill/core/scores/cross-platform'
import { newsScore } from '@trill/core/scores/news'
import { redditScore } from '@trill/core/scores/reddit'
import type { ScoreProfile } from '@trill/core/scores/score'
import { xScore } from '@trill/core/scores/x'
import type { PlatformResult } from './contract.ts'
import type { Match } from './post-index.ts'

/** Platforms that are asked, in the order in which they are shown. */
export const ASKED_PLATFORMS = ['x', 'reddit', 'news', 'bluesky', 'mastodon', 'hackernews', 'tiktok', 'instagram'] as const
export type AskedPlatform = (typeof ASKED_PLATFORMS)[number]

/** What a platform answered: its posts about the subject, or why it could not be asked. `detail` is what the platform said where it failed. */
export type PlatformAnswer =
  | { readonly status: 'asked'; readonly source: 'platform' | 'stored'; readonly matches: readonly Match[]; readonly detail: string | null }
  | { readonly status: 'unavailable'; readonly reason: UnavailableReason; readonly detail: string | null }

/** `not_connected`: and no post of the window is stored; `no_keywords`: the title says nothing to ask for. */
export type UnavailableReason = 'not_connected' | 'no_keywords' | 'failed'

export interface ScoreOptions {
  readonly version: CrossPlatformVersion
  readonly profile: ScoreProfile
  /** Standing of a news source, by its name. */
  readonly tierOf: (source: string) => NewsTier
}

/** The status where no platform that has a weight could be asked: there is no total then. */
export const UNAVAILABLE = 'unavailable'

/** What the platforms’ answers amount to. */
export interface Analysis {
  readonly total: CrossPlatformScore
  readonly platforms: readonly PlatformResult[]
}

/** Names that the total has for platforms; the others are shown beside it. */
const WEIGHTED: Readonly<Partial<Record<AskedPlatform, 'twitter' | 'reddit' | 'news' | 'instagram' | 'tiktok'>>> = {
  x: 'twitter',
  reddit: 'reddit',
  news: 'news',
  instagram: 'instagram',
  tiktok: 'tiktok',
}

/** Scores each platform and adds them up. What could not be asked is unavailable, which is not 0. */
export function analysisOf(answers: ReadonlyMap<AskedPlatform, PlatformAnswer>, options: ScoreOptions): Analysis {
  const platforms = ASKED_PLATFORMS.map((platform) => resultOf(platform, answers.get(platform) ?? NOT_CONNECTED, options))
  const entries = platforms.flatMap(({ platform, score }) => {
    const name = WEIGHTED[platform as AskedPlatform]
    return name === undefined ? [] : [[name, score] as const]
  })
  const isViral = (platform: AskedPlatform) => platforms.some((result) => result.platform === platform && result.class === 'viral')
  const scores = { ...Object.fromEntries(entries), twitterViral: isViral('x'), redditViral: isViral('reddit') }
  return { total: crossPlatformScore(scores, { version: options.version }), platforms }
}

function resultOf(platform: AskedPlatform, answer: PlatformAnswer, options: ScoreOptions): PlatformResult {
  const unscored = { score: null, class: null, raw: null, components: null, notes: [] as string[] }
  if (answer.status === 'unavailable') return { platform, ...UNASKED, reason: answer.reason, detail: answer.detail, ...unscored }
  const { matches, source, detail } = answer
  const scored = scoreOf(platform, matches, options)
  return {
    platform,
    status: 'asked',
    source,
    reason: null,
    detail,
    matches: matches.length,
    mean_similarity: matches.length === 0 ? null : matches.reduce((sum, { similarity }) => sum + similarity, 0) / matches.length,
    ...(scored ?? unscored),
    notes: [...(scored?.notes ?? []), ...(source === 'stored' ? ['stored_posts_only'] : [])],
  }
}

const NOT_CONNECTED: PlatformAnswer = { status: 'unavailable', reason: 'not_connected', detail: null }
const UNASKED = { status: 'unavailable', source: null, matches: 0, mean_similarity: null } as const

/** Undefined for platforms without a score in this version; those of 2.1 are scored as X is, with views for impressions. */
function scoreOf(platform: AskedPlatform, matches: readonly Match[], { version, profile, tierOf }: ScoreOptions) {
  if (platform === 'x') return plain(xScore(matches.map(asXMatch), { profile }))
  if (platform === 'reddit') return plain(redditScore(matches.map(asRedditMatch), { profile }))
  if (platform === 'news') return plain(newsScore(matches.map((match) => asNewsMatch(match, tierOf))))
  const isWeighted = version === '2.1' && (platform === 'instagram' || platform === 'tiktok')
  return isWeighted ? plain(xScore(matches.map(asXMatch), { profile })) : undefined
}

function asXMatch({ post, similarity }: Match) {
  return { similarity, impressions: post.impressions ?? post.views, likes: post.likes, retweets: post.shares, replies: post.comments }
}

function asRedditMatch({ post }: Match) {
  return { upvotes: post.likes ?? 0, comments: post.comments, upvoteRatio: post.upvote_ratio }
}

function asNewsMatch({ post, similarity }: Match, tierOf: ScoreOptions['tierOf']) {
  return { similarity, source: post.creator_name, tier: tierOf(post.creator_name) }
}

function plain<C extends object>(score: { score: number; class: string | null; raw: number; components: C; notes: readonly string[] }) {
  const { score: points, class: name, raw, components, notes } = score
  return { score: points, class: name, raw, components: { ...components } as Record<string, number>, notes }
}
