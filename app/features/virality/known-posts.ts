import { AtHand, type Whole } from '../../platform/models/at-hand.ts'
import type { Platform } from '../../platform/platform.ts'
import { HORIZON_SECONDS } from './horizon.ts'
import type { Said } from './predict.ts'
import { readCreatorPosts, readPosts, readShares } from './read-posts.ts'
import { ageReached, type CreatorHistory, creatorHistories, isOver, type PostRow, type SharesRow } from './virality.ts'

/** Posts in flight that are held in memory, of one workspace, the newest of them. */
const POSTS_MAX = 10_000
/** Their shares and comments; 40 bytes each. */
const SHARES_MAX = 200_000
/** Posts whose shares are read in one query. */
const PAGE = 1_000

/** A post with what was known of it at a moment. */
export interface KnownPost {
  readonly post: PostRow
  /** Of a post that is over they are not looked at. */
  readonly shares: SharesRow | undefined
  readonly history: CreatorHistory
  /** Milliseconds since 1970, UTC. */
  readonly asOf: number
  /** What the live version said of it. */
  said?: Said
}

/** Posts of a workspace by their id. One whose next forecast is due is read anew. */
export function postsAtHand(workspaceId: string, platform: Platform): AtHand<KnownPost> {
  const source = {
    whole: () => inFlight(workspaceId, platform),
    some: (contentIds: readonly string[]) => named(workspaceId, contentIds, platform),
    isCurrent: ({ post: { published }, asOf }: KnownPost) =>
      ageReached((platform.now() - published) / 1000) === ageReached((asOf - published) / 1000),
    max: POSTS_MAX,
  }
  return new AtHand(source, platform)
}

async function inFlight(workspaceId: string, platform: Platform): Promise<Whole<KnownPost>> {
  const now = platform.now()
  const first = now - 1000 * HORIZON_SECONDS
  const posts = heldPosts(await readPosts(platform.events, { workspaceId, first, last: now, limit: POSTS_MAX }))
  const found = new Map<string, KnownPost>()
  for (let start = 0; start < posts.length; start += PAGE) {
    for (const known of await knownPosts(workspaceId, posts.slice(start, start + PAGE), platform)) found.set(known.post.content_id, known)
  }
  return { found, mayKnow: () => true }
}

/** As many as there is room for, from the first on. */
function heldPosts(posts: readonly PostRow[]): readonly PostRow[] {
  let shares = 0
  const end = posts.findIndex(({ size }) => {
    shares += size
    return shares > SHARES_MAX
  })
  return end === -1 ? posts : posts.slice(0, end)
}

async function named(workspaceId: string, contentIds: readonly string[], platform: Platform): Promise<ReadonlyMap<string, KnownPost>> {
  const wanted = { workspaceId, first: 0, last: platform.now(), contentIds, limit: contentIds.length }
  const known = await knownPosts(workspaceId, await readPosts(platform.events, wanted), platform)
  return new Map(known.map((one) => [one.post.content_id, one]))
}

/** What is known of some posts now, in their order. */
export async function knownPosts(
  workspaceId: string,
  posts: readonly PostRow[],
  { events, now }: Pick<Platform, 'events' | 'now'>,
): Promise<KnownPost[]> {
  const asOf = now()
  const flying = posts.filter((post) => !isOver(post, asOf))
  const [shares, before] = await Promise.all([readShares(events, workspaceId, flying), readCreatorPosts(events, workspaceId, flying)])
  const historyOf = creatorHistories(before)
  return posts.map((post) => ({ post, shares: shares.get(post.content_id), history: historyOf(post), asOf }))
}
