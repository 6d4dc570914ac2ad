import { normal } from '../random/samplers.ts'
import type { Random } from '../random/xoshiro256.ts'
import type { Post } from './early-table.ts'

const HOUR_MILLISECONDS = 3_600_000
const CREATORS = 40

/**
 * Posts that a test can learn from: their reach is log-normal, shares come at log-normal ages, and a post that will be shared more is shared
 * sooner. One an hour, by 40 creators in turn.
 */
export function simulatedPosts(count: number, random: Random): Post[] {
  return Array.from({ length: count }, (_, index) => simulatedPost(index, random))
}

function simulatedPost(index: number, random: Random): Post {
  const appeal = normal(random)
  const shares = Math.round(Math.exp(4 + 0.8 * appeal + 0.3 * normal(random)))
  const ages = Float64Array.from({ length: shares }, () => Math.exp(8.5 - 0.5 * appeal + 1.2 * normal(random))).sort()
  const actors = [index % CREATORS, ...ages.keys()].map((actor, at) => (at === 0 ? actor : CREATORS + actor))
  const parents = Array.from({ length: shares }, (_, share) => actors[random.uniform() < 0.7 ? 0 : random.integer(share + 1)] as number)
  const postedAt = index * HOUR_MILLISECONDS
  return {
    time: postedAt,
    context: { postedAt },
    cascade: {
      seconds: [0, ...ages],
      actors,
      parents: [-1, ...parents],
      replies: [0, ...ages].map(() => Number(random.uniform() < 0.2)),
    },
  }
}
