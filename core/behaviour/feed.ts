import { exponential } from '../random/samplers.ts'
import type { Random } from '../random/xoshiro256.ts'

/** Posts that can still be come across. */
const POSTS_KEPT = 4000
/** Shares of a post that others may pass on. */
const SHARES_KEPT = 16
/** How far back people look on average, in posts. */
const LOOK_BACK = 200
/** A post is the most appealing of so many that were come across. */
const TRIES = 3

/** What was published, as those who come across it see it. */
export interface Post {
  readonly id: string
  readonly creator: number
  readonly kind: 'story' | 'reel' | 'post'
  readonly appeal: number
  /** Message ids of the latest shares. */
  readonly shares: string[]
}

/** The newest posts, from which people choose. */
export class Feed {
  readonly #posts: Post[] = []

  add(post: Post): void {
    this.#posts.push(post)
    if (this.#posts.length > 2 * POSTS_KEPT) this.#posts.splice(0, POSTS_KEPT)
  }

  /** One that somebody comes across, rather a new and an appealing one; undefined while there is none. */
  choose(random: Random): Post | undefined {
    let best: Post | undefined
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const back = Math.floor(exponential(random, LOOK_BACK)) % Math.max(this.#posts.length, 1)
      const post = this.#posts[this.#posts.length - 1 - back]
      if (post !== undefined && post.appeal > (best?.appeal ?? 0)) best = post
    }
    return best
  }
}

/** Remembers a share, so that others may pass it on. */
export function rememberShare(post: Post, messageId: string): void {
  post.shares.push(messageId)
  if (post.shares.length > SHARES_KEPT) post.shares.shift()
}
