import { exponential } from '../random/samplers.ts'
import type { Random } from '../random/xoshiro256.ts'

const HOUR = 3_600_000
/** How old what people look at is on average, and how old it may be. */
const AGES = {
  story: { mean: 8 * HOUR, most: 24 * HOUR },
  reel: { mean: 30 * HOUR, most: 240 * HOUR },
  post: { mean: 18 * HOUR, most: 240 * HOUR },
} as const
/** Older posts are let go when there are so many. */
const POSTS_TRIMMED = 4096
/** Shares of a post that others may come through. */
const SHARES_KEPT = 16

export type PostKind = keyof typeof AGES
/** What a feed shows, beside what is looked for by its kind. */
const FEED: readonly PostKind[] = ['post', 'reel']

/** What was published, as those who come across it see it. */
export interface Post {
  readonly id: string
  readonly at: number
  readonly creator: number
  readonly kind: PostKind
  readonly appeal: number
  /** Message ids of the latest shares. */
  readonly shares: string[]
}

/** What was published lately, from which people choose. */
export class Feed {
  readonly #posts: Record<PostKind, Post[]> = { story: [], reel: [], post: [] }
  readonly #begin: number

  /** @param begin Nothing is known of what was published earlier; whoever comes across that sees nothing of ours. */
  constructor(begin: number) {
    this.#begin = begin
  }

  /** @param post Not earlier than the ones before. */
  add(post: Post): void {
    const posts = this.#posts[post.kind]
    posts.push(post)
    if (posts.length % POSTS_TRIMMED === 0) posts.splice(0, placeOf(posts, post.at - AGES[post.kind].most))
  }

  /** Of two that somebody comes across at a moment, rather new ones, one in proportion to its appeal; undefined where it is none that we know. */
  choose(where: PostKind | 'feed', at: number, random: Random): Post | undefined {
    const kind = where === 'feed' ? (FEED[random.integer(FEED.length)] as PostKind) : where
    const first = this.#comeAcross(kind, at, random)
    const second = this.#comeAcross(kind, at, random)
    if (first === undefined || second === undefined) return first
    return random.uniform() * (first.appeal + second.appeal) < first.appeal ? first : second
  }

  #comeAcross(kind: PostKind, at: number, random: Random): Post | undefined {
    const posts = this.#posts[kind]
    const { mean, most } = AGES[kind]
    const moment = at - (exponential(random, mean) % most)
    const post = moment < this.#begin ? undefined : posts[placeOf(posts, moment) - 1]
    return post !== undefined && at - post.at < most ? post : undefined
  }
}

/** Remembers a share, so that others may come through it. */
export function rememberShare(post: Post, messageId: string): void {
  post.shares.push(messageId)
  if (post.shares.length > SHARES_KEPT) post.shares.shift()
}

/** How many were published up to a moment. */
function placeOf(posts: readonly Post[], moment: number): number {
  let [low, high] = [0, posts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((posts[middle] as Post).at <= moment) low = middle + 1
    else high = middle
  }
  return low
}
