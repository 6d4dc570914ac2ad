import type { EventInput } from '@trill/contract/event'
import { normal, poisson } from '@trill/core/random/samplers'
import type { Random } from '@trill/core/random/xoshiro256'
import { type DemoOptions, demoWorld } from './events.ts'
import { type DemoPost, demoFeed } from './posts.ts'
import type { Rhythm } from './rhythm.ts'

const MINUTE = 60_000
/** Where sharing is seen share by share. */
const PLATFORMS = ['x', 'bluesky', 'mastodon']
const READERS = 900
/** Shares of a post after which everybody who cares has seen it. */
const SHARES_MAX = 150
/** Of all who pass something on, so many answer instead, which nobody passes on. */
const ANSWERS = 0.15

/**
 * How posts of other people are passed on and answered, share after share: what a forecast of early virality is learned from and told of.
 * About 5,000 events, none of them measured; the same options give the same events with the same message ids.
 */
export function* demoFeedShares(options: DemoOptions): Generator<EventInput> {
  const { root, rhythm } = demoWorld(options)
  for (const post of demoFeed(options)) {
    if (PLATFORMS.includes(post.platform))
      yield* sharesOf(post, { random: root.fork(`shares of ${post.id}`), rhythm, anchor: options.anchor })
  }
}

interface World {
  readonly random: Random
  readonly rhythm: Rhythm
  readonly anchor: number
}

interface Share {
  readonly at: number
  /** Undefined for the post itself. */
  readonly id: string | undefined
}

/** Generation after generation; how catching a post is shows in its first minutes, and how long it lasts is chance. */
function* sharesOf(post: DemoPost, { random, rhythm, anchor }: World): Generator<EventInput> {
  const appeal = Math.exp(normal(random, 0, 0.8))
  const contagion = Math.min(0.42 * appeal ** 0.4 * Math.exp(normal(random, 0, 0.25)), 0.9)
  const waiting: Share[] = [{ at: post.publishedAt, id: undefined }]
  let count = 0
  for (let share = waiting.shift(); share !== undefined; share = waiting.shift()) {
    const followers = poisson(random, share.id === undefined ? 3.6 * appeal : contagion)
    for (let i = 0; i < followers && count < SHARES_MAX; i += 1) {
      const at = Math.round(rhythm.postpone(random, share.at + 22 * MINUTE * Math.exp(normal(random, 0, 1.2))))
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
