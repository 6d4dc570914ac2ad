import type { EventInput } from '@trill/contract/event'
import { normal, poisson } from '@trill/core/random/samplers'
import type { Random } from '@trill/core/random/xoshiro256'
import { type DemoOptions, demoWorld } from './events.ts'
import { type DemoPost, demoFeed } from './posts.ts'
import type { Rhythm } from './rhythm.ts'

const MINUTE = 60_000
/** Where sharing is seen share by share. */
const PLATFORMS = ['x', 'tiktok', 'bluesky', 'reddit', 'mastodon']
const READERS = 900
/** Shares of a post after which everybody who cares has seen it. */
const SHARES_MAX = 150
/** Of all who pass something on, so many answer instead, which nobody passes on. */
const ANSWERS = 0.15

/**
 * How posts of other people are passed on and answered, share after share: what a forecast of early virality is learned from and told of.
 * About 7,000 events, none of them measured; the same options give the same events with the same message ids.
 */
export function* demoFeedShares(options: DemoOptions): Generator<EventInput> {
  const { root, rhythm } = demoWorld(options)
  for (const post of demoFeed(options)) {
    if (!PLATFORMS.includes(post.platform)) continue
    const following = Math.exp(normal(root.fork(`following of ${post.creatorId}`), 0, 0.6))
    yield* sharesOf(post, { random: root.fork(`shares of ${post.id}`), rhythm, anchor: options.anchor, following })
  }
}

interface World {
  readonly random: Random
  readonly rhythm: Rhythm
  readonly anchor: number
  /** How many follow its creator; 1 is the median. */
  readonly following: number
}

interface Share {
  readonly at: number
  /** Undefined for the post itself. */
  readonly id: string | undefined
}

/** Generation after generation; posts are passed on at different paces, so that an early count alone says less than its times do. */
function* sharesOf(post: DemoPost, { random, rhythm, anchor, following }: World): Generator<EventInput> {
  const appeal = Math.exp(normal(random, 0, 0.6))
  const contagion = Math.min(0.4 * appeal ** 0.7 * Math.exp(normal(random, 0, 0.1)), 0.9)
  const pace = 25 * MINUTE * Math.exp(normal(random, 0, 0.9))
  const waiting: Share[] = [{ at: post.publishedAt, id: undefined }]
  let count = 0
  for (let share = waiting.shift(); share !== undefined; share = waiting.shift()) {
    const followers = poisson(random, share.id === undefined ? 3 * appeal * following : contagion)
    for (let i = 0; i < followers && count < SHARES_MAX; i += 1) {
      const at = Math.round(rhythm.postpone(random, share.at + pace * Math.exp(normal(random, 0, 0.8))))
      const isAnswer = random.uniform() < ANSWERS
      const reader = random.integer(READERS)
      count += 1
      if (at > anchor) continue
      const id = `demo-${anchor.toString(36)}-${post.id}-${count}`
      yield {
        message_id: id,
        type: isAnswer ? 'comment' : 'share',
        occurred_at: new Date(at).toISOString(),
        actor_id: `${post.platform}-reader-${reader + 1}`,
        content_id: post.id,
        platform: post.platform,
        ...(share.id !== undefined && { parent_message_id: share.id }),
      }
      if (!isAnswer) waiting.push({ at, id })
    }
  }
}
